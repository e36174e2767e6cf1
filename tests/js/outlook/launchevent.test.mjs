// What happens to a mail while alice writes it, event by event.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "../../../backend/desk/static/outlook/host.js";
import { spied } from "./spy.mjs";
import { CANDOR, Outlook, PIXEL, quiet, refused, tracked } from "./runtime.mjs";

const DAVE = "dave@customer.example";
const ERIN = "erin@client.example";
const BOB = "bob@north.example";

/** Everything that may differ after an event. @param {Outlook} outlook */
const outcome = (outlook) => ({
  completions: outlook.completions,
  appended: outlook.draft.appended,
  notice: outlook.notice,
  asked: outlook.requests.map((request) => request.body.recipients),
  // whether the rep was told why has a test of its own
  kept: Object.keys(outlook.draft.properties).filter((name) => name !== "told").sort(),
  withdrawn: outlook.withdrawn.length,
  bodyReads: outlook.mailbox.bodyReads,
  strayed: outlook.strayed,
});

/** @type {ReturnType<typeof outcome>} */
const UNTRACKED = {
  completions: 1,
  appended: null,
  notice: null,
  asked: [],
  kept: [],
  withdrawn: 0,
  bodyReads: [],
  strayed: [],
};
/** @type {ReturnType<typeof outcome>} */
const TRACKED = {
  ...UNTRACKED,
  appended: PIXEL,
  asked: [[DAVE]],
  kept: ["draft_ref", "message_id"],
};
const AUTO = { autoTrack: true };

/**
 * @typedef {object} Case
 * @property {ConstructorParameters<typeof Outlook>[0]} [draft]
 * @property {ConstructorParameters<typeof Outlook>[1]} [rep]
 * @property {import("./runtime.mjs").Reply} [reply]
 * @property {[string, Refusal | Promise<void>]} [fault] an Office call that fails or hangs
 * @property {string} [event]
 * @property {number} [wait] milliseconds that pass
 * @property {Partial<typeof TRACKED>} expect beyond UNTRACKED
 */

const refusal = new Refusal("InternalError", 5001);
/** @type {Promise<void>} */
const never = new Promise(() => undefined);

