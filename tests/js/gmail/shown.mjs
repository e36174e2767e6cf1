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

/** @param {...string} lines The same of a draft that may hold an earlier line. */
export const refused = (...lines) =>
  notTracked(...lines).replace(
    "  [*Back",
    "  If an earlier line of Candor’s is in the draft, delete it by hand: Candor can add to a draft, not take out of it.\n  [*Back",
  );

/** @param {string} line @param {string} [more] A press whose answer was lost. */
export const lost = (line, more = "") =>
  notTracked(line).replace(
    "[*Back",
    `[*Try again > onTrack ${named(more)}] [Back`,
  );

/** @param {string} more `earlier=…` stands before what is said of the press itself. */
const named = (more) => {
  const [earlier, ...rest] = more.startsWith("earlier=") ? more.split(" ") : ["", more];
  return [`draft_ref=${DRAFT_REF}`, earlier, "again=yes", ...rest].filter(Boolean).join(" ");
};

/** @param {"start"|"end"} at @param {...string} parts */
export const inserted = (at, ...parts) =>
  [
    `draft INSERT_AT_${at.toUpperCase()}`,
    ...parts.map((html) => `  MUTABLE_HTML: ${html}`),
  ].join("\n");

const PREPARED = [
  "  card: Track | Prepared; send not confirmed",
  "  --",
  "  <b>This mail is prepared</b><br>This mail was prepared before. If its line is not in the draft, put it in again.",
  `  [Put it in again > onTrack draft_ref=${DRAFT_REF} earlier=${MESSAGE_ID} again=yes] [Do not track it > onDoNotTrack draft_ref=${DRAFT_REF} earlier=${MESSAGE_ID}]`,
];

/** The line is in the draft, as far as the server knows. */
export const prepared = ["push", ...PREPARED].join("\n");

/** @param {string} [earlier] The message of the draft, once the rep named it. @param {string} [note] */
export const composeCard = (earlier, note) => {
  const draft = `draft_ref=${DRAFT_REF}${earlier ? ` earlier=${earlier}` : ""}`;
  return [
    "card: Track",
    "--",
    `[*Track this mail > onTrack ${draft}]`,
    ...(note ? [note] : []),
    "-- A tracked link (0 shown)",
    "{target: Where it leads (https://…)}",
    "{text: What it says in the mail}",
    `[Put the link in > onLink ${draft}]`,
    "The line that tells the recipients comes with it, since it has to speak of links. If the draft had one before, delete the older.",
    "-- What happens",
    "One line that tells the recipients, and a 1×1 image, are put into this draft. Candor never sees the text of your mail.",
    "Then the mail is prepared; send not confirmed. To confirm it, open the mail in Sent with this sidebar open.",
    "If you change the recipients later, track again before sending, and delete the earlier line by hand: Candor can add to a draft, not take out of it.",
    "--",
    "[Your choices > onChoices]",
  ];
};

/** The draft is that mail: from here on all buttons know it. */
export const sameMail = ["pop", "update", ...inset(composeCard(MESSAGE_ID)), "push", ...PREPARED].join("\n");

/** "Do not track it" leads back to where the mail can be tracked after all. */
export const untrackedAgain = [
  "pop",
  "update",
  ...inset(
    composeCard(
      "",
      "<b>This mail is no longer tracked</b><br>Nothing more is recorded. Its line stays in the draft until you delete it by hand. To have the mail tracked after all, track it again.",
    ),
  ),
  "toast: Tracking stopped.",
].join("\n");

/** @param {string} line @param {boolean} [asked] Whether the server was asked. @param {string} [earlier] */
export const noLink = (line, asked = true, earlier = "") =>
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
          `  [*Back > onBack] [Put the line in > onTrack ${named(earlier)}]`,
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
