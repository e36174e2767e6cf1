// The compose card: drafts × presses × answers of the policy × failures.

import {
  COMPOSE,
  DAVE,
  ERIN,
  LINE,
  LINKS,
  asked,
  inserted,
  lost,
  composeCard,
  noLink,
  notTracked,
  prepared,
  refused as notAllowed,
  sameMail,
  tracked,
  untracked,
  untrackedAgain,
} from "../shown.mjs";
import { DRAFT_REF, MESSAGE_ID, event } from "../world.mjs";
import { CONSENTS, consentPrompt } from "./consents.mjs";
import { FAILURES, LINK_FAILURES, paragraph, repeated, toast } from "./failures.mjs";
import { messageOf, told } from "./messages.mjs";

/** @typedef {import("../world.mjs").Behaviour} Behaviour */
/** @typedef {import("../compare.mjs").Case} Case */
/** @typedef {import("../compare.mjs").Asked} Asked */

const ANCHOR = '<a href="https://candor.example.com/track/click/x">Prices</a>';
const LINK = {
  link_id: MESSAGE_ID,
  url: "https://candor.example.com/track/click/x",
  html: ANCHOR,
};
const TARGET = "https://south.example/prices";
const STOP = `POST /messages/${MESSAGE_ID}/stop`;

// Axis: the draft, what of it is sent, and where the line goes.
/** @type {Record<string, {gmail: object, told: object, at: "start"|"end"}>} */
const DRAFTS = {
  "a new mail": {
    gmail: { toRecipients: [DAVE] },
    told: { recipients: [DAVE] },
    at: "end",
  },
  "a mail with people in To, Cc and Bcc": {
    gmail: { toRecipients: [`Dave <${DAVE}>`], ccRecipients: [ERIN], bccRecipients: [DAVE] },
    told: { recipients: [DAVE, ERIN] },
    at: "end",
  },
  "a reply": {
    gmail: { toRecipients: [DAVE], threadId: "thread-f:255" },
    told: { recipients: [DAVE], compose_type: "reply", thread_ref: "ff" },
    at: "start",
  },
  "a forward": {
    gmail: { toRecipients: [DAVE], threadId: "thread-a:r7", subject: "Fwd: Offer" },
    told: { recipients: [DAVE], compose_type: "forward", thread_ref: "thread-a:r7" },
    at: "end",
  },
};

// Axis: drafts whose recipients cannot be asked about.
/** @type {Record<string, {gmail: object, says: string}>} */
const UNFIT = {
  "a mail to nobody": {
    gmail: { toRecipients: [] },
    says: "<b>Add a recipient first</b><br>Whether a mail may be tracked depends on who it goes to.",
  },
  "a mail to somebody unreadable": {
    gmail: { toRecipients: [DAVE], ccRecipients: ["Team <b>"] },
    says: "<b>A recipient cannot be read</b><br>Correct this recipient, then try again: Team &lt;b&gt;",
  },
  "a mail to 101 people": {
    gmail: {
      bccRecipients: Array.from({ length: 101 }, (_, at) => `p${at}@customer.example`),
    },
    says: "<b>Too many recipients</b><br>Mail to more than 100 recipients is not tracked.",
  },
};

// Axis: what is pressed, with what typed.
/** @typedef {{run: string, parameters: Record<string, string>, inputs: Record<string, string>}} Press */
const EARLIER = { earlier: MESSAGE_ID };
/** @type {Record<string, Press>} */
const PRESSES = {
  Track: { run: "onTrack", parameters: {}, inputs: {} },
  "Track as another": { run: "onTrack", parameters: { another: "yes" }, inputs: {} },
  "Put it in again": {
    run: "onTrack",
    parameters: { ...EARLIER, again: "yes" },
    inputs: {},
  },
  "Track, once the mail was named": { run: "onTrack", parameters: EARLIER, inputs: {} },
  "Put the link in, once the mail was named": {
    run: "onLink",
    parameters: EARLIER,
    inputs: { target: ` ${TARGET} `, text: "Prices\u202e\n" },
  },
  "Put the link in": {
    run: "onLink",
    parameters: {},
    inputs: { target: ` ${TARGET} `, text: "Prices\u202e\n" },
  },
};

