// What the pane does and says, apart from drawing it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Candor, Problem } from "../../../addin_manifest/taskpane/api.js";
import { claimsOf } from "../../../addin_manifest/taskpane/claims.js";
import { notes } from "../../../addin_manifest/taskpane/card.js";
import { stageOf } from "../../../addin_manifest/taskpane/compose.js";
import { News } from "../../../addin_manifest/taskpane/news.js";
import { Poll, pauseAfter } from "../../../addin_manifest/taskpane/poll.js";
import { recognise } from "../../../addin_manifest/taskpane/read.js";
import { Traces } from "../../../addin_manifest/taskpane/traces.js";
import { whenWords } from "../../../addin_manifest/taskpane/time.js";
import {
  nameOf,
  openWords,
  reasonWords,
  statusWords,
  wordsFor,
} from "../../../addin_manifest/taskpane/words.js";

/**
 * @typedef {import("../../../addin_manifest/taskpane/types.js").Message} Message
 * @typedef {import("../../../addin_manifest/taskpane/types.js").Summary} Summary
 * @typedef {import("../../../addin_manifest/taskpane/types.js").Open} Open
 */

const words = wordsFor("en-US");
const ID = "0123456789abcdef0123456789abcdef";

/** @param {Partial<Summary>} summary @param {Partial<Message>} [more] @returns {Message} */
const message = (summary, more) => ({
  id: ID,
  channel: "outlook",
  state: "sent",
  confirmed: true,
  issued_at: "2026-11-23T09:00:00Z",
  sent_at: "2026-11-23T09:00:10Z",
  recipient_count: 1,
  label: { recipients: ["dave@customer.example"] },
  summary: {
    status: "not_seen",
    via: null,
    at: null,
    someone: false,
    opens: 0,
    machine: 0,
    reasons: [],
    clicks: 0,
    ...summary,
  },
  opens: [],
  clicks: [],
  ...more,
});

/** @param {Partial<Open>} more @returns {Open} */
const fetched = (more) => ({
  id: ID,
  at: "2026-11-23T09:05:00Z",
  class: "direct",
  confidence: 0.9,
  reasons: [],
  client: "chrome",
  os: null,
  device: null,
  mine: false,
  ...more,
});

/** @type {[Partial<Summary>, string][]} */
const STATUSES = [
  [{ status: "not_seen" }, "not seen"],
  [{ status: "not_seen", machine: 3 }, "not seen"],
  [{ status: "opened" }, "opened"],
  [{ status: "opened_via", via: "Gmail" }, "opened through Gmail, time approximate"],
  [{ status: "opened_via" }, "opened through a mail provider, time approximate"],
  [{ status: "maybe", reasons: ["proxy_agent", "send_not_confirmed"] }, "maybe: sending not confirmed"],
  [{ status: "maybe", reasons: ["browser"] }, "maybe: not certain"],
  [{ status: "cannot_tell", reasons: ["hosting_network", "apple_agent"] }, "Apple privacy: cannot tell"],
  [{ status: "cannot_tell", reasons: ["send_time_unknown"] }, "cannot tell: send time unknown"],
  [{ status: "cannot_tell", reasons: ["from_a_later_version"] }, "cannot tell"],
];
for (const [summary, expected] of STATUSES) {
  test(`it says "${expected}" for ${JSON.stringify(summary)}`, () => {
    assert.equal(statusWords(words, message(summary)), expected);
  });
}

/** @type {[Partial<Open>, string][]} */
const OPENS = [
  [{}, "opened"],
  [{ confidence: 0.6, reasons: ["send_time_unknown"] }, "maybe: send time unknown"],
  [{ class: "proxied", client: "gmail_proxy" }, "opened through Gmail, time approximate"],
  [{ class: "proxied", client: "other_proxy" }, "opened through a mail provider, time approximate"],
  [{ class: "prefetch", reasons: ["apple_relay"] }, "Apple privacy: cannot tell"],
  [{ class: "prefetch", reasons: ["gmail_prefetch_agent"] }, "fetched ahead: cannot tell"],
  [{ class: "scanner", reasons: ["scanner_agent"] }, "security scan"],
  [{ class: "bot" }, "robot"],
  [{ class: "self", reasons: ["viewing_mark"] }, "you"],
  [{ class: "self", confidence: 0.7, reasons: ["proxy_agent", "no_google_recipient"] }, "probably you"],
  [{ class: "duplicate" }, "same opening again"],
  [{ class: "pre_send" }, "before it was sent"],
  [{ class: "unknown" }, "cannot tell"],
];
for (const [open, expected] of OPENS) {
  test(`it says "${expected}" of a fetch ${JSON.stringify(open)}`, () => {
    assert.equal(openWords(words, fetched(open)), expected);
  });
}