/** @type {Record<string, Case>} */
const CASES = {
  // the rep's wish
  "tracks when the rep tracks by habit": { rep: AUTO, expect: TRACKED },
  "leaves the mail alone when the rep never chose": { expect: {} },
  "leaves the mail alone when the rep's habit is no": {
    rep: { autoTrack: false },
    expect: {},
  },
  "lets the draft's own yes outweigh the habit": {
    draft: { to: [DAVE], properties: { choice: "on" } },
    expect: { ...TRACKED, kept: ["choice", "draft_ref", "message_id"] },
  },
  "lets the draft's own no outweigh the habit": {
    draft: { to: [DAVE], properties: { choice: "off" } },
    rep: AUTO,
    expect: { kept: ["choice"] },
  },
  "takes back what a reopened draft had registered once tracking is off": {
    draft: {
      to: [DAVE],
      properties: { choice: "off", draft_ref: "made-before", message_id: "old" },
    },
    rep: AUTO,
    expect: { kept: ["choice", "draft_ref"], withdrawn: 1 },
  },
  "asks again for a reopened draft, under its old reference": {
    draft: { to: [DAVE], properties: { draft_ref: "made-before", message_id: "old" } },
    rep: AUTO,
    expect: TRACKED,
  },
  "turns tracking on at the ribbon": {
    event: "track",
    expect: {
      ...TRACKED,
      notice: "Tracked: Candor tells you when this mail is opened.",
      kept: ["choice", "draft_ref", "message_id"],
    },
  },
  "turns tracking off at the ribbon": {
    rep: AUTO,
    event: "track",
    expect: {
      notice: "Not tracked: you switched tracking off for this mail.",
      kept: ["choice"],
    },
  },
  "promises at the ribbon to track once there is a recipient": {
    draft: {},
    event: "track",
    expect: {
      notice: "Tracking is on. It starts when you add a recipient.",
      kept: ["choice"],
    },
  },
  "says at the ribbon why a colleague is not tracked": {
    draft: { to: [BOB] },
    event: "track",
    reply: refused("own_domain"),
    expect: {
      notice: "Not tracked: mail inside your organisation never is.",
      asked: [[BOB]],
      kept: ["choice"],
    },
  },

  // who is asked about
  "asks nothing while there is no recipient": { draft: {}, rep: AUTO, expect: {} },
  "asks once about everybody on To, Cc and Bcc": {
    draft: { to: ["Dave@Customer.example"], cc: [DAVE, "a@b.example"], bcc: ["z@b.example"] },
    rep: AUTO,
    expect: { ...TRACKED, asked: [["a@b.example", DAVE, "z@b.example"]] },
  },
  "does not ask when a field may be holding back more people": {
    draft: { to: Array.from({ length: 100 }, (_, index) => `p${index}@b.example`) },
    rep: AUTO,
    expect: { notice: "Not tracked: there are more recipients than can be checked." },
  },
  "does not ask when the fields together hold too many": {
    draft: {
      to: Array.from({ length: 60 }, (_, index) => `p${index}@b.example`),
      cc: Array.from({ length: 60 }, (_, index) => `q${index}@b.example`),
    },
    rep: AUTO,
    expect: { notice: "Not tracked: there are more recipients than can be checked." },
  },
  "does not ask about somebody without a mail address": {
    draft: { to: [DAVE, "/o=North/cn=Recipients/cn=list"] },
    rep: AUTO,
    expect: { notice: "Not tracked: a recipient has no mail address yet." },
  },

  // Candor's no
  "names who has to agree first": {
    draft: { to: [DAVE], cc: [ERIN] },
    rep: AUTO,
    reply: refused("consent_needed", ERIN),
    expect: {
      notice: `Not tracked: ${ERIN} has to agree first.`,
      asked: [[DAVE, ERIN]],
    },
  },
  "counts the others who said no": {
    rep: AUTO,
    reply: refused("refused", DAVE, ERIN, "fay@client.example"),
    expect: {
      notice: `Not tracked: ${DAVE} (and 2 more) said no to tracking.`,
      asked: [[DAVE]],
    },
  },
  "keeps a notice short, however long an address is": {
    rep: AUTO,
    reply: refused("region_off", `${"x".repeat(200)}@client.example`),
    expect: {
      notice: `Not tracked: tracking is off where ${"x".repeat(60)} lives.`,
      asked: [[DAVE]],
    },
  },
  "is silent about mail inside the organisation": {
    draft: { to: [BOB] },
    rep: AUTO,
    reply: refused("own_domain"),
    expect: { asked: [[BOB]] },
  },
  "is silent when the organisation has tracking off": {
    rep: AUTO,
    reply: refused("organisation_off"),
    expect: { asked: [[DAVE]] },
  },
  "says that plain text cannot be tracked": {
    draft: { to: [DAVE], format: "text" },
    rep: AUTO,
    reply: refused("plain_text"),
    expect: {
      notice: "Not tracked: plain-text mail cannot carry the image.",
      asked: [[DAVE]],
    },
  },
  "sends the rep to the pane for a reason it does not know": {
    rep: AUTO,
    reply: refused("moon_phase"),
    expect: { notice: "Not tracked. The Candor pane says why.", asked: [[DAVE]] },
  },

  // failures: sent, not tracked
  "sends untracked when there is no token": {
    rep: { autoTrack: true, token: () => Promise.reject(new Error("13000")) },
    expect: { notice: "Not tracked: open the Candor pane once to sign in." },
  },
  "sends untracked when the token never comes": {
    rep: { autoTrack: true, token: () => new Promise(() => undefined) },
    wait: 20000,
    expect: {
      notice: "Not tracked: Candor was not reached. Your mail is sent as usual.",
    },
  },
  "sends untracked when the network is down": {
    rep: AUTO,
    reply: { broken: true },
    expect: {
      notice: "Not tracked: Candor was not reached. Your mail is sent as usual.",
      asked: [[DAVE]],
      withdrawn: 1,
    },
  },
  "sends untracked when Candor hangs": {
    rep: AUTO,
    reply: { hang: true },
    wait: 20000,
    expect: {
      notice: "Not tracked: Candor was not reached. Your mail is sent as usual.",
      asked: [[DAVE]],
      withdrawn: 1,
    },
  },
  "sends untracked at a token that is refused (401)": {
    rep: AUTO,
    reply: { status: 401, json: {} },
    expect: {
      notice: "Not tracked: open the Candor pane once to sign in.",
      asked: [[DAVE]],
      withdrawn: 1,
    },
  },
  "sends untracked for an unknown organisation (403)": {
    rep: AUTO,
    reply: { status: 403, json: {} },
    expect: {
      notice: "Not tracked: your organisation has not set up Candor.",
      asked: [[DAVE]],
      withdrawn: 1,
    },
  },
  "sends untracked when Candor is busy (429)": {
    rep: AUTO,
    reply: { status: 429, json: {} },
    expect: {
      notice: "Not tracked: Candor is busy. Your mail is sent as usual.",
      asked: [[DAVE]],
      withdrawn: 1,
    },
  },
  "sends untracked when Candor breaks (500)": {
    rep: AUTO,
    reply: { status: 500, text: "<html>" },
    expect: {
      notice: "Not tracked: Candor was not reached. Your mail is sent as usual.",
      asked: [[DAVE]],
      withdrawn: 1,
    },
  },
  "sends untracked when somebody else answers": {
    rep: AUTO,
    reply: { status: 200, text: "<html>Welcome to the hotel</html>" },
    expect: {
      notice: "Not tracked: Candor was not reached. Your mail is sent as usual.",
      asked: [[DAVE]],
      withdrawn: 1,
    },
  },
  "sends untracked when the answer holds more than Outlook takes": {
    rep: AUTO,
    reply: tracked({ html: "x".repeat(5001) }),
    expect: {
      notice: "Not tracked: Outlook did not take the image. Your mail is sent as usual.",
      asked: [[DAVE]],
      withdrawn: 1,
    },
  },
  "sends untracked when Outlook refuses the append": {
    rep: AUTO,
    fault: ["body.appendOnSendAsync", refusal],
    expect: {
      notice: "Not tracked: Outlook did not take the image. Your mail is sent as usual.",
    },
  },
  "gives the event back when Outlook itself hangs": {
    rep: AUTO,
    fault: ["to.getAsync", never],
    wait: 25000,
    expect: {},
  },
  "gives the event back when the notice hangs": {
    rep: AUTO,
    reply: { status: 500, json: {} },
    fault: ["notificationMessages.replaceAsync", never],
    wait: 25000,
    expect: { asked: [[DAVE]] },
  },
  "gives the event back when the recipients cannot be read": {
    rep: AUTO,
    fault: ["cc.getAsync", refusal],
    expect: {},
  },
  "gives the ribbon's click back when the recipients cannot be read": {
    event: "track",
    fault: ["cc.getAsync", refusal],
    expect: {},
  },
  "troubles nobody who does not track with a failure": {
    draft: { to: [DAVE], properties: { message_id: "old" } },
    fault: ["body.appendOnSendAsync", refusal],
    expect: { kept: ["message_id"] },
  },
  "gives the event back when the session cannot be written": {
    rep: AUTO,
    fault: ["sessionData.setAsync", refusal],
    expect: {},
  },
  "does not track in Outlook for Mac, which would attach the image": {
    rep: { autoTrack: true, platform: "Mac" },
    expect: { notice: "Not tracked: Outlook for Mac would attach the image as a file." },
  },
};

