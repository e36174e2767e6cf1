// What the rep sees, case by case, each answer compared whole.

import assert from "node:assert/strict";
import { test } from "node:test";

import { outline } from "./outline.mjs";
import {
  CAROL,
  DRAFT_REF,
  MESSAGE_ID,
  NOBODY,
  OPENED,
  event,
  message,
  open,
  run,
  sentMail,
  summary,
} from "./world.mjs";

const DAVE = "dave@customer.example";
const ERIN = "erin@client.example";
const HTML = '<p><small>South can see…</small></p><img src="https://x/y.png" alt="">';
const WHEN = "4 min ago · 23 Nov 2026, 19:00 UTC";
const SENT = "1 h ago · 23 Nov 2026, 18:01 UTC";

const COMPOSE = "POST /messages";
const MATCH = "POST /messages/match";
const VIEWING = `POST /messages/${MESSAGE_ID}/viewing`;
const ONE = `GET /messages/${MESSAGE_ID}`;

/** @param {string} insertAt */
const tracked = (insertAt) => ({
  tracked: true,
  message_id: MESSAGE_ID,
  state: "prepared",
  mode: "detailed",
  html: HTML,
  insert_at: insertAt,
  disclosure: { shown: true, locked: true },
});

/** @param {string} reason @param {object} [more] */
const untracked = (reason, more = {}) => ({
  status: 200,
  body: { tracked: false, reason, recipients: [], advice: "Do this.", ...more },
});

/** @param {...string} to */
const toAll = (...to) => event({ toRecipients: to }, { draft_ref: DRAFT_REF });

/** @param {object} body @param {object} [more] */
const asked = (body, more = {}) => ({
  channel: "gmail",
  format: "html",
  draft_ref: DRAFT_REF,
  compose_type: "new",
  ...body,
  ...more,
});

/** @param {string} title @param {...string} lines */
const refusal = (title, ...lines) =>
  [
    "push",
    "  card: Not tracked | Nothing was put into the draft",
    "  --",
    `  <b>${title}</b><br>${lines[0]}`,
    ...lines.slice(1).map((line) => `  ${line}`),
    "  --",
    "  [*Back > onBack]",
  ].join("\n");

const AFFECTED = "Your mail is not affected";
const OFFLINE = refusal(
  "Candor cannot be reached",
  `${AFFECTED}: sent now, it goes untracked. Try again in a minute.`,
);
const BROKEN = refusal(
  "Something went wrong",
  `${AFFECTED}. Try again; if it stays like this, tell your IT.`,
);

const PREPARED = [
  "  card: Track | Prepared; send not confirmed",
  "  --",
  "  <b>This mail is prepared</b><br>The line and the image were put into this draft. Send it when you are ready.",
  `  [I sent it > onSent id=${MESSAGE_ID}] [Do not track it > onStop id=${MESSAGE_ID}]`,
  "  --",
  "  If you removed the line from the draft, put it in once more.",
];

/**
 * @typedef {object} Case
 * @property {string} it
 * @property {[string, object]} calls
 * @property {import("./world.mjs").World} [in]
 * @property {[string, object?][]} asks What the server is asked, with the bodies.
 * @property {string} shows
 */