test("it never says that a mail was not opened", () => {
  assert.doesNotMatch(JSON.stringify(words), /not (been )?opened|unopened|unread/i);
});

test("it leaves out reasons it does not know", () => {
  const open = fetched({ reasons: ["browser", "from_a_later_version"] });
  assert.deepEqual(reasonWords(words, open), ["a web browser"]);
});

test("it says someone, and no name, when a mail went to several people", () => {
  const recipients = ["dave@customer.example", "gil@customer.example", "hal@customer.example"];
  const seen = message(
    { status: "opened", someone: true, reasons: ["sender_domain"] },
    { recipient_count: 3, label: { recipients } },
  );
  const saying = { words, language: "en", now: new Date() };
  assert.equal(notes(saying, seen), "by someone of 3 recipients · perhaps a colleague");
  assert.equal(nameOf(words, seen), "dave@customer.example and 2 more");
});

test("it says that a fetch at Gmail was perhaps of a forwarded copy", () => {
  const reasons = ["proxy_agent", "proxy_network", "no_google_recipient"];
  const seen = message({ status: "opened_via", via: "Gmail", reasons });
  assert.equal(notes({ words, language: "en", now: new Date() }, seen), "perhaps a forwarded copy");
});

test("it counts whom it cannot name any more", () => {
  const seen = message({}, { recipient_count: 3, label: { recipients: ["dave@customer.example"] } });
  assert.equal(nameOf(words, seen), "dave@customer.example and 2 more");
});

test("it says what is not confirmed", () => {
  const saying = { words, language: "en", now: new Date() };
  assert.equal(notes(saying, message({}, { confirmed: false })), "sending not confirmed");
  const gmail = message({}, { confirmed: false, channel: "gmail" });
  assert.equal(notes(saying, gmail), "recipients not confirmed");
});

test("it has a name for a message whose label was not kept", () => {
  assert.equal(nameOf(words, message({}, { label: null })), "Recipients not kept");
});

test("it tells today, yesterday and earlier apart", () => {
  const now = new Date(2026, 10, 23, 12);
  const at = [new Date(2026, 10, 23, 9, 5), new Date(2026, 10, 22, 23, 59), new Date(2026, 10, 3, 8)];
  const said = at.map((time) => whenWords(words, time.toISOString(), now, "en-GB"));
  assert.deepEqual(said, ["9:05", "yesterday 23:59", "3 Nov, 8:00"]);
});

const DRAFT = {
  addresses: ["dave@customer.example"],
  complete: true,
  set: "dave@customer.example\nhtml",
  composeType: "new",
  format: "html",
  session: {},
  kept: /** @type {any} */ (null),
  outcome: null,
};
const OUTCOME = {
  set: DRAFT.set,
  tracked: true,
  reason: "tracked",
  again: false,
  people: [],
  advice: "",
  disclosed: true,
  message: ID,
};

/** @type {[string, any, boolean, string][]} */
const STAGES = [
  ["tracking is off", { outcome: OUTCOME }, false, "off"],
  ["there is no recipient", { addresses: [] }, true, "waiting"],
  ["nothing was decided", {}, true, "checking"],
  ["it was decided about others", { outcome: { ...OUTCOME, set: "x" } }, true, "checking"],
  ["it is registered", { outcome: OUTCOME }, true, "tracked"],
  ["somebody prevents it", { outcome: { ...OUTCOME, tracked: false } }, true, "prevented"],
];
for (const [when, draft, wanted, expected] of STAGES) {
  test(`it shows "${expected}" when ${when}`, () => {
    assert.equal(stageOf({ ...DRAFT, ...draft }, wanted), expected);
  });
}

test("it holds each message once, the latest change first", () => {
  const news = new News();
  /** @param {string} id @param {Message["state"]} [state] */
  const one = (id, state = "sent") => message({}, { id, state });
  const ids = () => news.list.map(({ id }) => id);
  news.take({ cursor: "2", more: false, messages: [one("b"), one("a")] }, true);
  assert.deepEqual(ids(), ["b", "a"]);
  news.take({ cursor: "4", more: false, messages: [one("a"), one("c")] }, false);
  assert.deepEqual(ids(), ["c", "a", "b"]);
  news.take({ cursor: "5", more: false, messages: [one("a", "erased")] }, false);
  assert.deepEqual(ids(), ["c", "b"]);
  news.take({ cursor: "9", more: false, messages: [one("d")] }, true);
  assert.deepEqual(ids(), ["d"]);
});