// Axis: whether the pixel is new, or one the server knows already. After a failure it is
// put in; otherwise the rep is asked, since nobody knows whether it got there.
/** @type {Record<string, {status: number, known: boolean, after: Behaviour[]}>} */
const PIXELS = {
  "tracked anew": { status: 201, known: false, after: [] },
  "tracked already": { status: 200, known: true, after: [] },
  "tracked after a failure": { status: 200, known: false, after: [{ status: 503 }] },
};

// Axis: what the policy says, of the mail and of one person in it.
/** @type {Record<string, [title: string, person: string]>} */
const REFUSALS = {
  no_recipients: ["Add a recipient first", "Cannot be tracked"],
  own_domain: ["Mail among colleagues is never tracked", "Colleague"],
  refused: ["Somebody said no", "Said no"],
  consent_needed: ["Somebody must be asked first", "Must be asked first"],
  region_off: ["Not in this country", "Tracking is off in this country"],
  organisation_off: [
    "Tracking is switched off for your organisation",
    "Cannot be tracked",
  ],
  plain_text: ["Plain text cannot be tracked", "Cannot be tracked"],
  tracking_off: ["You switched this domain off", "You switched this domain off"],
  a_later_reason: ["Not tracked", "Cannot be tracked"],
};

const SECOND_ID = "1123456789abcdef0123456789abcdef";
const SAME = `onSameMail draft_ref=${DRAFT_REF} earlier=`;

// Axis: how many mails to the same people were prepared just now.
const TWINS = {
  one: [{ message_id: MESSAGE_ID, issued_at: "2026-11-23T19:00:00Z" }],
  two: [
    { message_id: SECOND_ID, issued_at: "2026-11-23T19:01:00Z" },
    { message_id: MESSAGE_ID, issued_at: "2026-11-23T19:00:00Z" },
  ],
};

/** @param {{message_id: string, issued_at: string}[]} earlier */
const twin = (earlier) =>
  [
    "push",
    "  card: Track",
    "  --",
    "  <b>This mail, or another?</b><br>You prepared mail to the same people. If it is one of these, choose it: its line is in the draft already. If it is another, it needs a line of its own.",
    ...earlier.map(({ message_id, issued_at }) => {
      const [ago, at] = issued_at.includes("19:01") ? ["3", "19:01"] : ["4", "19:00"];
      return `  (edit) ${ago} min ago · 23 Nov 2026, ${at} UTC [It is this one > ${SAME}${message_id}]`;
    }),
    "  --",
    `  [Track as another > onTrack draft_ref=${DRAFT_REF} another=yes]`,
  ].join("\n");

// Axis: how many people the policy names; a card lists fifty.
/** @param {number} many @param {string} reason */
const obstacles = (many, reason) =>
  Array.from({ length: many }, (_, at) => ({
    address: at === 0 ? ERIN : `p${at}@customer.example`,
    reason,
    ...(reason === "consent_needed" && { region: "FR" }),
  }));

/** @param {string} draft @param {string} press @returns {[string, object]} */
function pressed(draft, press) {
  const { run, parameters, inputs } = /** @type {Press} */ (PRESSES[press]);
  const { gmail } = DRAFTS[draft] ?? UNFIT[draft] ?? { gmail: {} };
  return [run, event(gmail, { draft_ref: DRAFT_REF, ...parameters }, inputs)];
}

/** @param {string} draft @param {string} press @returns {Asked} */
function request(draft, press) {
  const { another, earlier } = PRESSES[press]?.parameters ?? {};
  const more = { ...(another && { another: true }), ...(earlier && { earlier }) };
  return [COMPOSE, asked(DRAFTS[draft]?.told ?? {}, more)];
}