/** @type {Case[]} */
const COMPOSING = [
  {
    it: "offers Track first",
    calls: ["onCompose", event()],
    asks: [],
    shows: [
      "card: Track",
      "--",
      `[*Track this mail > onTrack draft_ref=${DRAFT_REF}]`,
      "-- A tracked link (0 shown)",
      "{target: Where it leads (https://…)}",
      "{text: What it says in the mail}",
      `[Put the link in > onLink draft_ref=${DRAFT_REF}]`,
      "The line that tells the recipients comes with it, since it has to speak of links. If the draft had one before, delete the older.",
      "-- What happens",
      "One line that tells the recipients, and a 1×1 image, are put into this draft. Candor never sees the text of your mail.",
      "Then the mail is prepared; send not confirmed. To confirm it, open the mail in Sent with this sidebar open.",
      "If you change the recipients later, track again before sending.",
      "--",
      "[Your choices > onChoices]",
    ].join("\n"),
  },
  {
    it: "puts the line at the end of a new mail",
    calls: ["onTrack", toAll(`Dave <${DAVE}>`)],
    in: { server: { [COMPOSE]: { status: 201, body: tracked("end") } } },
    asks: [[COMPOSE, asked({ recipients: [DAVE] })]],
    shows: `draft INSERT_AT_END\n  MUTABLE_HTML: ${HTML}`,
  },
  {
    it: "puts the line at the start of a reply, and names its thread",
    calls: [
      "onTrack",
      event(
        { toRecipients: [DAVE], threadId: "thread-f:1844674407370955234" },
        { draft_ref: DRAFT_REF },
      ),
    ],
    in: { server: { [COMPOSE]: { status: 201, body: tracked("start") } } },
    asks: [
      [
        COMPOSE,
        asked(
          { recipients: [DAVE] },
          { compose_type: "reply", thread_ref: "19999999999999e2" },
        ),
      ],
    ],
    shows: `draft INSERT_AT_START\n  MUTABLE_HTML: ${HTML}`,
  },
  {
    it: "knows a forward by its subject, which it keeps to itself",
    calls: [
      "onTrack",
      {
        ...event({ threadId: "thread-a:r-7" }, { draft_ref: DRAFT_REF }),
        draftMetadata: { toRecipients: [DAVE], subject: "Fwd: secret" },
      },
    ],
    in: { server: { [COMPOSE]: { status: 201, body: tracked("end") } } },
    asks: [
      [
        COMPOSE,
        asked(
          { recipients: [DAVE] },
          { compose_type: "forward", thread_ref: "thread-a:r-7" },
        ),
      ],
    ],
    shows: `draft INSERT_AT_END\n  MUTABLE_HTML: ${HTML}`,
  },
  {
    it: "asks nothing about a mail to nobody",
    calls: ["onTrack", toAll()],
    asks: [],
    shows: refusal(
      "Add a recipient first",
      "Whether a mail may be tracked depends on who it goes to.",
    ),
  },
  {
    it: "tracks nothing past a recipient it cannot read",
    calls: ["onTrack", toAll(DAVE, "Team <b>")],
    asks: [],
    shows: refusal(
      "A recipient cannot be read",
      "Correct this recipient, then try again: Team &lt;b&gt;",
    ),
  },
  {
    it: "tracks nothing to more people than the server takes",
    calls: [
      "onTrack",
      toAll(...Array.from({ length: 101 }, (_, at) => `p${at}@customer.example`)),
    ],
    asks: [],
    shows: refusal(
      "Too many recipients",
      "Mail to more than 100 recipients is not tracked.",
    ),
  },
  {
    it: "names who must be asked and who said no",
    calls: ["onTrack", toAll(DAVE, ERIN)],
    in: {
      server: {
        [COMPOSE]: untracked("consent_needed", {
          recipients: [
            { address: ERIN, reason: "consent_needed", region: "FR" },
            { address: DAVE, reason: "refused" },
          ],
        }),
      },
    },
    asks: [[COMPOSE, asked({ recipients: [DAVE, ERIN] })]],
    shows: refusal(
      "Somebody must be asked first",
      "Do this.",
      `(person) ${ERIN} / Must be asked first`,
      `(person) ${DAVE} / Said no`,
    ),
  },
  ...Object.entries({
    refused: "Somebody said no",
    region_off: "Not in this country",
    own_domain: "Mail among colleagues is never tracked",
    organisation_off: "Tracking is switched off for your organisation",
    plain_text: "Plain text cannot be tracked",
    no_recipients: "Add a recipient first",
    tracking_off: "You switched this domain off",
    a_later_reason: "Not tracked",
  }).map(([reason, title]) => ({
    it: `has words for ${reason}`,
    calls: /** @type {[string, object]} */ (["onTrack", toAll(DAVE)]),
    in: { server: { [COMPOSE]: untracked(reason) } },
    asks: /** @type {[string, object?][]} */ ([
      [COMPOSE, asked({ recipients: [DAVE] })],
    ]),
    shows: refusal(title, "Do this."),
  })),
  {
    it: "asks whether it is the mail of an earlier card",
    calls: ["onTrack", toAll(DAVE)],
    in: {
      server: {
        [COMPOSE]: untracked("recent_twin", {
          earlier: { message_id: MESSAGE_ID, issued_at: "2026-11-23T19:00:00Z" },
        }),
      },
    },
    asks: [[COMPOSE, asked({ recipients: [DAVE] })]],
    shows: [
      "push",
      "  card: Track",
      "  --",
      `  <b>This mail, or another?</b><br>You prepared a mail to the same people: ${WHEN}. If this is that mail, its line is in the draft already. If it is another, it needs a line of its own.`,
      `  [It is that mail > onSameMail draft_ref=${DRAFT_REF} id=${MESSAGE_ID}] [Track as another > onTrack draft_ref=${DRAFT_REF} another=yes]`,
    ].join("\n"),
  },
  {
    it: "takes the rep's word that it is another",
    calls: [
      "onTrack",
      event({ toRecipients: [DAVE] }, { draft_ref: DRAFT_REF, another: "yes" }),
    ],
    in: { server: { [COMPOSE]: { status: 201, body: tracked("end") } } },
    asks: [[COMPOSE, asked({ recipients: [DAVE] }, { another: true })]],
    shows: `draft INSERT_AT_END\n  MUTABLE_HTML: ${HTML}`,
  },
  {
    it: "takes the rep's word that it is the same",
    calls: ["onSameMail", event({}, { draft_ref: DRAFT_REF, id: MESSAGE_ID })],
    asks: [],
    shows: [
      "update",
      ...PREPARED,
      `  [Put it in again > onTrack draft_ref=${DRAFT_REF} another=yes]`,
    ].join("\n"),
  },
  {
    it: "does not put the line into a draft twice",
    calls: ["onTrack", toAll(DAVE)],
    in: { server: { [COMPOSE]: { status: 200, body: tracked("end") } } },
    asks: [[COMPOSE, asked({ recipients: [DAVE] })]],
    shows: [
      "update",
      ...PREPARED,
      `  [Put it in again > onTrack draft_ref=${DRAFT_REF} again=yes]`,
    ].join("\n"),
  },
  {
    it: "puts the line in again when the rep says it is gone",
    calls: [
      "onTrack",
      event({ toRecipients: [DAVE] }, { draft_ref: DRAFT_REF, again: "yes" }),
    ],
    in: { server: { [COMPOSE]: { status: 200, body: tracked("end") } } },
    asks: [[COMPOSE, asked({ recipients: [DAVE] })]],
    shows: `draft INSERT_AT_END\n  MUTABLE_HTML: ${HTML}`,
  },
  {
    it: "asks once more after a failure of the server, and uses that answer",
    calls: ["onTrack", toAll(DAVE)],
    in: {
      server: { [COMPOSE]: [{ status: 503 }, { status: 200, body: tracked("end") }] },
    },
    asks: [
      [COMPOSE, asked({ recipients: [DAVE] })],
      [COMPOSE, asked({ recipients: [DAVE] })],
    ],
    shows: `draft INSERT_AT_END\n  MUTABLE_HTML: ${HTML}`,
  },
  {
    it: "gives up after two failures of the server",
    calls: ["onTrack", toAll(DAVE)],
    in: { server: { [COMPOSE]: { status: 500 } } },
    asks: [
      [COMPOSE, asked({ recipients: [DAVE] })],
      [COMPOSE, asked({ recipients: [DAVE] })],
    ],
    shows: OFFLINE,
  },
  {
    it: "does not wait twice for a server that does not answer",
    calls: ["onTrack", toAll(DAVE)],
    in: { server: { [COMPOSE]: NOBODY } },
    asks: [[COMPOSE, asked({ recipients: [DAVE] })]],
    shows: OFFLINE,
  },
  {
    it: "asks nothing when Google gives no identity token",
    calls: ["onTrack", toAll(DAVE)],
    in: { token: null },
    asks: [],
    shows: refusal(
      "You are not signed in",
      "Google did not tell Candor who you are. Close this sidebar, open it again and allow what Candor asks for.",
    ),
  },
  {
    it: "says what IT has to do when the organisation is not known",
    calls: ["onTrack", toAll(DAVE)],
    in: {
      server: {
        [COMPOSE]: { status: 403, body: { type: "/problems/organisation-unknown" } },
      },
    },
    asks: [[COMPOSE, asked({ recipients: [DAVE] })]],
    shows: refusal(
      "Your organisation is not set up",
      "Ask your IT to add your Google Workspace domain to Candor.",
    ),
  },
  {
    it: "does not believe a page that is not Candor's",
    calls: ["onTrack", toAll(DAVE)],
    in: { server: { [COMPOSE]: { status: 200, text: "<html>Sign in</html>" } } },
    asks: [[COMPOSE, asked({ recipients: [DAVE] })]],
    shows: BROKEN,
  },
];