/**
 * A poll over answers in order; it stops itself when they are used up.
 * @param {(import("../../../addin_manifest/taskpane/types.js").Feed | Error)[]} answers
 * @param {number} held how many milliseconds the server holds a question
 */
function pollOver(answers, held = 25000) {
  /** @type {unknown[][]} */
  const log = [];
  let inFlight = 0;
  let time = 0;
  const poll = new Poll({
    feed: async (after) => {
      inFlight += 1;
      log.push(["feed", after, inFlight]);
      await Promise.resolve();
      inFlight -= 1;
      time += held;
      const answer = answers.shift();
      if (!answer) {
        poll.stop();
        throw new Error("aborted");
      }
      if (answer instanceof Error) {
        throw answer;
      }
      return answer;
    },
    onFeed: (feed, fresh) => log.push(["news", feed.cursor, fresh]),
    onLink: (link) => log.push(["link", link]),
    pause: async (ms) => void log.push(["pause", ms]),
    now: () => time,
  });
  return { poll, log };
}

test("it asks now and then where the server has no room for who waits", async () => {
  const { poll, log } = pollOver([feed("5"), feed("5")], 3);
  await poll.start();
  assert.deepEqual(log.filter(([what]) => what === "pause"), [["pause", 5000]]);
});

/** @param {string} cursor */
const feed = (cursor) => ({ cursor, more: false, messages: [] });

test("it asks for what is new, one request at a time", async () => {
  const { poll, log } = pollOver([feed("3"), feed("5")]);
  await poll.start();
  assert.deepEqual(log, [
    ["feed", null, 1],
    ["link", "live"],
    ["news", "3", true],
    ["feed", "3", 1],
    ["link", "live"],
    ["news", "5", false],
    ["feed", "5", 1],
  ]);
});

test("it waits longer after each failure and starts again at a success", async () => {
  const down = new Problem(0, "unreachable");
  const { poll, log } = pollOver([down, down, feed("1"), down]);
  await poll.start();
  const pauses = log.filter(([what]) => what === "pause").map(([, ms]) => ms);
  assert.deepEqual(pauses, [1000, 2000, 1000]);
  assert.equal(pauseAfter(20), 60000);
});

/** @type {[Error, string][]} */
const LINKS = [
  [new Problem(401, "unauthenticated"), "signed_out"],
  [new Problem(403, "organisation-unknown"), "forbidden"],
  [new Problem(429, "too-many-requests"), "offline"],
  [new Problem(0, "unreachable"), "offline"],
  [new TypeError("broken answer"), "offline"],
];
for (const [error, link] of LINKS) {
  test(`it is ${link} after ${error.message}`, async () => {
    const { poll, log } = pollOver([error]);
    await poll.start();
    assert.deepEqual(log[1], ["link", link]);
  });
}

test("it starts afresh at a cursor the server does not know", async () => {
  const { poll, log } = pollOver([feed("900"), new Problem(422, "invalid"), feed("3")]);
  await poll.start();
  assert.deepEqual(
    log.filter(([what]) => what === "feed").map(([, after]) => after),
    [null, "900", null, "3"],
  );
  assert.deepEqual(log.at(-2), ["news", "3", true]);
});

test("it asks nothing once it is stopped", async () => {
  const { poll, log } = pollOver([feed("3"), feed("4")]);
  poll.onFeed = () => poll.stop();
  await poll.start();
  assert.equal(log.filter(([what]) => what === "feed").length, 1);
});

test("it drops an answer that arrives after it was stopped", async () => {
  const { poll, log } = pollOver([feed("3")]);
  const running = poll.start();
  poll.stop();
  await running;
  assert.deepEqual(log, [["feed", null, 1]]);
});

/** @param {(url: string, options: any) => [number, object]} answer */
function candorThat(answer) {
  /** @type {string[]} */
  const log = [];
  let tokens = 0;
  const candor = new Candor({
    base: "https://candor.north.example/api/v1/",
    token: async () => `token ${(tokens += 1)}`,
    fetch: async (url, options) => {
      const sent = options?.body ? ` ${options.body}` : "";
      log.push(`${options?.method} ${String(url).split("/v1/")[1]}${sent}`);
      const [status, json] = answer(String(url), options);
      return new Response(JSON.stringify(json), { status });
    },
  });
  return { candor, log };
}