for (const [name, { draft, rep, reply, fault, event, wait, expect }] of Object.entries(CASES)) {
  test(`it ${name}`, async () => {
    const outlook = new Outlook(draft ?? { to: [DAVE] }, rep);
    outlook.replies = reply ? [reply] : [];
    if (fault) {
      outlook.mailbox.faults.set(...fault);
    }
    await outlook.fire(event ?? "onMessageCompose");
    for (let passed = 0; passed < (wait ?? 0); passed += 5000) {
      await outlook.clock.advance(5000);
    }
    assert.deepEqual(outcome(outlook), { ...UNTRACKED, ...expect });
    assert.equal(outlook.draft.send("<p>Hello</p>").html, `<p>Hello</p>${expect.appended ?? ""}`);
  });
}

/** @type {["newMail" | "reply" | "forward", string][]} */
const KINDS = [
  ["newMail", "new"],
  ["reply", "reply"],
  ["forward", "forward"],
];
for (const [composeType, kind] of KINDS) {
  test(`it tells Candor who, and that the mail is ${kind}, and nothing else`, async () => {
    const outlook = new Outlook({ to: [DAVE], composeType }, AUTO);
    await outlook.fire("onMessageCompose");
    assert.deepEqual(outlook.requests, [
      {
        url: `${CANDOR}/api/v1/messages`,
        headers: { Authorization: "Bearer alice's token", "Content-Type": "application/json" },
        body: {
          channel: "outlook",
          draft_ref: outlook.draft.properties.draft_ref,
          recipients: [DAVE],
          compose_type: kind,
          format: "html",
        },
      },
    ]);
    assert.match(outlook.draft.properties.draft_ref ?? "", /^[A-Za-z0-9_-]{8,64}$/);
  });
}