const SENT_MAIL = {
  channel: "gmail",
  sent_at: "2026-11-23T18:01:00Z",
  recipients: [DAVE],
  thread_ref: "thread-a:r-1",
};
const OTHERS = [
  "card: This mail",
  "--",
  "<b>Not a mail of yours</b><br>Candor looks at mail you sent, and only at its headers. Nothing about this one was sent or stored.",
].join("\n");
const NOT_SEEN = [
  "card: This mail | Sent",
  "--",
  `(mail) ${DAVE} / Not seen`,
  `(send) Sent / ${SENT}`,
  "--",
  `[Stop tracking > onStop id=${MESSAGE_ID}] [Delete its data > onAskDelete id=${MESSAGE_ID}]`,
  `foot: [*Refresh > onRefresh id=${MESSAGE_ID}]`,
];

/** @param {object} fields */
const matched = (fields) => ({
  mail: sentMail(),
  server: {
    [MATCH]: { status: 200, body: { message: message() } },
    [VIEWING]: { status: 200, body: message(fields) },
  },
});

/** @type {Case[]} */
const READING = [
  {
    it: "sends nothing about a mail of somebody else's",
    calls: ["onMessage", OPENED],
    in: { mail: sentMail({ from: `Dave <${DAVE}>`, to: CAROL }) },
    asks: [],
    shows: OTHERS,
  },
  {
    it: "sends nothing about a mail that only bears the rep's name",
    calls: ["onMessage", OPENED],
    in: { mail: sentMail({ from: `"${CAROL}" <${DAVE}>` }) },
    asks: [],
    shows: OTHERS,
  },
  {
    it: "sends nothing about a draft, which is not sent",
    calls: ["onMessage", OPENED],
    in: { mail: sentMail({ draft: true }) },
    asks: [],
    shows: OTHERS,
  },
  {
    it: "sends nothing when it is not told who is signed in",
    calls: ["onMessage", OPENED],
    in: { email: "", mail: sentMail({ from: "" }) },
    asks: [],
    shows: OTHERS,
  },
  {
    it: "says when the rep's mail is not tracked",
    calls: ["onMessage", OPENED],
    in: {
      mail: sentMail({ from: "CAROL@south.example", bcc: ERIN }),
      server: { [MATCH]: { status: 200, body: { message: null } } },
    },
    asks: [[MATCH, { ...SENT_MAIL, recipients: [DAVE, ERIN] }]],
    shows: [
      "card: This mail",
      "--",
      "<b>This mail is not tracked</b><br>Candor knows no tracked mail of yours with these recipients and this time.",
    ].join("\n"),
  },
  {
    it: "finds the message, marks the view, then shows it",
    calls: ["onMessage", OPENED],
    in: matched({}),
    asks: [
      [MATCH, SENT_MAIL],
      [VIEWING, {}],
    ],
    shows: NOT_SEEN.join("\n"),
  },
  {
    it: "shows the message though the view could not be marked, and says so",
    calls: ["onMessage", OPENED],
    in: {
      mail: sentMail(),
      server: {
        [MATCH]: { status: 200, body: { message: message() } },
        [VIEWING]: { status: 404 },
      },
    },
    asks: [
      [MATCH, SENT_MAIL],
      [VIEWING, {}],
    ],
    shows: [
      ...NOT_SEEN.slice(0, 4),
      "Your own view now could not be marked as yours.",
      ...NOT_SEEN.slice(4),
    ].join("\n"),
  },
  {
    it: "says what opened it and lets the rep claim it",
    calls: ["onMessage", OPENED],
    in: matched({
      summary: summary({
        status: "opened_via",
        via: "Gmail",
        at: "2026-11-23T19:00:00Z",
        opens: 1,
        machine: 1,
      }),
      opens: [
        open(),
        open({
          class: "scanner",
          at: "2026-11-23T18:02:00Z",
          client: "none",
          reasons: ["scanner_network"],
        }),
      ],
    }),
    asks: [
      [MATCH, SENT_MAIL],
      [VIEWING, {}],
    ],
    shows: [
      "card: This mail | Sent",
      "--",
      `(drafts) ${DAVE} / Opened through Gmail, time approximate / ${WHEN}`,
      `(send) Sent / ${SENT}`,
      "1 not counted: machines, or you.",
      "-- Fetches of the image",
      `${WHEN} / Opened through Gmail, time approximate / Gmail. Came through the image proxy of a mail service. [That was me > onMine open=fedcba9876543210fedcba9876543210]`,
      "1 h ago · 23 Nov 2026, 18:02 UTC / Security scan / Came from a mail security service.",
      ...NOT_SEEN.slice(4),
    ].join("\n"),
  },
  {
    it: "never says who of several it was, nor more than perhaps while sending is not confirmed",
    calls: ["onRefresh", event({}, { id: MESSAGE_ID })],
    in: {
      server: {
        [ONE]: {
          status: 200,
          body: message({
            confirmed: false,
            sent_at: null,
            recipient_count: 4,
            label: { recipients: [DAVE, ERIN, "bob@north.example"], subject: "Offer" },
            summary: summary({
              status: "maybe",
              someone: true,
              at: "2026-11-23T19:00:00Z",
              reasons: ["send_not_confirmed"],
            }),
          }),
        },
      },
    },
    asks: [[ONE]],
    shows: [
      "update",
      "  card: This mail | Send not confirmed",
      "  --",
      `  (help) ${DAVE}, ${ERIN} and 2 more / Perhaps someone opened it / ${WHEN}`,
      "  (subject) Offer",
      "  (send) Send not confirmed / 1 h ago · 23 Nov 2026, 18:00 UTC",
      "  Sending is not confirmed: it may be your own draft. All recipients got the same image, so nobody can say who of them.",
      "  --",
      `  [I sent it > onSent id=${MESSAGE_ID}] [Stop tracking > onStop id=${MESSAGE_ID}] [Delete its data > onAskDelete id=${MESSAGE_ID}]`,
      `  foot: [*Refresh > onRefresh id=${MESSAGE_ID}]`,
    ].join("\n"),
  },
  {
    it: "stops, and offers to delete only",
    calls: ["onStop", event({}, { id: MESSAGE_ID })],
    in: {
      server: {
        [`POST /messages/${MESSAGE_ID}/stop`]: {
          status: 200,
          body: message({ state: "stopped" }),
        },
      },
    },
    asks: [[`POST /messages/${MESSAGE_ID}/stop`, {}]],
    shows: [
      "update",
      "  card: This mail | Tracking stopped",
      "  --",
      `  (mail) ${DAVE} / Not seen`,
      `  (send) Tracking stopped / ${SENT}`,
      "  Nothing more is recorded: you stopped it, or somebody it went to may not be tracked.",
      "  --",
      `  [Delete its data > onAskDelete id=${MESSAGE_ID}]`,
      `  foot: [*Refresh > onRefresh id=${MESSAGE_ID}]`,
      "toast: Tracking stopped.",
    ].join("\n"),
  },
  {
    it: "notes that the rep sent it",
    calls: ["onSent", event({}, { id: MESSAGE_ID })],
    in: {
      server: {
        [`POST /messages/${MESSAGE_ID}/sent`]: { status: 200, body: message() },
      },
    },
    asks: [[`POST /messages/${MESSAGE_ID}/sent`, {}]],
    shows: [
      "update",
      ...NOT_SEEN.map((line) => `  ${line}`),
      "toast: Noted as sent.",
    ].join("\n"),
  },
  {
    it: "notes that it was the rep",
    calls: ["onMine", event({}, { open: "fedcba9876543210fedcba9876543210" })],
    in: {
      server: {
        "POST /opens/fedcba9876543210fedcba9876543210/mine": {
          status: 200,
          body: message({
            summary: summary({ machine: 1 }),
            opens: [open({ class: "self", mine: true, reasons: ["user_marked"] })],
          }),
        },
      },
    },
    asks: [["POST /opens/fedcba9876543210fedcba9876543210/mine", {}]],
    shows: [
      "update",
      ...[
        ...NOT_SEEN.slice(0, 4),
        "1 not counted: machines, or you.",
        "-- Fetches of the image",
        `${WHEN} / You / Gmail. You said so.`,
        ...NOT_SEEN.slice(4),
      ].map((line) => `  ${line}`),
      "toast: Noted: that was you.",
    ].join("\n"),
  },
  {
    it: "asks before it deletes",
    calls: ["onAskDelete", event({}, { id: MESSAGE_ID })],
    asks: [],
    shows: [
      "push",
      "  card: Delete",
      "  --",
      "  <b>Delete the data about this mail?</b><br>What Candor knows about this mail is erased and its image goes dead. The mail itself stays. This cannot be undone.",
      `  [*Delete for good > onDelete id=${MESSAGE_ID}] [Keep > onBack]`,
    ].join("\n"),
  },
  ...[204, 404].map((status) => ({
    it: `deletes for good (${status})`,
    calls: /** @type {[string, object]} */ ([
      "onDelete",
      event({}, { id: MESSAGE_ID }),
    ]),
    in: { server: { [`DELETE /messages/${MESSAGE_ID}`]: { status, text: "" } } },
    asks: /** @type {[string, object?][]} */ ([[`DELETE /messages/${MESSAGE_ID}`]]),
    shows: [
      "pop",
      "update",
      "  card: This mail",
      "  --",
      "  <b>Deleted</b><br>Candor holds no data about this mail any more.",
      "toast: Deleted.",
    ].join("\n"),
  })),
  {
    it: "says so when deleting failed",
    calls: ["onDelete", event({}, { id: MESSAGE_ID })],
    in: { otherwise: { status: 429 } },
    asks: [[`DELETE /messages/${MESSAGE_ID}`]],
    shows:
      "toast: Too many requests. Wait a minute, then try again. Your mail is not affected.",
  },
  { it: "goes back", calls: ["onBack", event()], asks: [], shows: "pop" },
];