/** @type {Asked} */
const LINKED = [LINKS, { target: TARGET, text: "Prices" }];

/** @param {string} draft @param {string} press @returns {Iterable<Case>} */
function* allowed(draft, press) {
  const at = DRAFTS[draft]?.at ?? "end";
  const ask = request(draft, press);
  const link = press.startsWith("Put the link in");
  const again = link || press === "Put it in again";
  for (const [pixel, { status, known, after }] of Object.entries(PIXELS)) {
    const first = [...after.map(() => ask), ask];
    const parts = link ? (known ? [ANCHOR] : [ANCHOR, LINE]) : [LINE];
    yield {
      it: `${press} on ${draft}: ${pixel}`,
      calls: pressed(draft, press),
      in: {
        server: {
          [COMPOSE]: [...after, { status, body: tracked(at) }],
          [LINKS]: { status: 201, body: LINK },
        },
      },
      asks: link ? [...first, LINKED, ask] : first,
      shows: known && !again ? prepared : inserted(at, ...parts),
    };
  }
}

/** @param {string} draft @param {string} press @returns {Iterable<Case>} */
function* refused(draft, press) {
  const ask = request(draft, press);
  for (const [reason, [title, person]] of Object.entries(REFUSALS)) {
    yield {
      it: `${press} on ${draft}: ${reason}`,
      calls: pressed(draft, press),
      in: { server: { [COMPOSE]: untracked(reason, { recipients: obstacles(1, reason) }) } },
      asks: [ask],
      shows: notAllowed(`<b>${title}</b><br>Do this.`, `(person) ${ERIN} / ${person}`),
    };
  }
  for (const many of [50, 51, 100]) {
    const people = obstacles(many, "refused");
    yield {
      it: `${press} on ${draft}: ${many} people said no`,
      calls: pressed(draft, press),
      in: { server: { [COMPOSE]: untracked("refused", { recipients: people }) } },
      asks: [ask],
      shows: notAllowed(
        "<b>Somebody said no</b><br>Do this.",
        ...people.slice(0, 50).map(({ address }) => `(person) ${address} / Said no`),
        ...(many > 50 ? [`and ${many - 50} more`] : []),
      ),
    };
  }
  for (const [many, earlier] of Object.entries(TWINS)) {
    yield {
      it: `${press} on ${draft}: recent_twin, ${many}`,
      calls: pressed(draft, press),
      in: { server: { [COMPOSE]: untracked("recent_twin", { earlier }) } },
      asks: [ask],
      shows: twin(earlier),
    };
  }
}

/** @param {string} trouble @param {string} press What is shown of it. */
function unanswered(trouble, press) {
  // These two do not tell whether the server kept the mail.
  if (trouble !== "offline" && trouble !== "broken") {
    return notTracked(paragraph(trouble));
  }
  const { another, earlier } = PRESSES[press]?.parameters ?? {};
  const kept = earlier ? `earlier=${earlier}` : "";
  return press.startsWith("Put the link in")
    ? noLink(paragraph(trouble), true, kept)
    : lost(paragraph(trouble), another ? "another=yes" : kept);
}

/** @param {string} draft @param {string} press @returns {Iterable<Case>} */
function* failed(draft, press) {
  const calls = pressed(draft, press);
  const ask = request(draft, press);
  yield {
    it: `${press} on ${draft}: no identity token`,
    calls,
    in: { token: null },
    asks: [],
    shows: notTracked(paragraph("signed_out")),
  };
  for (const [failure, { server, times, trouble }] of Object.entries(FAILURES)) {
    yield {
      it: `${press} on ${draft}: ${failure}`,
      calls,
      in: { server: { [COMPOSE]: server } },
      asks: repeated(times, ask),
      shows: unanswered(trouble, press),
    };
  }
}