for (const [conversation, sent] of [
  ["AAQkAGI2NG=", "AAQkAGI2NG="],
  ["x".repeat(256), undefined],
  [null, undefined],
]) {
  const said = sent ? "names" : "leaves out";
  test(`it ${said} a conversation of ${conversation?.length ?? 0} characters`, async () => {
    const outlook = new Outlook({ to: [DAVE], composeType: "reply", conversation }, AUTO);
    await outlook.fire("onMessageCompose");
    assert.equal(outlook.requests[0]?.body.thread_ref, sent);
    assert.equal(outlook.draft.appended, PIXEL);
  });
}

test("it reads recipients and the kind of mail, and no other part of it", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  await outlook.fire("onMessageCompose");
  await outlook.fire("track");
  const read = new Set(outlook.mailbox.log.map(([name]) => String(name)));
  assert.deepEqual([...read].filter((name) => name.includes("get")).sort(), [
    "auth.getAccessToken",
    "bcc.getAsync",
    "cc.getAsync",
    "getComposeTypeAsync",
    "sessionData.getAllAsync",
    "to.getAsync",
  ]);
});

test("it never keeps the pixel's address beside the draft", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  await outlook.fire("onMessageCompose");
  const kept = JSON.stringify([outlook.draft.session, outlook.draft.properties]);
  assert.doesNotMatch(kept, /track\/open|privacy|Bearer|token/);
});

test("it would be noticed if it touched anything else", () => {
  const outlook = new Outlook({ to: [DAVE] });
  outlook.begin("onMessageCompose");
  const office = spied(outlook.side.Office, "Office", outlook.touched);
  const { item } = office.context.mailbox;
  void item?.body;
  assert.deepEqual(outlook.strayed, []);
  void item?.body.getAsync;
  assert.deepEqual(outlook.strayed, ["Office.context.mailbox.item.body.getAsync"]);
  assert.throws(() => ({ ...item }), /all of Office.context.mailbox.item was looked at/);
});

test("it asks nothing new while the recipients stay the same", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  await outlook.fire("onMessageCompose");
  const calls = outlook.mailbox.log.length;
  await outlook.write({ to: [], cc: [DAVE] });
  assert.deepEqual(outcome(outlook), { ...TRACKED, completions: 2 });
  const later = outlook.mailbox.log.slice(calls).map(([name]) => name);
  assert.ok(!later.includes("body.appendOnSendAsync"));
});

test("it clears the append before it asks about other recipients", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  await outlook.fire("onMessageCompose");
  outlook.replies = [{ hang: true }];
  await outlook.write({ cc: [ERIN] });
  assert.deepEqual(outcome(outlook), {
    ...UNTRACKED,
    asked: [[DAVE], [DAVE, ERIN]],
    kept: ["draft_ref"],
  });
});