test("it tries a refused token once more, with a new one", async () => {
  const { candor, log } = candorThat((_, options) =>
    options.headers.Authorization === "Bearer token 1" ? [401, {}] : [200, { ok: true }],
  );
  assert.deepEqual(await candor.me(), { ok: true });
  assert.deepEqual(log, ["GET me", "GET me"]);
});

const CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1796000000"}}}';
/** @param {string} claims */
const challenge = (claims) => `Bearer error="insufficient_claims", claims="${claims}"`;

test("it asks for a token with the claims that were missing", async () => {
  /** @type {(string | undefined)[]} */
  const asked = [];
  const candor = new Candor({
    base: "https://candor.north.example/api/v1/",
    token: async (claims) => `token ${asked.push(claims)}`,
    fetch: async (_, options) => {
      const headers = /** @type {Record<string, string>} */ (options?.headers);
      const first = headers.Authorization === "Bearer token 1";
      const refusal = { status: 401, headers: { "WWW-Authenticate": challenge(btoa(CLAIMS)) } };
      return new Response("{}", first ? refusal : { status: 200 });
    },
  });
  await candor.me();
  assert.deepEqual(asked, [undefined, CLAIMS]);
  assert.equal(candor.claims, undefined);
});

test("it keeps the missing claims for the rep's own sign-in when none can be had silently", async () => {
  const candor = new Candor({
    base: "https://candor.north.example/api/v1/",
    token: async (claims) => (claims ? Promise.reject(new Error("13002")) : "token"),
    fetch: async () =>
      new Response("{}", { status: 401, headers: { "WWW-Authenticate": challenge(btoa(CLAIMS)) } }),
  });
  await assert.rejects(candor.me(), { status: 401, kind: "unauthenticated" });
  assert.equal(candor.claims, CLAIMS);
});

for (const header of [null, "Bearer", challenge("bm90IGpzb24="), challenge("%%%")]) {
  test(`it reads no claims in ${header}`, () => {
    assert.equal(claimsOf(header), undefined);
  });
}

test("it names the problem when Candor refuses", async () => {
  const { candor } = candorThat(() => [403, { type: "/problems/organisation-unknown" }]);
  await assert.rejects(candor.me(), { status: 403, kind: "organisation-unknown" });
});

test("it takes for no answer what is not Candor's, such as a hotel's own page", async () => {
  const candor = new Candor({
    base: "https://candor.north.example/api/v1/",
    token: async () => "token",
    fetch: async () => new Response("<html>Welcome</html>"),
  });
  await assert.rejects(candor.me(), { status: 0, kind: "unreachable" });
});

/** @type {[string, boolean, number][]} */
const LOST = [
  ["holds, where only the answer was lost", true, 500],
  ["does not, where the change was lost too", false, 500],
  ["was refused, whatever holds", true, 422],
];
for (const [what, kept, status] of LOST) {
  test(`it says that a preference ${what}`, async () => {
    const preferences = { auto_track: kept, never_domains: ["family.example"], always_disclose: false };
    const { candor, log } = candorThat((_, { method }) =>
      method === "PATCH" ? [status, {}] : [200, { preferences }],
    );
    const change = candor.prefer({ auto_track: true });
    if (kept && status === 500) {
      assert.deepEqual((await change).preferences, preferences);
    } else {
      await assert.rejects(change, { status });
    }
    assert.equal(log.includes("GET me"), status === 500);
  });
}

const copy = { sent_at: "2026-11-23T09:00:12Z", recipients: ["dave@customer.example"] };
/** A mail of alice's. */
const MAIL = {
  key: "item",
  own: true,
  recipients: copy.recipients,
  sentAt: copy.sent_at,
  thread: "",
  kept: async () => null,
};

/**
 * What lies with a mail.
 * @param {Partial<import("../../../addin_manifest/taskpane/office.js").Kept>} some
 */
const kept = (some) => ({
  message: "",
  draft: "",
  off: false,
  any: Object.keys(some).length > 0,
  ...some,
});

/** An Outlook that showed, or never yet showed, what was kept with a draft. */
const outlook = (last = false) => {
  /** @type {Record<string, string>} */
  const stored = last ? { "candor.traces": "last" } : {};
  const storage = /** @type {Storage} */ ({
    getItem: (name) => stored[name] ?? null,
    setItem: (name, value) => void (stored[name] = value),
  });
  return new Traces({ storage: () => storage });
};

