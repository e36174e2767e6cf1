// What the feed shows of what it holds, what it calls new, and in which words.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FILTERS, fits } from "../../../addin_manifest/taskpane/choice.js";
import { Marks } from "../../../addin_manifest/taskpane/marks.js";
import { agoWords, shortWords } from "../../../addin_manifest/taskpane/time.js";
import { LANGUAGES, spokenOf, wordsFor } from "../../../addin_manifest/taskpane/words.js";

/**
 * @typedef {import("../../../addin_manifest/taskpane/types.js").Message} Message
 * @typedef {Message["summary"]["status"]} Status
 */

/** @param {Partial<Message>} more @param {Status} [status] @param {string | null} [at] @returns {Message} */
const message = (more, status = "not_seen", at = null) => ({
  id: "m",
  channel: "outlook",
  state: "sent",
  confirmed: true,
  issued_at: "2026-11-23T09:00:00Z",
  sent_at: "2026-11-23T09:00:10Z",
  recipient_count: 1,
  label: { recipients: ["Dave@customer.example"], subject: "The offer" },
  summary: { status, via: null, at, someone: false, opens: 0, machine: 0, reasons: [], clicks: 0 },
  opens: [],
  clicks: [],
  ...more,
});

/** @type {[Status, string[]][]} */
const SHOWN = [
  ["opened", ["all", "opened"]],
  ["opened_via", ["all", "opened"]],
  ["maybe", ["all", "opened"]],
  ["cannot_tell", ["all", "cannot_tell"]],
  ["not_seen", ["all", "not_seen"]],
];
for (const [status, expected] of SHOWN) {
  test(`it shows what is ${status} under ${expected.join(" and ")}`, () => {
    assert.deepEqual(FILTERS.filter((filter) => fits(message({}, status), filter, "")), expected);
  });
}

test("it shows what was only prepared apart from all that was sent", () => {
  const prepared = message({ state: "prepared" });
  assert.deepEqual(FILTERS.filter((filter) => fits(prepared, filter, "")), ["prepared"]);
});

test("it finds a message by any part of a recipient or of a kept subject", () => {
  const words = ["dave@", " CUSTOMER ", "offer", "erin"];
  const found = words.filter((word) => fits(message({}), "all", word));
  assert.deepEqual(found, ["dave@", " CUSTOMER ", "offer"]);
  assert.ok(!fits(message({ label: null }), "all", "dave"));
});

const EARLY = "2026-11-23T09:00:00Z";
const LATE = "2026-11-23T10:00:00Z";

test("it calls new what happened since everything was seen, until it is looked at", () => {
  /** @type {string[]} */
  const kept = [];
  const marks = new Marks({ seenAt: EARLY, keep: (at) => kept.push(at) });
  const old = message({ id: "old" }, "opened", EARLY);
  const fresh = message({ id: "fresh" }, "opened", LATE);
  const silent = message({ id: "silent" });
  assert.deepEqual([old, fresh, silent].map((each) => marks.isNew(each)), [false, true, false]);
  marks.look(fresh);
  assert.ok(!marks.isNew(fresh));
  const again = message({ id: "fresh" }, "opened", "2026-11-23T11:00:00Z");
  assert.ok(marks.isNew(again));
  marks.seeAll([old, again, silent]);
  assert.ok(!marks.isNew(again));
  assert.deepEqual(kept, ["2026-11-23T11:00:00Z"]);
});

test("it calls nothing new before the first time", () => {
  const marks = new Marks({ seenAt: "", keep: () => undefined });
  const first = message({}, "opened", LATE);
  marks.begin([first, message({ id: "silent" })]);
  assert.ok(!marks.isNew(first));
});

const NOW = new Date("2026-11-23T10:00:00Z");
/** @type {[string, string][]} */
const AGO = [
  ["2026-11-23T10:00:05Z", "now"], // the server's clock runs a little ahead
  ["2026-11-23T09:59:30Z", "now"],
  ["2026-11-23T09:58:59Z", "1 minute ago"],
  ["2026-11-23T07:30:00Z", "2 hours ago"],
  ["2026-11-22T08:00:00Z", "yesterday"],
  ["2026-09-01T08:00:00Z", "2 months ago"],
  ["2024-09-01T08:00:00Z", "2 years ago"],
];
for (const [at, expected] of AGO) {
  test(`it says "${expected}" of ${at}`, () => {
    assert.equal(agoWords(at, NOW, "en"), expected);
  });
}

test("it says how long ago within a day, and the day of what is older", () => {
  const words = wordsFor("en");
  assert.equal(shortWords(words, "2026-11-23T07:30:00Z", NOW, "en-GB"), "2 hr ago");
  assert.match(shortWords(words, "2026-11-03T08:00:00Z", NOW, "en-GB"), /^3 Nov, /);
});

test("it says how long ago in the language of the pane", () => {
  assert.equal(agoWords("2026-11-23T07:30:00Z", NOW, "de"), "vor 2 Stunden");
});

/** Every text with its place. @param {object} words @param {string} [place] @returns {[string, string][]} */
const texts = (words, place = "") =>
  Object.entries(words).flatMap(([name, value]) =>
    typeof value === "string"
      ? [/** @type {[string, string]} */ ([place + name, value])]
      : texts(value, `${place}${name}.`),
  );
/** @param {string} text */
const blanks = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join();

const english = texts(wordsFor("en"));
for (const [language, words] of Object.entries(LANGUAGES)) {
  test(`it says everything in ${language}, with the same blanks`, () => {
    const found = new Map(texts(words));
    assert.deepEqual([...found.keys()].sort(), english.map(([name]) => name).sort());
    for (const [name, text] of english) {
      assert.equal(blanks(found.get(name) ?? ""), blanks(text), name);
      assert.ok(found.get(name)?.trim(), name);
    }
  });
}

// Proper names, and a word or two that languages share.
const SHARED = /^(clients|systems)\.|^(news|links\.live|links\.offline|retry|mailTab)$/;
test("it leaves no English sentence in another language", () => {
  for (const [language, words] of Object.entries(LANGUAGES)) {
    if (language !== "en") {
      const same = texts(words).filter(
        ([name, text]) => !SHARED.test(name) && text.includes(" ") && english.some(([, one]) => one === text),
      );
      assert.deepEqual(same, []);
    }
  }
});

/** @type {[string[], string][]} */
const TAGS = [
  [["de-AT", "en-US"], "de-AT"],
  [["pt-BR", "fr-CA"], "fr-CA"],
  [["", "it"], "it"],
  [["ja"], "en"],
];
for (const [tags, expected] of TAGS) {
  test(`it speaks ${expected} to somebody who asks for ${tags.join(", ")}`, () => {
    assert.equal(spokenOf(tags), expected);
  });
}