test("it tracks again, under the same reference, once erin is taken off", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  await outlook.fire("onMessageCompose");
  outlook.replies = [refused("consent_needed", ERIN)];
  await outlook.write({ cc: [ERIN] });
  assert.equal(outlook.notice, `Not tracked: ${ERIN} has to agree first.`);
  await outlook.write({ cc: [] });
  assert.deepEqual(outcome(outlook), {
    ...TRACKED,
    completions: 3,
    asked: [[DAVE], [DAVE, ERIN], [DAVE]],
  });
  const references = outlook.requests.map((request) => request.body.draft_ref);
  assert.equal(new Set(references).size, 1);
});

test("it takes everything back when the last recipient goes", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  await outlook.fire("onMessageCompose");
  await outlook.write({ to: [] });
  assert.deepEqual(outcome(outlook), {
    ...TRACKED,
    completions: 2,
    appended: null,
    kept: ["draft_ref"],
    withdrawn: 1,
  });
});

test("it asks again after a failure, at the next change", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  outlook.replies = [{ broken: true }];
  await outlook.fire("onMessageCompose");
  await outlook.write({ cc: [DAVE] });
  assert.deepEqual(outcome(outlook), {
    ...TRACKED,
    completions: 2,
    asked: [[DAVE], [DAVE]],
    withdrawn: 1,
  });
});

test("it tries again when alice clicks Track after a failure", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  outlook.replies = [{ broken: true }];
  await outlook.fire("onMessageCompose");
  await outlook.fire("track");
  assert.deepEqual(outcome(outlook), {
    ...TRACKED,
    completions: 2,
    notice: "Tracked: Candor tells you when this mail is opened.",
    asked: [[DAVE], [DAVE]],
    withdrawn: 1,
    kept: ["choice", "draft_ref", "message_id"],
  });
});

test("it tracks when alice corrects an address and clicks Track at once", async () => {
  const outlook = new Outlook({ to: ["dave"] }, AUTO);
  await outlook.fire("onMessageCompose");
  outlook.draft.fields.to = [DAVE];
  await outlook.fire("track");
  assert.equal(outlook.notice, "Tracked: Candor tells you when this mail is opened.");
  assert.equal(outlook.draft.appended, PIXEL);
});

test("it turns tracking off when alice clicks Track on a mail erin prevents", async () => {
  const outlook = new Outlook({ to: [ERIN] }, AUTO);
  outlook.replies = [refused("consent_needed", ERIN)];
  await outlook.fire("onMessageCompose");
  await outlook.fire("track");
  assert.equal(outlook.notice, "Not tracked: you switched tracking off for this mail.");
  assert.equal(outlook.requests.length, 1);
});

test("it does not say why again when the draft is opened again", async () => {
  const first = new Outlook({ to: [ERIN] }, AUTO);
  first.replies = [refused("consent_needed", ERIN)];
  await first.fire("onMessageCompose");
  const again = new Outlook({ to: [ERIN], properties: first.draft.properties }, AUTO);
  again.replies = [refused("consent_needed", ERIN)];
  await again.fire("onMessageCompose");
  assert.deepEqual([first.notice, again.notice], [
    `Not tracked: ${ERIN} has to agree first.`,
    null,
  ]);
});

test("it says why at most once per draft", async () => {
  const outlook = new Outlook({ to: [ERIN] }, AUTO);
  outlook.replies = [refused("consent_needed", ERIN), tracked(), refused("refused", ERIN)];
  await outlook.fire("onMessageCompose");
  await outlook.write({ to: [DAVE] });
  await outlook.write({ to: [ERIN, DAVE] });
  assert.equal(outlook.notice, null);
  const shown = outlook.mailbox.log.filter(([name]) => name === "notificationMessages.replaceAsync");
  assert.equal(shown.length, 1);
});

