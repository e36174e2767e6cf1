// Axes of a message as the API tells it, and the card that has to follow from each.

import { DAVE, ERIN, ISSUED_WHEN, OPENED_AT, SENT_WHEN, WHEN } from "../shown.mjs";
import { MESSAGE_ID, message, open, summary } from "../world.mjs";
import { CLICKS, FETCHES, fetchLine } from "./fetches.mjs";

/**
 * @typedef {object} State
 * @property {object} fields
 * @property {string} says
 * @property {string} [when]
 * @property {string} [why]
 * @property {("sent"|"stop"|"erase")[]} presses
 */

/** Axis: what became of the message. */
/** @type {Record<string, State>} */
export const STATES = {
  prepared: {
    fields: { state: "prepared", confirmed: false, sent_at: null },
    says: "Prepared; send not confirmed",
    when: ISSUED_WHEN,
    presses: ["sent", "stop", "erase"],
  },
  "sent, not confirmed": {
    fields: { confirmed: false, sent_at: null },
    says: "Send not confirmed",
    when: ISSUED_WHEN,
    presses: ["sent", "stop", "erase"],
  },
  sent: { fields: {}, says: "Sent", presses: ["stop", "erase"] },
  stopped: {
    fields: { state: "stopped" },
    says: "Tracking stopped",
    why: "Nothing more is recorded: you stopped it, or somebody it went to may not be tracked.",
    presses: ["erase"],
  },
  withdrawn: { fields: { state: "withdrawn" }, says: "Withdrawn", presses: ["erase"] },
  expired: { fields: { state: "expired" }, says: "Expired", presses: ["erase"] },
  "of a later state": { fields: { state: "a_later_state" }, says: "Deleted", presses: ["erase"] },
};

/**
 * @typedef {object} Status
 * @property {object} summary
 * @property {string} icon
 * @property {[one: string, several: string]} says
 * @property {string} [why]
 * @property {"opened"|"unsure"|"notSeen"} part Where the homepage lists it.
 */

const SEEN = { at: OPENED_AT };

/** Axis: what is known of its fetches. */
/** @type {Record<string, Status>} */
export const STATUSES = {
  "not seen": {
    summary: {},
    icon: "mail",
    says: ["Not seen", "Not seen"],
    part: "notSeen",
  },
  opened: {
    summary: { status: "opened", ...SEEN },
    icon: "drafts",
    says: ["Opened", "Someone opened it"],
    part: "opened",
  },
  "opened through Gmail": {
    summary: { status: "opened_via", via: "Gmail", ...SEEN },
    icon: "drafts",
    says: [
      "Opened through Gmail, time approximate",
      "Someone opened it through Gmail, time approximate",
    ],
    part: "opened",
  },
  "opened through somebody without a name": {
    summary: { status: "opened_via", via: null, ...SEEN },
    icon: "drafts",
    says: [
      "Opened through a mail service, time approximate",
      "Someone opened it through a mail service, time approximate",
    ],
    part: "opened",
  },
  "perhaps opened": {
    summary: { status: "maybe", reasons: ["send_not_confirmed"], ...SEEN },
    icon: "help",
    says: ["Perhaps opened", "Perhaps someone opened it"],
    why: "Sending is not confirmed: it may be your own draft.",
    part: "unsure",
  },
  "loaded by Apple": {
    summary: { status: "cannot_tell", reasons: ["apple_agent"], ...SEEN },
    icon: "help",
    says: ["Apple privacy: cannot tell", "Apple privacy: cannot tell"],
    why: "Apple loads images whether or not the mail is looked at.",
    part: "unsure",
  },
  "loaded ahead by Gmail": {
    summary: { status: "cannot_tell", reasons: ["gmail_prefetch_agent"], ...SEEN },
    icon: "help",
    says: ["Gmail in advance: cannot tell", "Gmail in advance: cannot tell"],
    why: "Gmail loads images in advance.",
    part: "unsure",
  },
  "fetched at nobody knows what age": {
    summary: { status: "cannot_tell", reasons: ["send_time_unknown"], ...SEEN },
    icon: "help",
    says: ["Cannot tell: send time unknown", "Cannot tell: send time unknown"],
    why: "The send time is not known.",
    part: "unsure",
  },
  "fetched for a reason of a later version": {
    summary: { status: "cannot_tell", reasons: ["a_later_reason"], ...SEEN },
    icon: "help",
    says: ["Cannot tell", "Cannot tell"],
    part: "unsure",
  },
};

