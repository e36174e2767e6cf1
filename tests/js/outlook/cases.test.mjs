// Every way a mail can come to be tracked or not, generated from its axes:
// compose type x change of recipients x what Candor answers or what fails x client.
// Each case says the whole outcome: the events given back, what is appended, what the
// rep is told, what was asked.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "../../../backend/desk/static/outlook/host.js";
import { Outlook, PIXEL, refused, tracked } from "./runtime.mjs";

const DAVE = "dave@customer.example";
const ERIN = "erin@client.example";
const GIL = "gil@customer.example";
const SENT_AS_USUAL = "Your mail is sent as usual.";

/** @typedef {import("./runtime.mjs").Reply} Reply */

/** @type {Record<string, "newMail" | "reply" | "forward">} */
const COMPOSE_TYPES = { new: "newMail", reply: "reply", forward: "forward" };

/**
 * @typedef {object} Change
 * @property {Partial<Record<"to" | "cc" | "bcc", string[]>>} [fields] the second event's
 * @property {string[] | null} asked whom the second event asks about; null: it does not
 * @property {string | null} [told] what it says without asking
 * @property {boolean} [same] whether what was decided before still holds
 */
const CROWD = Array.from({ length: 100 }, (_, index) => `p${index}@b.example`);
/** @type {Record<string, Change>} */
const CHANGES = {
  "is opened": { asked: null },
  "gains a recipient": { fields: { cc: [GIL] }, asked: [DAVE, GIL] },
  "gains a hidden recipient": { fields: { bcc: [GIL] }, asked: [DAVE, GIL] },
  "goes to somebody else": { fields: { to: [GIL] }, asked: [GIL] },
  "has its recipient moved to Cc": { fields: { to: [], cc: [DAVE] }, asked: null, same: true },
  "loses its last recipient": { fields: { to: [] }, asked: null, told: null },
  "gains a hundred recipients": {
    fields: { bcc: CROWD },
    asked: null,
    told: "Not tracked: there are more recipients than can be checked.",
  },
  "gains a list without an address": {
    fields: { cc: ["/o=North/cn=list"] },
    asked: null,
    told: "Not tracked: a recipient has no mail address yet.",
  },
};

/**
 * @typedef {object} Answer What the last question meets.
 * @property {Reply} [reply]
 * @property {() => Promise<string>} [token]
 * @property {boolean} [appendFails]
 * @property {boolean} [unasked] whether it fails before Candor is asked
 * @property {boolean} [mute] whether nothing more can be said to Candor either
 * @property {boolean} [judged] whether Candor decided, and closed what it had issued
 * @property {string | null} told
 * @property {boolean} [tracked]
 */
const UNREACHED = `Not tracked: Candor was not reached. ${SENT_AS_USUAL}`;
/** @type {Record<string, Answer>} */
const ANSWERS = {
  "Candor agrees": { reply: tracked(), told: null, tracked: true },
  "erin must agree": {
    reply: refused("consent_needed", ERIN),
    judged: true,
    told: `Not tracked: ${ERIN} has to agree first.`,
  },
  "dave said no": {
    reply: refused("refused", DAVE),
    judged: true,
    told: `Not tracked: ${DAVE} said no to tracking.`,
  },
  "the region is off": {
    reply: refused("region_off", DAVE),
    judged: true,
    told: `Not tracked: tracking is off where ${DAVE} lives.`,
  },
  "the rep never tracks dave": {
    reply: refused("tracking_off", DAVE),
    judged: true,
    told: `Not tracked: ${DAVE} is on your own never-track list.`,
  },
  "the mail stays inside": { reply: refused("own_domain"), judged: true, told: null },
  "the organisation is off": { reply: refused("organisation_off"), judged: true, told: null },
  "the mail is plain text": {
    reply: refused("plain_text"),
    judged: true,
    told: "Not tracked: plain-text mail cannot carry the image.",
  },
  "Candor gives an unknown reason": {
    reply: refused("moon_phase"),
    judged: true,
    told: "Not tracked. The Candor pane says why.",
  },
  "there is no token": {
    token: () => Promise.reject(new Error("13001")),
    unasked: true,
    mute: true,
    told: "Not tracked: open the Candor pane once to sign in.",
  },
  "the token never comes": {
    token: () => new Promise(() => undefined),
    unasked: true,
    mute: true,
    told: UNREACHED,
  },
  "there is no network": { reply: { broken: true }, told: UNREACHED },
  "the request hangs": { reply: { hang: true }, told: UNREACHED },
  "the token is refused": {
    reply: { status: 401, json: {} },
    told: "Not tracked: open the Candor pane once to sign in.",
  },
  "the organisation is unknown": {
    reply: { status: 403, json: {} },
    told: "Not tracked: your organisation has not set up Candor.",
  },
  "Candor is busy": {
    reply: { status: 429, json: {} },
    told: `Not tracked: Candor is busy. ${SENT_AS_USUAL}`,
  },
  "Candor breaks": { reply: { status: 500, text: "<html>" }, told: UNREACHED },
  "somebody else answers": { reply: { status: 200, text: "<html>" }, told: UNREACHED },
  "Outlook refuses the append": {
    reply: tracked(),
    appendFails: true,
    told: `Not tracked: Outlook did not take the image. ${SENT_AS_USUAL}`,
  },
};

