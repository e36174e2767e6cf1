// What must be true of every combination of event, answer and failure.

import assert from "node:assert/strict";
import { test } from "node:test";

import { widgetsOf } from "../../../backend/desk/static/gmail/recording.js";
import { assertOfTheApi } from "./api.mjs";
import {
  FILES,
  MESSAGE_ID,
  NOBODY,
  event,
  me,
  message,
  open,
  page,
  run,
  sentMail,
  summary,
} from "./world.mjs";

const DAVE = "dave@customer.example";
const PARAMETERS = {
  draft_ref: "3f0c8a52-6a0e-4b5e-9d8c-000000000001",
  id: MESSAGE_ID,
  open: "fedcba9876543210fedcba9876543210",
};

/** Every entry point, with what Gmail or a card may hand it. */
const FUNCTIONS = [...(FILES["main.js"] ?? "").matchAll(/^function (\w+)/gm)].map(
  (match) => match[1] ?? "",
);

/** @type {Record<string, object>} */
const EVENTS = {
  nothing: {},
  "no recipients": event({}, PARAMETERS),
  "one recipient": event({ toRecipients: [DAVE] }, PARAMETERS),
  "a hundred recipients": event(
    {
      bccRecipients: Array.from({ length: 100 }, (_, at) => `p${at}@customer.example`),
    },
    PARAMETERS,
  ),
  "broken recipients": event({ toRecipients: [null, 7, {}, "x"] }, PARAMETERS),
  "a reply": event({ toRecipients: [DAVE], threadId: "thread-f:7" }, PARAMETERS),
  "an endless thread": event(
    { toRecipients: [DAVE], threadId: "t".repeat(300) },
    PARAMETERS,
  ),
  "a link": event(
    { toRecipients: [DAVE] },
    { ...PARAMETERS, domain: "customer.example", off: "yes" },
    { target: "https://south.example/x", text: "y".repeat(300), filter: "opened" },
  ),
  "a named mail": event(
    { toRecipients: [DAVE] },
    { ...PARAMETERS, earlier: MESSAGE_ID },
  ),
  "an older page": event({}, { filter: "opened", before: "451" }),
  another: event({ toRecipients: [DAVE] }, { ...PARAMETERS, another: "yes" }),
  "no parameters": event({ toRecipients: [DAVE] }),
  "an open mail": event(
    { messageId: "msg-a:r-1", threadId: "thread-a:r-1", accessToken: "key" },
    PARAMETERS,
  ),
  "a mail without its key": event({ messageId: "msg-a:r-1" }, PARAMETERS),
};

/** A full page of the feed. */
const PAGE = Array.from({ length: 50 }, (_, at) =>
  message({
    id: at.toString(16).padStart(32, "0"),
    summary: summary({
      status: ["opened", "opened_via", "maybe", "cannot_tell", "not_seen"][at % 5],
      someone: at % 2 === 0,
      reasons: ["apple_agent", "a_later_reason"],
    }),
  }),
);

/** All that an answer of the API may hold, in one object; every function finds its part. */
const EVERYTHING = {
  ...message({ opens: Array.from({ length: 10 }, () => open()) }),
  message: message({ opens: [open({ class: "a_later_class", client: "later" })] }),
  candidates: [],
  ...page(PAGE, "451"),
  ...me({}, ["old.example"]),
};

/** @type {Record<string, import("./world.mjs").Behaviour>} */
const SERVERS = {
  tracked: {
    status: 201,
    body: {
      ...EVERYTHING,
      tracked: true,
      message_id: MESSAGE_ID,
      html: "<p>x</p>",
      insert_at: "end",
    },
  },
  "not tracked": {
    status: 200,
    body: {
      ...EVERYTHING,
      tracked: false,
      reason: "refused",
      advice: "No.",
      recipients: Array.from({ length: 100 }, () => ({ address: DAVE, reason: "x" })),
    },
  },
  twin: {
    status: 200,
    body: {
      ...EVERYTHING,
      tracked: false,
      reason: "recent_twin",
      advice: "",
      recipients: [],
      earlier: Array.from({ length: 10 }, () => ({
        message_id: MESSAGE_ID,
        issued_at: "not a time",
      })),
    },
  },
  "one of ten": {
    status: 200,
    body: { ...EVERYTHING, message: null, candidates: PAGE.slice(0, 10) },
  },
  "an empty object": { status: 200, body: {} },
  "nulls all over": {
    status: 200,
    body: {
      message: null,
      messages: null,
      organisation: null,
      summary: null,
      opens: null,
    },
  },
  "a list": { status: 200, body: [] },
  "no content": { status: 204, text: "" },
  "a page": { status: 200, text: "<!doctype html>" },
  "a redirect": { status: 302, text: "" },
  ...Object.fromEntries(
    [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503].map((status) => [
      `${status}`,
      { status, body: { type: "/problems/x", detail: `about ${DAVE}` } },
    ]),
  ),
  "a slow failure": { status: 500, seconds: 9 },
  "a slow answer": { status: 200, body: EVERYTHING, seconds: 9 },
  nobody: NOBODY,
};