test("it marks a known mail as looked at before anything else, then confirms it", async () => {
  const { candor, log } = candorThat((url) => [200, { id: ID, confirmed: url.endsWith("sent") }]);
  const found = await recognise(candor, MAIL, kept({ message: ID }), outlook());
  assert.equal(found.message?.confirmed, true);
  assert.deepEqual(log, [
    `POST messages/${ID}/viewing {}`,
    `POST messages/${ID}/sent ${JSON.stringify(copy)}`,
  ]);
});

test("it confirms a mail once", async () => {
  const { candor, log } = candorThat(() => [200, { id: ID, confirmed: true }]);
  await recognise(candor, MAIL, kept({ message: ID }), outlook());
  assert.deepEqual(log, [`POST messages/${ID}/viewing {}`]);
});

test("it looks an unknown mail up by time and recipients", async () => {
  const { candor, log } = candorThat((url) =>
    url.endsWith("match") ? [200, { message: { id: ID } }] : [200, { id: ID }],
  );
  await recognise(candor, MAIL, kept({}), outlook());
  assert.deepEqual(log, [
    `POST messages/match ${JSON.stringify({ channel: "outlook", ...copy })}`,
    `POST messages/${ID}/viewing {}`,
  ]);
});

test("it names the conversation when it confirms a mail, where that is known", async () => {
  const { candor, log } = candorThat(() => [200, { id: ID, confirmed: false }]);
  await recognise(candor, { ...MAIL, thread: "AAQkAGI=" }, kept({ message: ID }), outlook());
  const told = JSON.stringify({ ...copy, thread_ref: "AAQkAGI=" });
  assert.equal(log.at(-1), `POST messages/${ID}/sent ${told}`);
});

test("it names the conversation when it looks a mail up, where that is known", async () => {
  const { candor, log } = candorThat(() => [200, { message: null }]);
  await recognise(candor, { ...MAIL, thread: "AAQkAGI=" }, kept({}), outlook());
  await recognise(candor, { ...MAIL, thread: "x".repeat(256) }, kept({}), outlook());
  const request = { channel: "outlook", ...copy };
  assert.deepEqual(log, [
    `POST messages/match ${JSON.stringify({ ...request, thread_ref: "AAQkAGI=" })}`,
    `POST messages/match ${JSON.stringify(request)}`,
  ]);
});

/** @param {string} url */
const notFound = (url) =>
  /** @type {[number, object]} */ (
    url.endsWith("match") ? [200, { message: null }] : [404, { type: "/problems/not-found" }]
  );

test("it takes a mail whose message is gone for no other", async () => {
  const { candor, log } = candorThat(notFound);
  const lies = kept({ message: ID, draft: "draft-0001" });
  const found = await recognise(candor, MAIL, lies, outlook());
  assert.deepEqual(found, { message: null, off: false });
  const told = { ...copy, draft_ref: "draft-0001", untracked: true };
  assert.equal(log.at(-1), `POST messages/match ${JSON.stringify({ channel: "outlook", ...told })}`);
});

/** @type {Record<string, [ReturnType<typeof kept> | null, boolean, object]>} */
const COPIES = {
  "was switched off": [kept({ off: true, draft: "d" }), false, { draft_ref: "d", untracked: true }],
  "was prevented": [kept({ any: true }), false, { untracked: true }],
  "has no traces, where traces last": [kept({}), true, { untracked: true }],
  "has no traces, where nobody knows": [kept({}), false, {}],
  "Outlook says nothing about": [null, true, {}],
};
for (const [what, [lies, last, said]] of Object.entries(COPIES)) {
  test(`it says of a copy that ${what} whether it was tracked`, async () => {
    const { candor, log } = candorThat(notFound);
    const found = await recognise(candor, MAIL, lies, outlook(last));
    const told = { channel: "outlook", ...copy, ...said };
    assert.deepEqual(log, [`POST messages/match ${JSON.stringify(told)}`]);
    assert.deepEqual(found, { message: null, off: what === "was switched off" });
  });
}

test("it learns that traces last from the first copy that shows some", async () => {
  const { candor, log } = candorThat((url) =>
    url.endsWith("match") ? [200, { message: null }] : [200, { id: ID, confirmed: true }],
  );
  const traces = outlook();
  await recognise(candor, MAIL, kept({ message: ID }), traces);
  await recognise(candor, MAIL, kept({}), traces);
  assert.match(log.at(-1) ?? "", /"untracked":true/);
});

test("it looks a copy up each time in a browser that stores nothing", async () => {
  const refusing = () => {
    throw new Error("SecurityError");
  };
  const traces = new Traces({ storage: refusing });
  traces.seen();
  assert.equal(traces.last, false);
});

