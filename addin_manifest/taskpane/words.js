// What the pane says, put together. A further language is a further file and entry.

import { english } from "./english.js";
import { french } from "./french.js";
import { german } from "./german.js";
import { italian } from "./italian.js";
import { spanish } from "./spanish.js";

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./types.js").Open} Open
 * @typedef {import("./english.js").Words} Words
 */

/** @type {Record<string, Words>} */
export const LANGUAGES = { en: english, de: german, fr: french, es: spanish, it: italian };

/** Choose the words for a language tag. @param {string} tag @returns {Words} */
export function wordsFor(tag) {
  return LANGUAGES[tag.slice(0, 2).toLowerCase()] ?? english;
}

/** Choose the first language that is spoken here. @param {readonly string[]} tags */
export function spokenOf(tags) {
  return tags.find((tag) => tag && tag.slice(0, 2).toLowerCase() in LANGUAGES) ?? "en";
}

/** Put values into a sentence. @param {string} text @param {Record<string, unknown>} values */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

const APPLE = ["apple_agent", "apple_relay"];

/** Say what is known about a message. @param {Words} words @param {Message} message */
export function statusWords(words, { summary }) {
  const { statuses, provider } = words;
  switch (summary.status) {
    case "opened":
      return statuses.opened;
    case "opened_via":
      return fill(statuses.openedVia, { via: summary.via ?? provider });
    case "maybe":
      return fill(statuses.maybe, { why: doubt(words, summary.reasons) });
    case "cannot_tell":
      return cannotTell(words, summary.reasons);
    default:
      return statuses.notSeen;
  }
}

/** @param {Words} words @param {string[]} codes */
function cannotTell({ statuses, reasons }, codes) {
  if (codes.some((code) => APPLE.includes(code))) {
    return statuses.apple;
  }
  const why = codes.flatMap((code) => reasons[code] ?? [])[0];
  return why ? fill(statuses.cannotTellWhy, { why }) : statuses.cannotTell;
}

// The reasons that lower a confidence; the others say what was recognised.
const DOUBTS = [
  "send_not_confirmed",
  "send_time_unknown",
  "within_window",
  "proxy_network_mismatch",
  "hosting_network",
  "odd_agent",
  "send_time_guessed",
];

/** @param {Words} words @param {string[]} codes */
function doubt(words, codes) {
  const code = DOUBTS.find((each) => codes.includes(each));
  return (code && words.reasons[code]) ?? words.unsure;
}

/** Tell whether a fetch counts as an open. @param {Open} open */
export function isOpen(open) {
  return ["direct", "proxied"].includes(open.class) && open.confidence >= 0.7;
}

/** Say what one fetch was. @param {Words} words @param {Open} open */
export function openWords(words, open) {
  const { classes, clients, statuses, provider } = words;
  if (["direct", "proxied"].includes(open.class) && !isOpen(open)) {
    return fill(statuses.maybe, { why: doubt(words, open.reasons) });
  }
  if (open.reasons.some((code) => APPLE.includes(code))) {
    return statuses.apple;
  }
  if (open.class === "self" && open.reasons.includes("no_google_recipient")) {
    return words.youProbably; // concluded, where the other reasons were told
  }
  return fill(classes[open.class], { via: clients[open.client] ?? provider });
}

/** Say what one click was. @param {Words} words @param {Open} click */
export function clickWords(words, click) {
  if (["direct", "proxied"].includes(click.class) && !isOpen(click)) {
    return fill(words.statuses.maybe, { why: doubt(words, click.reasons) });
  }
  return words.clickClasses[click.class];
}

/** Say why, leaving out codes this version does not know. @param {Words} words @param {Open} open */
export function reasonWords(words, open) {
  return open.reasons.flatMap((code) => words.reasons[code] ?? []);
}

/** Name whom a message went to, never guessing. @param {Words} words @param {Message} message */
export function nameOf(words, { label, recipient_count: count }) {
  const people = label?.recipients ?? [];
  if (people.length === 0) {
    return words.unnamed;
  }
  // Fewer are named than there are where somebody's data was erased.
  const others = Math.max(count, people.length) - 1;
  return fill(others === 0 ? "{name}" : words.more, { name: people[0], n: others });
}
