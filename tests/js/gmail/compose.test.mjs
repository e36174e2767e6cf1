// What carol reads beside a draft: examples, told in full. All combinations of what she
// can do and what can come of it are in generated.test.mjs.

import { test } from "node:test";

import { compareWhole } from "./compare.mjs";
import {
  COMPOSE,
  DAVE,
  ERIN,
  LINE,
  LINKS,
  asked,
  inserted,
  lost,
  noLink,
  prepared,
  refused,
  toAll,
  tracked,
  untracked,
} from "./shown.mjs";
import { paragraph } from "./generated/failures.mjs";
import { DRAFT_REF, MESSAGE_ID, NOBODY, event } from "./world.mjs";

/** @typedef {import("./compare.mjs").Case} Case */
/** @typedef {import("./compare.mjs").Asked} Asked */

/** @type {Case[]} */
const TRACKING = [
  {
    it: "puts the line at the end of a new mail",
    calls: ["onTrack", toAll(`Dave <${DAVE}>`)],
    in: { server: { [COMPOSE]: { status: 201, body: tracked("end") } } },
    asks: [[COMPOSE, asked({ recipients: [DAVE] })]],
    shows: `draft INSERT_AT_END\n  MUTABLE_HTML: ${LINE}`,
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
    shows: inserted("end", LINE),
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
    shows: refused(
      "<b>Somebody must be asked first</b><br>Do this.",
      `(person) ${ERIN} / Must be asked first`,
      `(person) ${DAVE} / Said no`,
    ),
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
    shows: inserted("end", LINE),
  },
];

const LINK = '<a href="https://candor.example.com/track/click/x">Prices</a>';
const TELLS_OF_LINKS = "<p>South can see… and its links</p>";
const TYPED = { target: "https://south.example/prices", text: "Prices" };
/** @type {Asked} */
const ASK = [COMPOSE, asked({ recipients: [DAVE] })];

/** @param {string} it @param {number} status @returns {Case} */
const telling = (it, status) => ({
  it,
  calls: ["onLink", event({ toRecipients: [DAVE] }, { draft_ref: DRAFT_REF }, TYPED)],
  in: {
    server: {
      [COMPOSE]: [
        { status, body: tracked("end") },
        { status: 200, body: { ...tracked("end"), html: TELLS_OF_LINKS } },
      ],
      [LINKS]: {
        status: 201,
        body: { link_id: MESSAGE_ID, url: "https://x", html: LINK },
      },
    },
  },
  asks: [ASK, [LINKS, TYPED], ASK],
  shows: inserted("end", LINK, TELLS_OF_LINKS),
});

/** A token for the mail that was tracked before: its addresses are new. @param {string} html */
const anew = (html) => html.replace("https://x/", "https://x/anew/");

/** @type {Case} */
const SECOND_LINK = {
  it: "puts in no second line with a second link, whatever its addresses are",
  calls: ["onLink", event({ toRecipients: [DAVE] }, { draft_ref: DRAFT_REF }, TYPED)],
  in: {
    server: {
      [COMPOSE]: [
        { status: 200, body: tracked("end") },
        { status: 200, body: { ...tracked("end"), html: anew(LINE) } },
      ],
      [LINKS]: {
        status: 201,
        body: { link_id: MESSAGE_ID, url: "https://x", html: LINK },
      },
    },
  },
  asks: [ASK, [LINKS, TYPED], ASK],
  shows: inserted("end", LINK),
};

/** @type {Case[]} */
const LINKING = [
  SECOND_LINK,
  telling("puts in the line that tells of links when the mail is not tracked yet", 201),
  telling("puts in a new line when that in the draft does not tell of links", 200),
  {
    it: "asks where the link leads before it asks the server",
    calls: ["onLink", event({ toRecipients: [DAVE] }, {}, { text: "Prices" })],
    asks: [],
    shows: noLink(
      "<b>Say where the link leads</b><br>Give the full https:// address of a page that anybody can reach.",
      false,
    ),
  },
];

test("it asks whether the line is in the draft when the first press was lost", () => {
  /** @type {Case} */
  const press = {
    it: "the first press, which the server kept",
    calls: ["onTrack", toAll(DAVE)],
    in: { server: { [COMPOSE]: NOBODY } },
    asks: [ASK],
    shows: lost(paragraph("offline")),
  };
  const kept = { server: { [COMPOSE]: { status: 200, body: tracked("end") } } };
  compareWhole(press);
  compareWhole({ ...press, it: "Track", in: kept, shows: prepared });
  const again = { draft_ref: DRAFT_REF, again: "yes" };
  compareWhole({
    ...press,
    it: "Try again",
    calls: ["onTrack", event({ toRecipients: [DAVE] }, again)],
    in: kept,
    shows: inserted("end", LINE),
  });
});

for (const each of [...TRACKING, ...LINKING]) {
  test(`it ${each.it}`, () => compareWhole(each));
}
