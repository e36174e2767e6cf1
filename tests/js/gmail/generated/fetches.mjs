// Axes of a message's fetches and clicks, and the lines that list them.

import { WHEN } from "../shown.mjs";
import { MESSAGE_ID, open } from "../world.mjs";

const MINE = "[That was me > onMine open=fedcba9876543210fedcba9876543210]";
const PROXY = "Gmail. Came through the image proxy of a mail service.";

/**
 * Axis: one kind of fetch each, and the line that lists it.
 * @type {Record<string, {open: object, says: [one: string, several: string], more: string}>}
 */
const FETCH = {
  "by a reader": {
    open: { class: "direct", client: "apple_mail", os: "iOS", device: "phone", reasons: ["mail_client"] },
    says: ["Opened", "Someone opened it"],
    more: `Apple Mail, iOS, phone. Came from a mail program. ${MINE}`,
  },
  "perhaps by a reader": {
    open: { class: "direct", confidence: 0.5, client: "chrome", reasons: ["browser", "within_window"] },
    says: ["Perhaps opened", "Perhaps someone opened it"],
    more: `Chrome. Came from a browser; came right after sending, as machines do. ${MINE}`,
  },
  "through Gmail": {
    open: {},
    says: [
      "Opened through Gmail, time approximate",
      "Someone opened it through Gmail, time approximate",
    ],
    more: `${PROXY} ${MINE}`,
  },
  "perhaps through Gmail": {
    open: { confidence: 0.6, reasons: ["proxy_agent", "send_not_confirmed"] },
    says: ["Perhaps opened", "Perhaps someone opened it"],
    more: `Gmail. Came through the image proxy of a mail service; sending is not confirmed: it may be your own draft. ${MINE}`,
  },
  "by carol, who said so": {
    open: { class: "self", mine: true, reasons: ["user_marked"] },
    says: ["You", "You"],
    more: "Gmail. You said so.",
  },
  "by carol, who was looking": {
    open: { class: "self", reasons: ["viewing_mark"] },
    says: ["You", "You"],
    more: "Gmail. You were looking at the mail then.",
  },
  "by carol, as nobody else is at Google": {
    open: { class: "self", confidence: 0.7, reasons: ["no_google_recipient"] },
    says: ["Probably you", "Probably you"],
    more: "Gmail. Nobody it went to has a mailbox at Google.",
  },
  "by Apple, ahead": {
    open: { class: "prefetch", client: "apple_mpp", reasons: ["apple_agent"] },
    says: ["Apple privacy: cannot tell", "Apple privacy: cannot tell"],
    more: "Apple Mail. Apple loads images whether or not the mail is looked at.",
  },
  "by a scanner": {
    open: { class: "scanner", client: "none", reasons: ["scanner_network"] },
    says: ["Security scan", "Security scan"],
    more: "Came from a mail security service.",
  },
  "by a program": {
    open: { class: "bot", client: "robot", reasons: ["robot_agent"] },
    says: ["Automatic program", "Automatic program"],
    more: "A program. Calls itself a program.",
  },
  "before sending": {
    open: { class: "pre_send", reasons: ["draft_open", "send_time_guessed"] },
    says: ["Before sending", "Before sending"],
    more: "Gmail. Fetched before sending, as your own draft does; the send time is a guess.",
  },
  "once more": {
    open: { class: "duplicate", reasons: [] },
    says: ["The same again", "The same again"],
    more: "Gmail",
  },
  "by nobody knows whom": {
    open: { class: "unknown", client: "other", reasons: ["odd_agent"] },
    says: ["Cannot tell", "Cannot tell"],
    more: "Describes itself in an unusual way.",
  },
  "of a later class": {
    open: { class: "a_later_class", client: "a_later_client", reasons: ["a_later_reason"] },
    says: ["Cannot tell", "Cannot tell"],
    more: "",
  },
};

/** @param {...string} names */
const fetches = (...names) => names.flatMap((name) => FETCH[name] ?? []);

/** Axis: which fetches are listed; more than three are folded away. */
/** @type {Record<string, (typeof FETCH)[string][]>} */
export const FETCHES = {
  "without fetches": [],
  ...Object.fromEntries(Object.keys(FETCH).map((name) => [`fetched ${name}`, fetches(name)])),
  "fetched three times": fetches("by a reader", "through Gmail", "by a scanner"),
  "fetched ten times": Array.from({ length: 10 }, () => fetches("by a reader")).flat(),
};

/** @param {object} fields */
const click = (fields) => ({ ...open(fields), link_id: MESSAGE_ID });

/** Axis: which clicks are listed. */
/** @type {Record<string, [one: object, says: string][]>} */
export const CLICKS = {
  "without clicks": [],
  "with links followed": [
    [
      { ...click({ class: "direct", client: "chrome", reasons: [] }), text: "Prices" },
      "Link followed: Prices / Chrome",
    ],
    [
      { ...click({ class: "direct", confidence: 0.5, reasons: ["odd_agent"] }), text: null },
      "Link perhaps followed / Gmail. Describes itself in an unusual way.",
    ],
    [
      { ...click({ class: "scanner", client: "none", reasons: [] }), text: "Prices" },
      "Security scan: Prices",
    ],
    [
      { ...click({ class: "direct", mine: true, client: "edge", reasons: [] }), text: null },
      "You / Edge",
    ],
  ],
};

/** @param {(typeof FETCH)[string]} fetch @param {boolean} several */
export function fetchLine({ says, more }, several) {
  return [WHEN, says[several ? 1 : 0], ...(more ? [more] : [])].join(" / ");
}