/** @param {any} answer @returns {any[]} The cards in an answer. */
function cardsOf(answer) {
  if (answer.kind === "Card") {
    return [answer];
  }
  if (answer.kind === "UniversalActionResponse") {
    return answer.cards;
  }
  const steps = answer.navigation?.steps ?? [];
  return steps.flatMap((/** @type {any} */ { card }) => card ?? []);
}

/**
 * Titles, buttons and toasts are not read as HTML by Gmail: an escaped sign would be seen.
 * @param {any} recorded
 * @returns {string[]}
 */
function plainTexts(recorded) {
  if (typeof recorded !== "object" || recorded === null) {
    return [];
  }
  const plain = ["CardHeader", "TextButton", "Notification"].includes(recorded.kind);
  const own = plain ? [recorded.title, recorded.subtitle, recorded.text] : [];
  return [...own.filter(Boolean), ...Object.values(recorded).flatMap(plainTexts)];
}

for (const functionName of FUNCTIONS) {
  for (const [given, told] of Object.entries(EVENTS)) {
    test(`${functionName} answers ${given}, whatever the server does`, () => {
      for (const [server, otherwise] of Object.entries(SERVERS)) {
        const done = run(functionName, told, { otherwise, mail: sentMail() });
        const shown = JSON.stringify(done.answer);
        assert.deepEqual(done.violations, [], server);
        assert.ok(done.seconds <= 30, `${server} took ${done.seconds} s`);
        assert.ok(!shown.includes("undefined") && !shown.includes("NaN"), shown);
        assert.ok(!shown.includes("[object"), shown);
        assert.ok(
          !shown.includes(`about ${DAVE}`),
          "a problem's detail is not for reps",
        );
        assert.deepEqual(
          plainTexts(done.answer).filter((text) => /[&<>]/.test(text)),
          [],
        );
        done.requests.forEach(assertOfTheApi);
        for (const card of cardsOf(done.answer)) {
          assert.ok(widgetsOf(card).length <= 60, server);
        }
      }
    });
  }
}

test("it lists a full page and leads to the older ones", () => {
  const { answer } = run("onHomepage", event(), { otherwise: SERVERS["tracked"] });
  const lines = widgetsOf(answer).filter(({ kind }) => kind === "DecoratedText");
  assert.equal(lines.length, 50);
  assert.ok(widgetsOf(answer).length <= 60);
  const { functionName, parameters } = answer.fixedFooter.secondaryButton.onClick;
  assert.deepEqual([functionName, parameters.before], ["onOlder", "451"]);
});

test("it stops looking for mail of a kind when its time is over", () => {
  const none = { status: 200, body: page([], "7"), seconds: 9 };
  const { requests, answer, seconds } = run("onFilter", event({}, {}, { filter: "opened" }), {
    server: { "GET /me": { status: 200, body: me() } },
    otherwise: none,
  });
  assert.ok(requests.length <= 4, `${requests.length} requests`);
  assert.ok(seconds <= 30, `${seconds} s`);
  assert.match(JSON.stringify(answer), /onOlder/);
});

test("it takes the seconds that are left, and asks no more when none are", () => {
  const { requests, seconds } = run(
    "onMessage",
    event({ messageId: "msg-a:r-1", accessToken: "key" }),
    {
      mail: sentMail(),
      server: {
        "POST /messages/match": [
          { status: 500, seconds: 9 },
          { status: 200, body: { message: message() }, seconds: 9 },
        ],
        [`POST /messages/${MESSAGE_ID}/viewing`]: { status: 500, seconds: 6.5 },
      },
    },
  );
  assert.deepEqual(
    requests.map((/** @type {any} */ request) => request.timeoutSeconds),
    [10, 10, 7],
  );
  assert.equal(seconds, 24.5);
});

test("it does not depend on the order in which its files are evaluated", () => {
  const order = Object.keys(FILES);
  const told = [order, order.toReversed()].map((files) =>
    run("onHomepage", event(), { otherwise: SERVERS["tracked"], order: files }),
  );
  assert.deepEqual(told[0]?.answer, told[1]?.answer);
});