const FOOT = [
  "--",
  "As of 23 Nov 2026, 19:04 UTC.",
  "foot: [*Refresh > onRefreshHome filter=]",
];
/** @param {string} chosen */
const filters = (chosen) => {
  const items = [
    "=All",
    "opened=Opened",
    "unsure=Not certain",
    "notSeen=Not seen",
    "clicked=With a link followed",
  ].map((item) => (item.startsWith(`${chosen}=`) ? `*${item}` : item));
  return ["--", `{filter: Show: ${items.join(", ")} > onFilter}`];
};
const ME = {
  status: 200,
  body: {
    organisation: { name: "South", enabled: true, own_domains: ["south.example"] },
    preferences: { auto_track: null, never_domains: ["old.example"] },
  },
};
/** @param {object[]} messages */
const feed = (...messages) => ({
  server: { "GET /me": ME, "GET /feed": { status: 200, body: { messages } } },
});
/** @type {[string][]} */
const BOTH = [["GET /me"], ["GET /feed"]];

/** @type {Case[]} */
const HOME = [
  {
    it: "tells a newcomer where to begin",
    calls: ["onHomepage", event()],
    in: feed(),
    asks: BOTH,
    shows: [
      "card: Your tracked mail",
      "--",
      "<b>No tracked mail yet</b><br>Press the Candor icon at the foot of a compose window and track a mail. Once it is sent, it is listed here.",
      ...FOOT,
    ].join("\n"),
  },
  {
    it: "sorts mail by what is known, and drops what is closed",
    calls: ["onHomepage", event()],
    in: feed(
      message({
        id: "1",
        summary: summary({ status: "opened", at: "2026-11-23T19:00:00Z" }),
      }),
      message({ id: "2", confirmed: false }),
      message({
        id: "3",
        recipient_count: 2,
        label: null,
        summary: summary({ status: "cannot_tell", reasons: ["apple_agent"] }),
      }),
      message({ id: "4", state: "erased", label: null }),
      message({ id: "5", state: "withdrawn", label: null }),
      message({ id: "6", state: "stopped" }),
    ),
    asks: BOTH,
    shows: [
      "card: Your tracked mail",
      ...filters(""),
      "-- Opened",
      `(drafts) Opened / ${DAVE} / ${WHEN} > onShow id=1`,
      "-- Not certain",
      `(help) Apple privacy: cannot tell / 2 recipients / ${SENT} > onShow id=3`,
      "-- Not seen",
      `(mail) Not seen / ${DAVE} / Send not confirmed · ${SENT} > onShow id=2`,
      `(mail) Not seen / ${DAVE} / Tracking stopped · ${SENT} > onShow id=6`,
      ...FOOT,
    ].join("\n"),
  },
  {
    it: "says that the organisation switched tracking off, and still shows what was seen",
    calls: ["onHomepage", event()],
    in: {
      server: {
        "GET /me": { status: 200, body: { organisation: { enabled: false } } },
        "GET /feed": { status: 200, body: { messages: [message()] } },
      },
    },
    asks: BOTH,
    shows: [
      "card: Your tracked mail",
      "--",
      "<b>Tracking is switched off for your organisation</b><br>Mail you send now is not tracked. Ask your IT if you expected otherwise.",
      ...filters(""),
      "-- Not seen",
      `(mail) Not seen / ${DAVE} / ${SENT} > onShow id=${MESSAGE_ID}`,
      ...FOOT,
    ].join("\n"),
  },
  {
    it: "says that Candor is not reached, with a way to try again",
    calls: ["onHomepage", event()],
    in: { otherwise: NOBODY },
    asks: [["GET /me"]],
    shows: [
      "card: Candor",
      "--",
      "<b>Candor cannot be reached</b><br>Your mail is not affected: sent now, it goes untracked. Try again in a minute.",
      "[*Try again > onRefreshHome]",
    ].join("\n"),
  },
  {
    it: "says that the rep is not signed in",
    calls: ["onRefreshHome", event()],
    in: { otherwise: { status: 401, body: { type: "/problems/unauthenticated" } } },
    asks: [["GET /me"]],
    shows: [
      "update",
      "  card: Candor",
      "  --",
      "  <b>You are not signed in</b><br>Google did not tell Candor who you are. Close this sidebar, open it again and allow what Candor asks for.",
      "  [*Try again > onRefreshHome]",
    ].join("\n"),
  },
  {
    it: "shows one part of the feed, and stays with it when refreshed",
    calls: ["onFilter", event({}, {}, { filter: "opened" })],
    in: feed(
      message({ summary: summary({ status: "opened", at: "2026-11-23T19:00:00Z" }) }),
      message({ id: "2" }),
    ),
    asks: BOTH,
    shows: [
      "update",
      "  card: Your tracked mail",
      ...filters("opened").map((line) => `  ${line}`),
      "  -- Opened",
      `  (drafts) Opened / ${DAVE} / ${WHEN} > onShow id=${MESSAGE_ID}`,
      "  --",
      "  As of 23 Nov 2026, 19:04 UTC.",
      "  foot: [*Refresh > onRefreshHome filter=opened]",
    ].join("\n"),
  },
  {
    it: "says when no mail is of the chosen kind",
    calls: ["onRefreshHome", event({}, { filter: "clicked" })],
    in: feed(message()),
    asks: BOTH,
    shows: [
      "update",
      "  card: Your tracked mail",
      ...filters("clicked").map((line) => `  ${line}`),
      "  --",
      "  None of the tracked mail is of this kind.",
      "  --",
      "  As of 23 Nov 2026, 19:04 UTC.",
      "  foot: [*Refresh > onRefreshHome filter=clicked]",
    ].join("\n"),
  },
  {
    it: "finds the mail whose link was followed",
    calls: ["onFilter", event({}, {}, { filter: "clicked" })],
    in: feed(message({ summary: summary({ clicks: 1 }) }), message({ id: "2" })),
    asks: BOTH,
    shows: [
      "update",
      "  card: Your tracked mail",
      ...filters("clicked").map((line) => `  ${line}`),
      "  -- Not seen",
      `  (mail) Not seen / ${DAVE} / ${SENT} > onShow id=${MESSAGE_ID}`,
      "  --",
      "  As of 23 Nov 2026, 19:04 UTC.",
      "  foot: [*Refresh > onRefreshHome filter=clicked]",
    ].join("\n"),
  },
  {
    it: "is reached from the menu of any card",
    calls: ["onMenuHome", event()],
    in: { otherwise: { status: 401 } },
    asks: [["GET /me"]],
    shows: [
      "menu",
      "card: Candor",
      "--",
      "<b>You are not signed in</b><br>Google did not tell Candor who you are. Close this sidebar, open it again and allow what Candor asks for.",
      "[*Try again > onRefreshHome]",
    ].join("\n"),
  },
  {
    it: "speaks the rep's language",
    calls: ["onHomepage", event()],
    in: { locale: "de_CH", ...feed() },
    asks: BOTH,
    shows: [
      "card: Ihre getrackte Mail",
      "--",
      "<b>Noch keine getrackte Mail</b><br>Wählen Sie unten im Verfassen-Fenster das Candor-Zeichen und tracken Sie eine Mail. Ist sie gesendet, steht sie hier.",
      "--",
      "Stand 23.11.2026, 19:04 UTC.",
      "foot: [*Aktualisieren > onRefreshHome filter=]",
    ].join("\n"),
  },
  {
    it: "opens one of them on top of the list",
    calls: ["onShow", event({}, { id: MESSAGE_ID })],
    in: { server: { [ONE]: { status: 200, body: message() } } },
    asks: [[ONE]],
    shows: ["push", ...NOT_SEEN.map((line) => `  ${line}`)].join("\n"),
  },
  {
    it: "says when one of them is gone",
    calls: ["onShow", event({}, { id: MESSAGE_ID })],
    in: { otherwise: { status: 404 } },
    asks: [[ONE]],
    shows:
      "toast: No longer there. The data about this mail was deleted or has expired.",
  },
];