/** @type {[string, string][]} */
const TOLD = [
  ["de-AT", `Nicht verfolgt: ${ERIN} (+1) muss erst zustimmen.`],
  ["fr-FR", `Non suivi : ${ERIN} (+1) doit d'abord accepter.`],
  ["es-ES", `Sin seguimiento: antes tiene que aceptar ${ERIN} (+1).`],
  ["it-IT", `Non tracciato: ${ERIN} (+1) deve prima accettare.`],
  ["ja-JP", `Not tracked: ${ERIN} (and 1 more) has to agree first.`],
  ["", `Not tracked: ${ERIN} (and 1 more) has to agree first.`],
];
for (const [language, expected] of TOLD) {
  test(`it speaks to the rep in the language of Outlook, ${language || "unknown"}`, async () => {
    const outlook = new Outlook({ to: [ERIN, "fay@client.example"] }, AUTO);
    outlook.side.Office.context.displayLanguage = language;
    outlook.replies = [refused("consent_needed", ERIN, "fay@client.example")];
    await outlook.fire("onMessageCompose");
    assert.equal(outlook.notice, expected);
  });
}

test("it answers at the ribbon every time", async () => {
  const outlook = new Outlook({ to: [DAVE] });
  const notices = [];
  for (const _ of [1, 2, 3]) {
    await outlook.fire("track");
    notices.push(outlook.notice?.split(":")[0]);
  }
  assert.deepEqual(notices, ["Tracked", "Not tracked", "Tracked"]);
  assert.equal(outlook.draft.appended, PIXEL);
});

test("it corrects the ribbon's promise when erin is added", async () => {
  const outlook = new Outlook({ to: [DAVE] });
  await outlook.fire("track");
  outlook.replies = [refused("consent_needed", ERIN)];
  await outlook.write({ cc: [ERIN] });
  assert.equal(outlook.notice, `Not tracked: ${ERIN} has to agree first.`);
});

test("it registers nothing for recipients who changed while Candor answered", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  outlook.replies = [
    { ...tracked(), before: () => Object.assign(outlook.draft.fields, { cc: [ERIN] }) },
  ];
  await outlook.fire("onMessageCompose");
  assert.deepEqual(outcome(outlook), { ...UNTRACKED, asked: [[DAVE]], withdrawn: 1 });
});

test("it takes the pixel back when recipients change while it is registered", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  const append = outlook.draft.calls["body.appendOnSendAsync"];
  outlook.draft.calls["body.appendOnSendAsync"] = (html, options) => {
    append?.(html, options);
    if (html) {
      outlook.draft.fields.cc = [ERIN];
    }
  };
  await outlook.fire("onMessageCompose");
  assert.deepEqual(outcome(outlook), { ...UNTRACKED, asked: [[DAVE]], withdrawn: 1 });
});

test("it registers nothing when tracking is turned off while Candor answers", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  outlook.replies = [{ hang: true }];
  await outlook.fire("onMessageCompose");
  await outlook.fire("track");
  outlook.pending[0]?.(tracked());
  await quiet();
  assert.deepEqual(outcome(outlook), {
    ...UNTRACKED,
    completions: 2,
    notice: "Not tracked: you switched tracking off for this mail.",
    asked: [[DAVE]],
    kept: ["choice"],
    withdrawn: 2,
  });
});

test("it has Candor close what it issued once alice switches tracking off", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  await outlook.fire("onMessageCompose");
  await outlook.fire("track");
  const [asked] = outlook.requests;
  assert.deepEqual(outlook.withdrawn, [asked?.body.draft_ref]);
  await outlook.write({ cc: [ERIN] });
  assert.equal(outlook.withdrawn.length, 1, "once is enough");
});

test("it tries to close it again with the next change, where Candor was away", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  await outlook.fire("onMessageCompose");
  outlook.withdrawal = { broken: true };
  await outlook.fire("track");
  assert.equal(outlook.notice, "Not tracked: you switched tracking off for this mail.");
  outlook.withdrawal = { status: 204, text: "" };
  await outlook.write({ cc: [ERIN] });
  await outlook.write({ cc: [] });
  assert.equal(outlook.withdrawn.length, 2);
});

test("it gives the event back when closing hangs", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  await outlook.fire("onMessageCompose");
  outlook.mailbox.token = () => new Promise(() => undefined);
  await outlook.fire("track");
  assert.equal(outlook.completions, 1);
  await outlook.clock.advance(5000);
  assert.equal(outlook.completions, 2);
  assert.equal(outlook.notice, "Not tracked: you switched tracking off for this mail.");
});

