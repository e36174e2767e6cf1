// What the cards show, as the outline writes it, in parts that several tests need.

import { CAROL, DRAFT_REF, MESSAGE_ID, event } from "./world.mjs";

export { CAROL };
export const DAVE = "dave@customer.example";
export const ERIN = "erin@client.example";
export const LINE = '<p><small>South can see…</small></p><img src="https://x/y.png" alt="">';

// The clock of the tests stands at 19:04:30.
export const OPENED_AT = "2026-11-23T19:00:00Z";
export const WHEN = "4 min ago · 23 Nov 2026, 19:00 UTC";
export const SENT_WHEN = "1 h ago · 23 Nov 2026, 18:01 UTC";
export const ISSUED_WHEN = "1 h ago · 23 Nov 2026, 18:00 UTC";

export const COMPOSE = "POST /messages";
export const LINKS = `POST /messages/${MESSAGE_ID}/links`;
export const MATCH = "POST /messages/match";
export const VIEWING = `POST /messages/${MESSAGE_ID}/viewing`;
export const ONE = `GET /messages/${MESSAGE_ID}`;

/** @param {string} insertAt A pixel, as the API gives it. */
export const tracked = (insertAt) => ({
  tracked: true,
  message_id: MESSAGE_ID,
  state: "prepared",
  mode: "detailed",
  html: LINE,
  insert_at: insertAt,
  disclosure: { shown: true, locked: true },
});

/** @param {string} reason @param {object} [more] */
export const untracked = (reason, more = {}) => ({
  status: 200,
  body: { tracked: false, reason, recipients: [], advice: "Do this.", ...more },
});

/** @param {...string} to */
export const toAll = (...to) => event({ toRecipients: to }, { draft_ref: DRAFT_REF });

/** @param {object} body @param {object} [more] A request for a pixel. */
export const asked = (body, more = {}) => ({
  channel: "gmail",
  format: "html",
  draft_ref: DRAFT_REF,
  compose_type: "new",
  ...body,
  ...more,
});

/** @param {readonly string[]} lines As they stand below "push" or "update". */
export const inset = (lines) => lines.map((line) => `  ${line}`);

/** @param {...string} lines What was not done, and why. */
export const notTracked = (...lines) =>
  [
    "push",
    "  card: Not tracked | Nothing was put into the draft",
    "  --",
    ...inset(lines),
    "  --",
    "  [*Back > onBack]",
  ].join("\n");

/** @param {string} line @param {boolean} [another] A press whose answer was lost. */
export const lost = (line, another = false) =>
  notTracked(line).replace(
    "[*Back",
    `[*Try again > onTrack draft_ref=${DRAFT_REF} again=yes${another ? " another=yes" : ""}] [Back`,
  );

/** @param {"start"|"end"} at @param {...string} parts */
export const inserted = (at, ...parts) =>
  [
    `draft INSERT_AT_${at.toUpperCase()}`,
    ...parts.map((html) => `  MUTABLE_HTML: ${html}`),
  ].join("\n");

/** @param {string} again How the line is asked for once more. */
export const prepared = (again) =>
  [
    "update",
    "  card: Track | Prepared; send not confirmed",
    "  --",
    "  <b>This mail is prepared</b><br>This mail was prepared before. If its line is not in the draft, put it in again.",
    `  [Put it in again > onTrack draft_ref=${DRAFT_REF} ${again}=yes] [Do not track it > onStop id=${MESSAGE_ID}]`,
  ].join("\n");

/** @param {string} line @param {boolean} [asked] Whether the server was asked. */
export const noLink = (line, asked = true) =>
  [
    "push",
    "  card: The link was not put in",
    "  --",
    `  ${line}`,
    "  --",
    ...(!asked
      ? ["  [*Back > onBack]"]
      : [
          "  If the line that tells the recipients is not in the draft yet, put it in.",
          `  [*Back > onBack] [Put the line in > onTrack draft_ref=${DRAFT_REF} again=yes]`,
        ]),
  ].join("\n");

export const FOOT = `foot: [*Refresh > onRefresh id=${MESSAGE_ID}]`;

/** The card of a mail to dave that nobody fetched so far. */
export const NOT_SEEN = [
  "card: This mail | Sent",
  "--",
  `(mail) ${DAVE} / Not seen`,
  `(send) Sent / ${SENT_WHEN}`,
  "--",
  `[Stop tracking > onStop id=${MESSAGE_ID}] [Delete its data > onAskDelete id=${MESSAGE_ID}]`,
  FOOT,
];