/** @param {string} method @param {object} [body] */
const meLine = (method, body) =>
  /** @type {[string, object?]} */ (body ? [`${method} /me`, body] : [`${method} /me`]);
const CHOICES = (/** @type {string[]} */ ...lines) => [
  "  card: Your choices",
  "  --",
  "  Candor remembers them for you, in Gmail and in Outlook.",
  ...lines.map((line) => `  ${line}`),
];
const TO_DAVE_AND_CAROL = { toRecipients: [DAVE, CAROL] };

/** @type {Case[]} */
const CHOOSING = [
  {
    it: "offers to leave the domain of a recipient alone, but no colleague's",
    calls: ["onChoices", event(TO_DAVE_AND_CAROL)],
    in: { server: { "GET /me": ME } },
    asks: [meLine("GET")],
    shows: [
      "push",
      ...CHOICES(
        "--",
        "[Never track mail to customer.example > onNever domain=customer.example off=yes]",
        "--",
        "[Track mail to old.example again > onNever domain=old.example off=]",
      ),
    ].join("\n"),
  },
  {
    it: "remembers a domain",
    calls: [
      "onNever",
      event(TO_DAVE_AND_CAROL, { domain: "customer.example", off: "yes" }),
    ],
    in: {
      server: {
        "GET /me": ME,
        "PATCH /me": {
          status: 200,
          body: {
            ...ME.body,
            preferences: { never_domains: ["old.example", "customer.example"] },
          },
        },
      },
    },
    asks: [
      meLine("GET"),
      meLine("PATCH", {
        preferences: { never_domains: ["old.example", "customer.example"] },
      }),
    ],
    shows: [
      "update",
      ...CHOICES(
        "--",
        "[Track mail to old.example again > onNever domain=old.example off=]",
        "[Track mail to customer.example again > onNever domain=customer.example off=]",
      ),
      "toast: Noted.",
    ].join("\n"),
  },
  {
    it: "forgets a domain",
    calls: ["onNever", event({}, { domain: "old.example", off: "" })],
    in: {
      server: {
        "GET /me": ME,
        "PATCH /me": {
          status: 200,
          body: { ...ME.body, preferences: { never_domains: [] } },
        },
      },
    },
    asks: [meLine("GET"), meLine("PATCH", { preferences: { never_domains: [] } })],
    shows: [
      "update",
      ...CHOICES("--", "You switched no domain off."),
      "toast: Noted.",
    ].join("\n"),
  },
  {
    it: "takes no more domains than the server does",
    calls: ["onNever", event({}, { domain: "x.example", off: "yes" })],
    in: {
      server: {
        "GET /me": {
          status: 200,
          body: {
            ...ME.body,
            preferences: {
              never_domains: Array.from({ length: 50 }, (_, at) => `d${at}.example`),
            },
          },
        },
      },
    },
    asks: [meLine("GET")],
    shows: "toast: The list is full; remove a domain first.",
  },
];