/**
 * @typedef {object} Client
 * @property {string} platform
 * @property {boolean} [fresh] whether each event runs in an engine of its own
 * @property {string[]} [lacks]
 * @property {string | null} [told] why nothing is ever tracked here; null: not even told
 */
/** @type {Record<string, Client>} */
const CLIENTS = {
  "classic Outlook": { platform: "PC", fresh: true },
  "Outlook on the web": { platform: "OfficeOnline" },
  "Outlook for Mac": {
    platform: "Mac",
    told: "Not tracked: Outlook for Mac would attach the image as a file.",
  },
  "an old Outlook": {
    platform: "PC",
    lacks: ["body.appendOnSendAsync"],
    told: "Not tracked: this Outlook cannot add the image on send.",
  },
  "Outlook on a phone": {
    platform: "iOS",
    lacks: ["body.appendOnSendAsync", "sessionData"],
    told: null,
  },
};

/**
 * Say what must come of a case, from the axes alone.
 * @param {Change} change
 * @param {Answer} answer
 * @param {Client} client
 */
function expected(change, answer, client) {
  const completions = change.fields ? 2 : 1;
  const nothing = { completions, appended: null, bodyReads: [], strayed: [], withdrawn: 0 };
  if (client.told !== undefined) {
    // Nothing is said twice: another reason later only takes the first one's words away.
    const gone = change.told !== undefined;
    return { ...nothing, asked: [], notice: gone ? null : client.told };
  }
  const first = change.fields ? [[DAVE]] : [];
  if (change.same) {
    return { ...nothing, appended: PIXEL, asked: [[DAVE]], notice: null };
  }
  if (change.told !== undefined) {
    return { ...nothing, asked: first, notice: change.told, withdrawn: answer.mute ? 0 : 1 };
  }
  const last = change.asked ?? [DAVE];
  const open = !answer.tracked && !answer.judged;
  return {
    ...nothing,
    withdrawn: open && !answer.mute ? 1 : 0,
    appended: answer.tracked ? PIXEL : null,
    asked: answer.unasked ? first : [...first, last],
    notice: answer.told,
  };
}

/** @param {Outlook} outlook @param {Client} client @param {string} event */
async function fire(outlook, client, event) {
  if (client.fresh) {
    outlook.side = outlook.start();
  }
  await outlook.fire(event);
  for (let passed = 0; passed < 25000; passed += 5000) {
    await outlook.clock.advance(5000);
  }
}

/** Let the next question meet an answer. @param {Outlook} outlook @param {Answer} answer */
function prepare(outlook, { reply, token, appendFails }) {
  outlook.replies = reply ? [reply] : [];
  if (token) {
    outlook.mailbox.token = token;
  }
  if (appendFails) {
    const append = outlook.draft.calls["body.appendOnSendAsync"];
    outlook.draft.calls["body.appendOnSendAsync"] = (html, options) => {
      if (html !== null) {
        throw new Refusal("InternalError", 5001);
      }
      return append?.(html, options);
    };
  }
}

const FIELDS = ["channel", "compose_type", "draft_ref", "format", "recipients"];

for (const [kind, composeType] of Object.entries(COMPOSE_TYPES)) {
  for (const [clientName, client] of Object.entries(CLIENTS)) {
    for (const [changeName, change] of Object.entries(CHANGES)) {
      for (const [answerName, answer] of Object.entries(ANSWERS)) {
        test(`a ${kind} mail in ${clientName} ${changeName}; ${answerName}`, async () => {
          const { platform, lacks } = client;
          const outlook = new Outlook(
            { to: [DAVE], composeType },
            { autoTrack: true, platform, ...(lacks && { lacks }) },
          );
          if (change.fields) {
            await fire(outlook, client, "onMessageCompose");
            Object.assign(outlook.draft.fields, change.fields);
          }
          prepare(outlook, answer);
          await fire(outlook, client, change.fields ? "onRecipientsChanged" : "onMessageCompose");
          const found = {
            completions: outlook.completions,
            appended: outlook.draft.appended,
            bodyReads: outlook.mailbox.bodyReads,
            strayed: outlook.strayed,
            asked: outlook.requests.map(({ body }) => body.recipients),
            withdrawn: outlook.withdrawn.length,
            notice: outlook.notice,
          };
          assert.deepEqual(found, expected(change, answer, client));
          for (const { body } of outlook.requests) {
            assert.deepEqual(Object.keys(body).sort(), FIELDS);
            assert.ok(Object.values(body).flat().every((value) => typeof value === "string"));
            assert.equal(body.compose_type, kind);
          }
          const references = outlook.requests.map(({ body }) => body.draft_ref);
          assert.ok(outlook.withdrawn.every((reference) => references.includes(reference)));
        });
      }
    }
  }
}
