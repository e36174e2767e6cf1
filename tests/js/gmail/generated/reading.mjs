// The card beside an open mail: whose mail it is × what the server knows of it × failures.

import { DAVE, ERIN, ISSUED_WHEN, MATCH, SENT_WHEN, VIEWING, inset } from "../shown.mjs";
import { CAROL, MESSAGE_ID, OPENED, event, sentMail } from "../world.mjs";
import { CONSENTS, consentPrompt } from "./consents.mjs";
import { FAILURES, repeated, toast, troubleCard } from "./failures.mjs";
import { PEOPLE, STATES, STATUSES, cardOf, messageOf, nameOf, told } from "./messages.mjs";

/** @typedef {import("../compare.mjs").Case} Case */
/** @typedef {import("../compare.mjs").Asked} Asked */

const OTHERS =
  "<b>Not sent from your own address</b><br>Candor looks at mail you sent, and only at its headers. Nothing about this one was sent or stored.";
const UNTRACKED =
  "<b>No tracked mail was found</b><br>Candor knows none of yours with these recipients and this time.";

/** @param {string} line */
const note = (line) => ["card: This mail", "--", line].join("\n");

// Axis: mail of which nothing is sent, and what is said of it.
/** @type {Record<string, {mail: object|null, email?: string, says: string}>} */
const KEPT_HERE = {
  "dave's": { mail: sentMail({ from: `Dave <${DAVE}>`, to: CAROL }), says: note(OTHERS) },
  "dave's under carol's name": {
    mail: sentMail({ from: `"${CAROL}" <${DAVE}>` }),
    says: note(OTHERS),
  },
  "carol's and dave's": {
    mail: sentMail({ from: `${CAROL}, ${DAVE}` }),
    says: note(OTHERS),
  },
  "from nobody": { mail: sentMail({ from: "" }), says: note(OTHERS) },
  "a draft of carol's": { mail: sentMail({ draft: true }), says: note(OTHERS) },
  "carol's, who is not named": { mail: sentMail(), email: "", says: note(OTHERS) },
  "carol's to nobody": { mail: sentMail({ to: "" }), says: note(UNTRACKED) },
  "carol's to 101 people": {
    mail: sentMail({
      to: Array.from({ length: 101 }, (_, at) => `p${at}@customer.example`).join(", "),
    }),
    says: note(UNTRACKED),
  },
  "one that Gmail does not open": {
    mail: null,
    says: troubleCard("broken").join("\n"),
  },
};

// Axis: mail of carol's, and what of it is sent.
/** @type {Record<string, {mail: object, gmail?: object, told: object}>} */
const OWN = {
  "carol's to dave": { mail: sentMail(), told: { recipients: [DAVE] } },
  "carol's, spelt otherwise, to people in To, Cc and Bcc": {
    mail: sentMail({
      from: "CAROL@South.Example",
      to: `"Dave, of Customer" <${DAVE}>`,
      cc: ERIN,
      bcc: `Bob <bob@north.example>, ${DAVE}`,
    }),
    told: { recipients: [DAVE, ERIN, "bob@north.example"] },
  },
  "carol's in a thread that Gmail counts": {
    mail: sentMail({ id: "ff" }),
    gmail: { messageId: "msg-f:255", threadId: "thread-f:254", accessToken: "key" },
    told: { recipients: [DAVE], thread_ref: "fe" },
  },
  "carol's without a thread": {
    mail: sentMail(),
    gmail: { messageId: "msg-a:r-1", accessToken: "key" },
    told: { recipients: [DAVE], thread_ref: undefined },
  },
};

/** @param {string} mail @returns {{calls: [string, object], mail: object, ask: Asked}} */
function opened(mail) {
  const { gmail, mail: open, told: sent } = /** @type {(typeof OWN)[string]} */ (OWN[mail]);
  const body = {
    channel: "gmail",
    sent_at: "2026-11-23T18:01:00Z",
    thread_ref: "thread-a:r-1",
    ...sent,
  };
  return {
    calls: ["onMessage", gmail ? event(gmail) : OPENED],
    mail: open,
    ask: [MATCH, JSON.parse(JSON.stringify(body))],
  };
}

/** @type {Asked} */
const LOOK = [VIEWING, {}];

/** @returns {Iterable<Case>} */
export function* readingCases() {
  for (const [mail, { says, ...world }] of Object.entries(KEPT_HERE)) {
    yield { it: `of ${mail}`, calls: ["onMessage", OPENED], in: world, asks: [], shows: says };
  }
  for (const name of Object.keys(OWN)) {
    const { calls, mail, ask } = opened(name);
    yield {
      it: `of ${name}: not tracked`,
      calls,
      in: { mail, server: { [MATCH]: { status: 200, body: { message: null, candidates: [] } } } },
      asks: [ask],
      shows: note(UNTRACKED),
    };
    yield* failed(name);
  }
  // What is shown does not depend on how the mail was found.
  yield* found("carol's to dave");
  for (const name of Object.keys(OWN)) {
    yield* chosen(name);
  }
  yield* chosenElsewhere();
  yield* consented("carol's to dave");
}

const OTHER_ID = "1123456789abcdef0123456789abcdef";

// Axis: what the messages are that the open mail may be.
/** @type {Record<string, {bodies: object[], lines: string[]}>} */
const CANDIDATES = {
  "two prepared": {
    bodies: [OTHER_ID, MESSAGE_ID].map((id) => messageOf(told({ state: "prepared" }), { id })),
    lines: [OTHER_ID, MESSAGE_ID].map(
      (id) =>
        `(send) Prepared; send not confirmed / ${DAVE} / ${ISSUED_WHEN} [It is this one > onThisMail id=${id}]`,
    ),
  },
  "two sent, with a subject": {
    bodies: [OTHER_ID, MESSAGE_ID].map((id) =>
      messageOf(told({ people: "to dave and erin about an offer" }), { id }),
    ),
    lines: [OTHER_ID, MESSAGE_ID].map(
      (id) =>
        `(send) Sent / ${DAVE}, ${ERIN}: Offer / ${SENT_WHEN} [It is this one > onThisMail id=${id}]`,
    ),
  },
};