const LINK = '<a href="https://candor.example.com/track/click/x">Prices</a>';
const LINKS = `POST /messages/${MESSAGE_ID}/links`;
const TYPED = { target: " https://south.example/prices ", text: "Prices\u202e\n" };
const linking = event({ toRecipients: [DAVE] }, { draft_ref: DRAFT_REF }, TYPED);
/** @type {[string, object?][]} */
const LINK_ASKS = [
  [COMPOSE, asked({ recipients: [DAVE] })],
  [LINKS, { target: "https://south.example/prices", text: "Prices" }],
];
const made = {
  status: 201,
  body: { link_id: MESSAGE_ID, url: "https://x", html: LINK },
};
const TELLS_OF_LINKS = "<p>South can see… and its links</p>";
/** @param {...string} lines */
const noLink = (...lines) =>
  ["push", "  card: The link was not put in", "  --", ...lines].join("\n");

/** @type {Case[]} */
const LINKING = [
  {
    it: "puts a second link into a mail whose line tells of links already",
    calls: ["onLink", linking],
    in: {
      server: { [COMPOSE]: { status: 200, body: tracked("start") }, [LINKS]: made },
    },
    asks: [...LINK_ASKS, ...LINK_ASKS.slice(0, 1)],
    shows: `draft INSERT_AT_START\n  MUTABLE_HTML: ${LINK}`,
  },
  {
    it: "puts in the line that tells of links when the mail is not tracked yet",
    calls: ["onLink", linking],
    in: {
      server: {
        [COMPOSE]: [
          { status: 201, body: tracked("end") },
          { status: 200, body: { ...tracked("end"), html: TELLS_OF_LINKS } },
        ],
        [LINKS]: made,
      },
    },
    asks: [...LINK_ASKS, ...LINK_ASKS.slice(0, 1)],
    shows: `draft INSERT_AT_END\n  MUTABLE_HTML: ${LINK}\n  MUTABLE_HTML: ${TELLS_OF_LINKS}`,
  },
  {
    it: "puts in a new line when the one in the draft does not tell of links",
    calls: ["onLink", linking],
    in: {
      server: {
        [COMPOSE]: [
          { status: 200, body: tracked("end") },
          { status: 200, body: { ...tracked("end"), html: TELLS_OF_LINKS } },
        ],
        [LINKS]: made,
      },
    },
    asks: [...LINK_ASKS, ...LINK_ASKS.slice(0, 1)],
    shows: `draft INSERT_AT_END\n  MUTABLE_HTML: ${LINK}\n  MUTABLE_HTML: ${TELLS_OF_LINKS}`,
  },
  {
    it: "puts no link in when it cannot tell the recipients of it",
    calls: ["onLink", linking],
    in: {
      server: {
        [COMPOSE]: [{ status: 200, body: tracked("end") }, NOBODY],
        [LINKS]: made,
      },
    },
    asks: [...LINK_ASKS, ...LINK_ASKS.slice(0, 1)],
    shows: OFFLINE,
  },
  {
    it: "asks where the link leads before it asks the server",
    calls: ["onLink", event({ toRecipients: [DAVE] }, {}, { text: "Prices" })],
    asks: [],
    shows: noLink(
      "  <b>Say where the link leads</b><br>Give the full https:// address of a page that anybody can reach.",
      "  --",
      "  [*Back > onBack]",
    ),
  },
  {
    it: "puts no link past somebody who said no",
    calls: ["onLink", linking],
    in: { server: { [COMPOSE]: untracked("refused") } },
    asks: LINK_ASKS.slice(0, 1),
    shows: refusal("Somebody said no", "Do this."),
  },
  {
    it: "says that a link cannot lead there, and that the line is still to be put in",
    calls: ["onLink", linking],
    in: {
      server: {
        [COMPOSE]: { status: 201, body: tracked("end") },
        [LINKS]: { status: 422, body: { type: "/problems/target-refused" } },
      },
    },
    asks: LINK_ASKS,
    shows: noLink(
      "  <b>A link cannot lead there</b><br>Give the full https:// address of a page that anybody can reach.",
      "  --",
      "  The mail itself can be tracked; its line is not in the draft yet.",
      `  [*Back > onBack] [Put the line in > onTrack draft_ref=${DRAFT_REF} again=yes]`,
    ),
  },
];

