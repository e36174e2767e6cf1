// What carol reads beside a mail she sent: examples, told in full. All combinations are
// in generated.test.mjs.

import { test } from "node:test";

import { compareWhole } from "./compare.mjs";
import {
  DAVE,
  ERIN,
  MATCH,
  NOT_SEEN,
  ONE,
  SENT_WHEN,
  VIEWING,
  WHEN,
} from "./shown.mjs";
import { MESSAGE_ID, OPENED, event, message, open, sentMail, summary } from "./world.mjs";

/** @typedef {import("./compare.mjs").Case} Case */

const SENT_MAIL = {
  channel: "gmail",
  sent_at: "2026-11-23T18:01:00Z",
  recipients: [DAVE],
  thread_ref: "thread-a:r-1",
};

/** @param {object} fields */
const matched = (fields) => ({
  mail: sentMail(),
  server: {
    [MATCH]: { status: 200, body: { message: message() } },
    [VIEWING]: { status: 200, body: message(fields) },
  },
});

/** @type {Case[]} */
const SEEN = [
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
      `(send) Sent / ${SENT_WHEN}`,
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
];

/** @param {string} known @param {string} told @returns {Case} */
const known = (known, told) => ({
  it: `finds the mail ${known} that Gmail's screen calls ${told}`,
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

const IDS = [
  known("19999999999999e2", "msg-f:1844674407370955234"),
  known("msg-f:1844674407370955234", "msg-f:1844674407370955234"),
  known("msg-a:r-8842196573209", "msg-a:r-8842196573209"),
  known("19999999999999e2", "19999999999999e2"),
];

for (const each of [...SEEN, ...IDS]) {
  test(`it ${each.it}`, () => compareWhole(each));
}