test("it asks anew only after what it closes is closed", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  await outlook.fire("onMessageCompose");
  /** @type {(token: string) => void} */
  let give = () => undefined;
  outlook.mailbox.token = () => new Promise((resolve) => (give = resolve));
  await outlook.fire("track");
  outlook.mailbox.token = async () => "alice's token";
  await outlook.fire("track");
  assert.equal(outlook.requests.length, 1);
  give("alice's token");
  await quiet();
  assert.deepEqual([outlook.withdrawn.length, outlook.requests.length], [1, 2]);
  assert.equal(outlook.draft.appended, PIXEL);
});

for (const runtimes of ["one runtime", "a runtime for each event"]) {
  test(`it lets the newest of two events decide, in ${runtimes}`, async () => {
    const outlook = new Outlook({ to: [DAVE] }, AUTO);
    outlook.replies = [{ hang: true }, { hang: true }];
    await outlook.fire("onMessageCompose");
    if (runtimes !== "one runtime") {
      outlook.side = outlook.start();
    }
    await outlook.write({ cc: ["gil@customer.example"] });
    outlook.pending[1]?.(tracked({ html: "<img new>" }));
    await quiet();
    outlook.pending[0]?.(tracked({ html: "<img old>" }));
    await quiet();
    assert.equal(outlook.draft.appended, "<img new>");
    assert.equal(outlook.completions, 2);
  });
}

test("it drops an old answer even when the old recipients are back", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  outlook.replies = [{ hang: true }, tracked(), tracked({ html: "<img new>" })];
  await outlook.fire("onMessageCompose");
  await outlook.write({ cc: ["gil@customer.example"] });
  await outlook.write({ cc: [] });
  outlook.pending[0]?.(tracked({ html: "<img of a withdrawn message>" }));
  await quiet();
  assert.equal(outlook.draft.appended, "<img new>");
});

test("it leaves a newer event's pixel in place when it finds its own out of date", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  const append = outlook.draft.calls["body.appendOnSendAsync"];
  outlook.draft.calls["body.appendOnSendAsync"] = (html, options) => {
    append?.(html, options);
    if (html === PIXEL) {
      // Another runtime overtakes this one here, from claim to conclusion.
      outlook.draft.fields.cc = ["gil@customer.example"];
      outlook.draft.session.run = "newer";
      outlook.draft.session.outcome = JSON.stringify({ tracked: true });
      outlook.draft.appended = "<img newer>";
    }
  };
  await outlook.fire("onMessageCompose");
  assert.equal(outlook.draft.appended, "<img newer>");
});

test("it gives an event back once, even when Outlook wakes up late", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  /** @type {() => void} */
  let wake = () => undefined;
  outlook.mailbox.faults.set("to.getAsync", new Promise((resolve) => (wake = resolve)));
  await outlook.fire("onMessageCompose");
  await outlook.clock.advance(20000);
  await outlook.clock.advance(5000);
  assert.equal(outlook.completions, 1);
  wake();
  await quiet();
  assert.equal(outlook.completions, 1);
});

test("it does not let an older event's failure undo a newer one", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  outlook.replies = [{ hang: true }];
  await outlook.fire("onMessageCompose");
  await outlook.write({ cc: ["gil@customer.example"] });
  outlook.pending[0]?.({ broken: true });
  await quiet();
  assert.equal(outlook.draft.appended, PIXEL);
  assert.equal(outlook.notice, null);
  assert.deepEqual(outlook.withdrawn, [], "what the newer one asked for stays open");
});

test("it registers nothing when Candor answers after the time is up", async () => {
  const outlook = new Outlook({ to: [DAVE] }, AUTO);
  outlook.replies = [{ hang: true }];
  await outlook.fire("onMessageCompose");
  await outlook.clock.advance(20000);
  outlook.pending[0]?.(tracked());
  await quiet();
  await outlook.clock.advance(60000);
  assert.equal(outlook.draft.appended, null);
  assert.equal(outlook.completions, 1);
});