/** @param {string} name @returns {Iterable<Case>} */
function* chosen(name) {
  const { calls, mail, ask } = opened(name);
  for (const [which, { bodies, lines }] of Object.entries(CANDIDATES)) {
    const body = { message: null, candidates: bodies };
    yield {
      it: `of ${name}: one of ${which}`,
      calls,
      in: { mail, server: { [MATCH]: { status: 200, body } } },
      asks: [ask],
      shows: [
        "card: This mail",
        "--",
        "<b>Which mail is this?</b><br>More than one that you tracked fits. Choose the one that this is; if you did not track this mail, choose none.",
        ...lines,
      ].join("\n"),
    };
  }
  const { channel: _, ...copy } = /** @type {Record<string, unknown>} */ (ask[1]);
  /** @type {Asked} */
  const tell = [`POST /messages/${MESSAGE_ID}/sent`, copy];
  const press = /** @type {[string, object]} */ ([
    "onThisMail",
    withParameters(calls[1], { id: MESSAGE_ID }),
  ]);
  const sent = { status: 200, body: messageOf(told()) };
  yield {
    it: `It is this one, of ${name}`,
    calls: press,
    in: { mail, server: { [tell[0]]: sent, [VIEWING]: sent } },
    asks: [tell, LOOK],
    shows: ["update", ...inset(cardOf(told())), "toast: Noted as sent."].join("\n"),
  };
  for (const [failure, { server, times, trouble }] of Object.entries(FAILURES)) {
    yield {
      it: `It is this one, of ${name}: ${failure}`,
      calls: press,
      in: { mail, server: { [tell[0]]: server } },
      asks: repeated(times, tell),
      shows: toast(trouble),
    };
    yield {
      it: `It is this one, of ${name}: ${failure} as the look is marked`,
      calls: press,
      in: { mail, server: { [tell[0]]: sent, [VIEWING]: server } },
      asks: [tell, ...repeated(times, LOOK)],
      shows: ["update", ...inset(cardOf(told(), false)), "toast: Noted as sent."].join("\n"),
    };
  }
}

/** Of mail that is not carol's nothing is told, whatever is pressed. @returns {Iterable<Case>} */
function* chosenElsewhere() {
  const press = withParameters(OPENED, { id: MESSAGE_ID });
  yield {
    it: "It is this one, beside mail of dave's",
    calls: ["onThisMail", press],
    in: { mail: sentMail({ from: DAVE }) },
    asks: [],
    shows: ["update", ...inset(note(OTHERS).split("\n"))].join("\n"),
  };
  yield {
    it: "It is this one, beside mail that Gmail does not open",
    calls: ["onThisMail", press],
    in: { mail: null },
    asks: [],
    shows: toast("broken"),
  };
}

/** @param {any} told A mail's event. @param {Record<string, string>} parameters */
const withParameters = (told, parameters) => ({
  ...told,
  commonEventObject: { ...told.commonEventObject, parameters },
});

/** @param {string} name @returns {Iterable<Case>} */
function* consented(name) {
  const { calls, mail, ask } = opened(name);
  const body = { message: null, candidates: [] };
  for (const [consent, { granted, missing }] of Object.entries(CONSENTS)) {
    const lacking = missing("mail");
    const allowed = lacking.length === 0;
    yield {
      it: `of ${name}, ${consent}`,
      calls,
      in: { mail, granted, server: { [MATCH]: { status: 200, body } } },
      asks: allowed ? [ask] : [],
      shows: allowed ? note(UNTRACKED) : consentPrompt(lacking),
    };
  }
}

/** @param {string} name @returns {Iterable<Case>} */
function* found(name) {
  const { calls, mail, ask } = opened(name);
  const before = { status: 200, body: { message: messageOf(told()), candidates: [] } };
  for (const state of Object.keys(STATES)) {
    for (const status of Object.keys(STATUSES)) {
      for (const people of Object.keys(PEOPLE)) {
        const each = told({ state, status, people });
        yield {
          it: `of ${name}: ${nameOf(each)}`,
          calls,
          in: {
            mail,
            server: { [MATCH]: before, [VIEWING]: { status: 200, body: messageOf(each) } },
          },
          asks: [ask, LOOK],
          shows: cardOf(each).join("\n"),
        };
      }
    }
  }
}

/** @param {string} name @returns {Iterable<Case>} */
function* failed(name) {
  const { calls, mail, ask } = opened(name);
  yield {
    it: `of ${name}: no identity token`,
    calls,
    in: { mail, token: null },
    asks: [],
    shows: troubleCard("signed_out").join("\n"),
  };
  const each = told({ status: "opened", people: "to four people" });
  const match = { status: 200, body: { message: messageOf(each), candidates: [] } };
  for (const [failure, { server, times, trouble }] of Object.entries(FAILURES)) {
    yield {
      it: `of ${name}: ${failure}`,
      calls,
      in: { mail, server: { [MATCH]: server } },
      asks: repeated(times, ask),
      shows: troubleCard(trouble).join("\n"),
    };
    // What is known is shown all the same, and that the look may count as an open.
    yield {
      it: `of ${name}: ${failure} as the look is marked`,
      calls,
      in: { mail, server: { [MATCH]: match, [VIEWING]: server } },
      asks: [ask, ...repeated(times, LOOK)],
      shows: cardOf(each, false).join("\n"),
    };
  }
}