/** Axis: who it went to, as far as is kept. */
/** @type {Record<string, {fields: object, says: string, subject?: string, several: boolean}>} */
export const PEOPLE = {
  "to dave": { fields: {}, says: DAVE, several: false },
  "to somebody": { fields: { label: null }, says: "1 recipient", several: false },
  "to dave and erin about an offer": {
    fields: { recipient_count: 2, label: { recipients: [DAVE, ERIN], subject: "Offer" } },
    says: `${DAVE}, ${ERIN}`,
    subject: "Offer",
    several: true,
  },
  "to four people": {
    fields: { recipient_count: 4, label: { recipients: [DAVE, ERIN, "x@y.example"] } },
    says: `${DAVE}, ${ERIN} and 2 more`,
    several: true,
  },
  "to four people, of whom one is named": {
    fields: { recipient_count: 4, label: { recipients: [DAVE] } },
    says: `${DAVE} and 3 more`,
    several: true,
  },
  "to nobody that is kept": {
    fields: { recipient_count: 3, label: { recipients: [] } },
    says: "3 recipients",
    several: true,
  },
};

/**
 * @typedef {object} Told One point of all axes, by names.
 * @property {string} state
 * @property {string} status
 * @property {string} people
 * @property {string} fetches
 * @property {string} clicks
 * @property {number} machine How many fetches are not counted.
 */

/** @type {Told} */
const PLAIN = {
  state: "sent",
  status: "not seen",
  people: "to dave",
  fetches: "without fetches",
  clicks: "without clicks",
  machine: 0,
};

/** @param {Partial<Told>} [more] @returns {Told} */
export const told = (more = {}) => ({ ...PLAIN, ...more });

/** @param {Told} each */
export const nameOf = (each) =>
  `a mail ${each.state}, ${each.status}, ${each.people}, ${each.fetches}, ${each.clicks}, ${each.machine} not counted`;

/** @template T @param {Record<string, T>} axis @param {string} name @returns {T} */
export function at(axis, name) {
  const found = axis[name];
  if (found === undefined) {
    throw new Error(`no such value: ${name}`);
  }
  return found;
}

/** @param {Told} each @param {object} [more] @returns The message of the API. */
export function messageOf(each, more = {}) {
  const people = at(PEOPLE, each.people);
  return message({
    ...at(STATES, each.state).fields,
    ...people.fields,
    summary: summary({
      ...at(STATUSES, each.status).summary,
      someone: people.several,
      machine: each.machine,
    }),
    opens: at(FETCHES, each.fetches).map((fetch) => open(fetch.open)),
    clicks: at(CLICKS, each.clicks).map(([click]) => click),
    ...more,
  });
}

/** @param {Told} each @param {boolean} [marked] @returns {string[]} The card it has. */
export function cardOf(each, marked = true) {
  const state = at(STATES, each.state);
  const status = at(STATUSES, each.status);
  const people = at(PEOPLE, each.people);
  const says = status.says[people.several ? 1 : 0];
  const seen = "at" in status.summary;
  const why = [
    state.why,
    status.why,
    people.several && seen && "All recipients got the same image, so nobody can say who of them.",
    each.machine > 0 && `${each.machine} not counted: machines, or you.`,
    !marked && "Your own view now could not be marked as yours.",
  ].filter(Boolean);
  const presses = {
    sent: `[I sent it > onSent id=${MESSAGE_ID}]`,
    stop: `[Stop tracking > onStop id=${MESSAGE_ID}]`,
    erase: `[Delete its data > onAskDelete id=${MESSAGE_ID}]`,
  };
  return [
    `card: This mail | ${state.says}`,
    "--",
    `(${status.icon}) ${people.says} / ${says}${seen ? ` / ${WHEN}` : ""}`,
    ...(people.subject ? [`(subject) ${people.subject}`] : []),
    `(send) ${state.says} / ${state.when ?? SENT_WHEN}`,
    ...(why.length > 0 ? [why.join(" ")] : []),
    ...listed(
      "Links followed",
      at(CLICKS, each.clicks).map(([, line]) => `(link) ${WHEN} / ${line}`),
    ),
    ...listed(
      "Fetches of the image",
      at(FETCHES, each.fetches).map((fetch) => fetchLine(fetch, people.several)),
    ),
    "--",
    state.presses.map((press) => presses[press]).join(" "),
    `foot: [*Refresh > onRefresh id=${MESSAGE_ID}]`,
  ];
}

/** @param {string} title @param {string[]} lines @returns {string[]} At most ten. */
function listed(title, lines) {
  const shown = lines.slice(0, 10);
  const folded = shown.length > 3 ? " (3 shown)" : "";
  return shown.length > 0 ? [`-- ${title}${folded}`, ...shown] : [];
}
