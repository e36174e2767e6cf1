// What a press in the compose card does, for every draft, every answer of the policy and
// every failure: the whole request and the whole answer, told by the rules stated here.

import assert from "node:assert/strict";
import { test } from "node:test";

import { outline } from "./outline.mjs";
import { DRAFT_REF, MESSAGE_ID, NOBODY, event, run } from "./world.mjs";

/** @typedef {import("./world.mjs").Behaviour} Behaviour */

const DAVE = "dave@customer.example";
const ERIN = "erin@client.example";
const LINE = '<p>South can see…</p><img src="https://x/y.png" alt="">';
const ANCHOR = '<a href="https://candor.example.com/track/click/x">Prices</a>';
const TARGET = "https://south.example/prices";

// Axis 1: the draft, and what of it is sent.
/** @type {Record<string, {gmail: object, told: object, at: "start"|"end"}>} */
const DRAFTS = {
  "a new mail": {
    gmail: { toRecipients: [DAVE] },
    told: { recipients: [DAVE], compose_type: "new" },
    at: "end",
  },
  "a mail with people in To, Cc and Bcc": {
    gmail: { toRecipients: [`Dave <${DAVE}>`], ccRecipients: [ERIN], bccRecipients: [DAVE] },
    told: { recipients: [DAVE, ERIN], compose_type: "new" },
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

// Axis 2: what is pressed, with what typed.
/** @type {Record<string, {run: string, parameters: object, inputs: object, link: boolean}>} */
const PRESSES = {
  Track: { run: "onTrack", parameters: {}, inputs: {}, link: false },
  "Track as another": {
    run: "onTrack",
    parameters: { another: "yes" },
    inputs: {},
    link: false,
  },
  "Put it in again": {
    run: "onTrack",
    parameters: { again: "yes" },
    inputs: {},
    link: false,
  },
  "Put the link in": {
    run: "onLink",
    parameters: {},
    inputs: { target: TARGET, text: "Prices" },
    link: true,
  },
};

// Axis 3: what the policy says.
const REASONS = {
  no_recipients: "Add a recipient first",
  own_domain: "Mail among colleagues is never tracked",
  refused: "Somebody said no",
  consent_needed: "Somebody must be asked first",
  region_off: "Not in this country",
  organisation_off: "Tracking is switched off for your organisation",
  plain_text: "Plain text cannot be tracked",
  tracking_off: "You switched this domain off",
};

// Axis 4: what fails, and what the rep reads. The number is how often it is asked.
const OFFLINE =
  "<b>Candor cannot be reached</b><br>Your mail is not affected: sent now, it goes untracked. Try again in a minute.";
const REFUSED =
  "<b>Candor could not use this</b><br>Check the recipients of the mail, then try again. You can send it untracked.";
const BROKEN =
  "<b>Something went wrong</b><br>Your mail is not affected. Try again; if it stays like this, tell your IT.";
/** @type {Record<string, [Behaviour, number, string]>} */
const FAILURES = {
  "nobody answers": [NOBODY, 1, OFFLINE],
  "the server fails twice": [{ status: 500 }, 2, OFFLINE],
  "the store is away": [{ status: 503 }, 2, OFFLINE],
  "the sign-in is refused": [
    { status: 401 },
    1,
    "<b>You are not signed in</b><br>Google did not tell Candor who you are. Close this sidebar, open it again and allow what Candor asks for.",
  ],
  "the organisation is unknown": [
    { status: 403, body: { type: "/problems/organisation-unknown" } },
    1,
    "<b>Your organisation is not set up</b><br>Ask your IT to add your Google Workspace domain to Candor.",
  ],
  "the account is not allowed": [
    { status: 403 },
    1,
    "<b>Not allowed</b><br>Your organisation does not let this account use Candor. Ask your IT.",
  ],
  "too much was asked": [
    { status: 429, body: { type: "/problems/too-many-requests" } },
    1,
    "<b>Too many requests</b><br>Wait a minute, then try again. Your mail is not affected.",
  ],
  "a field is refused": [{ status: 422 }, 1, REFUSED],
  "it is too large": [{ status: 413 }, 1, REFUSED],
  "it has changed": [
    { status: 409 },
    1,
    "<b>This has changed meanwhile</b><br>Refresh, then try again.",
  ],
  "a proxy answers": [{ status: 200, text: "<html>Sign in</html>" }, 1, BROKEN],
  "a proxy leads elsewhere": [{ status: 302, text: "" }, 1, BROKEN],
};

/** @param {string} at */
const issued = (at) => ({
  tracked: true,
  message_id: MESSAGE_ID,
  state: "prepared",
  mode: "detailed",
  html: LINE,
  insert_at: at,
  disclosure: { shown: true, locked: true },
});

/** @param {...string} lines */
const notTracked = (...lines) =>
  [
    "push",
    "  card: Not tracked | Nothing was put into the draft",
    "  --",
    ...lines.map((line) => `  ${line}`),
    "  --",
    "  [*Back > onBack]",
  ].join("\n");

/** @param {string} at @param {string[]} parts */
const inserted = (at, parts) =>
  [
    `draft INSERT_AT_${at.toUpperCase()}`,
    ...parts.map((html) => `  MUTABLE_HTML: ${html}`),
  ].join("\n");

const PREPARED = [
  "update",
  "  card: Track | Prepared; send not confirmed",
  "  --",
  "  <b>This mail is prepared</b><br>The line and the image were put into this draft. Send it when you are ready.",
  `  [I sent it > onSent id=${MESSAGE_ID}] [Do not track it > onStop id=${MESSAGE_ID}]`,
  "  --",
  "  If you removed the line from the draft, put it in once more.",
  `  [Put it in again > onTrack draft_ref=${DRAFT_REF} again=yes]`,
].join("\n");

/** @param {string} line @param {boolean} inDraft */
const noLink = (line, inDraft) =>
  [
    "push",
    "  card: The link was not put in",
    "  --",
    `  ${line}`,
    "  --",
    ...(inDraft
      ? ["  [*Back > onBack]"]
      : [
          "  The mail itself can be tracked; its line is not in the draft yet.",
          `  [*Back > onBack] [Put the line in > onTrack draft_ref=${DRAFT_REF} again=yes]`,
        ]),
  ].join("\n");

let cases = 0;

for (const [draftName, draft] of Object.entries(DRAFTS)) {
  for (const [pressName, press] of Object.entries(PRESSES)) {
    const told = event(
      draft.gmail,
      { draft_ref: DRAFT_REF, ...press.parameters },
      /** @type {Record<string, string>} */ (press.inputs),
    );
    const body = {
      channel: "gmail",
      format: "html",
      draft_ref: DRAFT_REF,
      ...draft.told,
      ...("another" in press.parameters && { another: true }),
    };
    const LINKS = `POST /messages/${MESSAGE_ID}/links`;
    const linkBody = { target: TARGET, text: "Prices" };

    /**
     * @param {string} says
     * @param {Record<string, Behaviour|Behaviour[]>} server
     * @param {[string, object][]} asks
     * @param {string} shows
     * @param {string|null} [token]
     */
    const check = (says, server, asks, shows, token = "carols-token") => {
      cases += 1;
      const done = run(press.run, told, { server, token });
      const about = `${pressName} on ${draftName}: ${says}`;
      assert.deepEqual(
        done.requests.map((/** @type {any} */ { method, url, body: sent }) => [
          `${method} ${url.split("/api/v1")[1]}`,
          JSON.parse(sent),
        ]),
        asks,
        about,
      );
      assert.equal(outline(done.answer), shows, about);
      assert.deepEqual(done.violations, [], about);
    };
    /** @type {[string, object]} */
    const asked = ["POST /messages", body];
    /** @type {[string, object]} */
    const linked = [LINKS, linkBody];

    test(`it answers ${pressName} on ${draftName}, whatever the policy says`, () => {
      for (const [status, inDraft] of /** @type {const} */ ([
        [201, false],
        [200, true],
      ])) {
        const server = {
          "POST /messages": { status, body: issued(draft.at) },
          [LINKS]: { status: 201, body: { html: ANCHOR } },
        };
        const parts = press.link ? (inDraft ? [ANCHOR] : [ANCHOR, LINE]) : [LINE];
        const again = press.link || "again" in press.parameters;
        check(
          `tracked, ${status}`,
          server,
          press.link ? [asked, linked, asked] : [asked],
          inDraft && !again ? PREPARED : inserted(draft.at, parts),
        );
      }
      for (const [reason, title] of Object.entries(REASONS)) {
        const recipients = [{ address: ERIN, reason, region: "FR" }];
        const answer = { tracked: false, reason, recipients, advice: "Do this." };
        const people = {
          own_domain: "Colleague",
          refused: "Said no",
          consent_needed: "Must be asked first",
          region_off: "Tracking is off in this country",
          tracking_off: "You switched this domain off",
        };
        const person = Reflect.get(people, reason) ?? "Cannot be tracked";
        check(
          reason,
          { "POST /messages": { status: 200, body: answer } },
          [asked],
          notTracked(`<b>${title}</b><br>Do this.`, `(person) ${ERIN} / ${person}`),
        );
      }
    });

    test(`it answers ${pressName} on ${draftName}, whatever fails`, () => {
      check(
        "no identity token",
        {},
        [],
        notTracked(FAILURES["the sign-in is refused"]?.[2] ?? ""),
        null,
      );
      for (const [failure, [behaviour, times, line]] of Object.entries(FAILURES)) {
        check(
          failure,
          { "POST /messages": behaviour },
          Array.from({ length: times }, () => asked),
          notTracked(line),
        );
        if (press.link) {
          for (const [status, inDraft] of /** @type {const} */ ([
            [201, false],
            [200, true],
          ])) {
            check(
              `${failure} at the link`,
              {
                "POST /messages": { status, body: issued(draft.at) },
                [LINKS]: behaviour,
              },
              [asked, ...Array.from({ length: times }, () => linked)],
              noLink(line, inDraft),
            );
          }
        }
      }
    });
  }
}

test("it went through every combination", () => {
  const drafts = Object.keys(DRAFTS).length;
  const answers = 2 + Object.keys(REASONS).length;
  const failures = Object.keys(FAILURES).length;
  const each = Object.keys(PRESSES).length * (answers + 1 + failures);
  assert.equal(cases, drafts * (each + 2 * failures));
});