/** @param {string} known @param {string} told @returns {Case} */
const known = (known, told) => ({
  it: `finds the mail that Gmail's screen calls ${told}`,
  calls: [
    "onMessage",
    event({
      messageId: told,
      threadId: "thread-a:r-1",
      accessToken: "key-of-the-open-mail",
    }),
  ],
  in: { ...matched({}), mail: sentMail({ id: known }) },
  asks: [
    [MATCH, SENT_MAIL],
    [VIEWING, {}],
  ],
  shows: NOT_SEEN.join("\n"),
});

/** @type {Case[]} */
const IDS = [
  known("19999999999999e2", "msg-f:1844674407370955234"),
  known("msg-f:1844674407370955234", "msg-f:1844674407370955234"),
  known("msg-a:r-8842196573209", "msg-a:r-8842196573209"),
  known("19999999999999e2", "19999999999999e2"),
  {
    it: "shows which links were followed, and what a machine followed",
    calls: ["onShow", event({}, { id: MESSAGE_ID })],
    in: {
      server: {
        [ONE]: {
          status: 200,
          body: message({
            clicks: [
              { ...open({ class: "direct", client: "chrome", reasons: [] }), text: "Prices" },
              { ...open({ class: "direct", confidence: 0.5, reasons: ["odd_agent"] }), text: null },
              { ...open({ class: "scanner", client: "none", reasons: [] }), text: "Prices" },
            ],
          }),
        },
      },
    },
    asks: [[ONE]],
    shows: [
      "push",
      ...[
        ...NOT_SEEN.slice(0, 4),
        "-- Links followed",
        `(link) ${WHEN} / Link followed: Prices / Chrome`,
        `(link) ${WHEN} / Link perhaps followed / Gmail. Describes itself in an unusual way.`,
        `(link) ${WHEN} / Security scan: Prices`,
        ...NOT_SEEN.slice(4),
      ].map((line) => `  ${line}`),
    ].join("\n"),
  },
];

for (const each of [
  ...COMPOSING,
  ...LINKING,
  ...READING,
  ...IDS,
  ...HOME,
  ...CHOOSING,
]) {
  test(`it ${each.it}`, () => {
    const { answer, requests, violations } = run(...each.calls, each.in);
    assert.deepEqual(
      requests.map((/** @type {any} */ request) => {
        const path = request.url.replace("https://candor.example.com/api/v1", "");
        const line = `${request.method} ${path}`;
        return request.body === null ? [line] : [line, JSON.parse(request.body)];
      }),
      each.asks,
    );
    assert.equal(outline(answer), each.shows);
    assert.deepEqual(violations, []);
  });
}