/** @param {string} draft @returns {Iterable<Case>} */
function* failedAtTheLink(draft) {
  const press = "Put the link in";
  const calls = pressed(draft, press);
  const ask = request(draft, press);
  const at = DRAFTS[draft]?.at ?? "end";
  for (const [pixel, { status, after }] of Object.entries(PIXELS)) {
    const first = [...after, { status, body: tracked(at) }];
    const asking = [...after.map(() => ask), ask];
    for (const [failure, { server, times, trouble }] of Object.entries(LINK_FAILURES)) {
      yield {
        it: `${press} on ${draft}: ${pixel}, and ${failure} at the link`,
        calls,
        in: { server: { [COMPOSE]: first, [LINKS]: server } },
        asks: [...asking, ...repeated(times, LINKED)],
        shows: noLink(paragraph(trouble)),
      };
    }
    for (const [failure, { server, times, trouble }] of Object.entries(FAILURES)) {
      yield {
        it: `${press} on ${draft}: ${pixel}, and ${failure} at the line that tells of it`,
        calls,
        in: {
          server: {
            [COMPOSE]: [...first, server],
            [LINKS]: { status: 201, body: LINK },
          },
        },
        asks: [...asking, LINKED, ...repeated(times, ask)],
        shows: unanswered(trouble, press),
      };
    }
  }
}

/** @returns {Iterable<Case>} */
export function* composeCases() {
  for (const draft of Object.keys(DRAFTS)) {
    for (const press of Object.keys(PRESSES)) {
      yield* allowed(draft, press);
      yield* refused(draft, press);
      yield* failed(draft, press);
    }
    yield* failedAtTheLink(draft);
  }
  for (const [draft, { gmail, says }] of Object.entries(UNFIT)) {
    for (const press of Object.keys(PRESSES)) {
      yield {
        it: `${press} on ${draft}`,
        calls: pressed(draft, press),
        asks: [],
        shows: notAllowed(says),
      };
    }
    yield* opened(draft, gmail);
  }
  for (const [draft, { gmail }] of Object.entries(DRAFTS)) {
    yield* opened(draft, gmail);
    yield {
      it: `It is this one on ${draft}`,
      calls: ["onSameMail", event(gmail, { draft_ref: DRAFT_REF, ...EARLIER })],
      asks: [],
      shows: sameMail,
    };
    yield* notTrackedAfterAll(draft, gmail);
  }
}

/** @param {string} draft @param {object} gmail @returns {Iterable<Case>} */
function* opened(draft, gmail) {
  const calls = /** @type {[string, object]} */ (["onCompose", event(gmail)]);
  for (const [consent, { granted, missing }] of Object.entries(CONSENTS)) {
    const asks = missing("draft");
    yield {
      it: `opens on ${draft}, ${consent}`,
      calls,
      in: { granted },
      asks: [],
      shows: asks.length > 0 ? consentPrompt(asks) : composeCard().join("\n"),
    };
  }
}

/** @param {string} draft @param {object} gmail @returns {Iterable<Case>} */
function* notTrackedAfterAll(draft, gmail) {
  const calls = /** @type {[string, object]} */ ([
    "onDoNotTrack",
    event(gmail, { draft_ref: DRAFT_REF, ...EARLIER }),
  ]);
  const stopped = messageOf(told({ state: "stopped" }));
  yield {
    it: `Do not track it on ${draft}`,
    calls,
    in: { server: { [STOP]: { status: 200, body: stopped } } },
    asks: [[STOP, {}]],
    shows: untrackedAgain,
  };
  yield {
    it: `Do not track it on ${draft}: no identity token`,
    calls,
    in: { token: null },
    asks: [],
    shows: toast("signed_out"),
  };
  for (const [failure, { server, times, trouble }] of Object.entries(FAILURES)) {
    yield {
      it: `Do not track it on ${draft}: ${failure}`,
      calls,
      in: { server: { [STOP]: server } },
      asks: repeated(times, /** @type {Asked} */ ([STOP, {}])),
      // What is gone is tracked no longer.
      shows: trouble === "gone" ? untrackedAgain : toast(trouble),
    };
  }
}
