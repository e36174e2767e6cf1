// Which way to a token is taken, and when the rep is asked.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Dialog } from "../../../addin_manifest/taskpane/dialog.js";
import { firstOf } from "../../../addin_manifest/taskpane/ways.js";

/** @typedef {import("../../../addin_manifest/taskpane/ways.js").Way} Way */

const none = async () => {
  throw new Error("no token");
};
/** @type {[string, Way[], string][]} */
const WAYS = [
  ["takes the first way that gives a token", [async () => "nested", async () => "office"], "nested"],
  ["goes on to the next where one gives none", [none, none, async () => "dialog"], "dialog"],
  [
    "goes on where one fails before it begins",
    [
      () => {
        throw new Error("no such function");
      },
      async () => "office",
    ],
    "office",
  ],
];
for (const [does, ways, expected] of WAYS) {
  test(`it ${does}`, async () => assert.equal(await firstOf(ways)(false), expected));
}

test("it says what stood in the last way", async () => {
  await assert.rejects(firstOf([none, none])(true), { message: "no token" });
  await assert.rejects(firstOf([])(true));
});

test("it hands question and claims on to each way", async () => {
  /** @type {unknown[]} */
  const asked = [];
  /** @type {Way} */
  const way = async (...told) => {
    asked.push(told);
    throw new Error("no token");
  };
  await assert.rejects(firstOf([way, way])(true, "{}"));
  assert.deepEqual(asked, [[true, "{}"], [true, "{}"]]);
});

test("it does not wait for ever for a way that asks nobody", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const token = firstOf([() => new Promise(() => undefined), async () => "dialog"])(false);
    await Promise.resolve();
    mock.timers.tick(15000);
    assert.equal(await token, "dialog");
  } finally {
    mock.timers.reset();
  }
});

test("it waits for a person as long as they need", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    /** @type {(token: string) => void} */
    let answer = () => undefined;
    const token = firstOf([
      () => new Promise((resolve) => { answer = resolve; }),
      async () => "dialog",
    ])(true);
    await Promise.resolve();
    mock.timers.tick(600000);
    answer("office");
    assert.equal(await token, "office");
  } finally {
    mock.timers.reset();
  }
});

/** @param {object} said what the page in the dialog says */
function dialogThat(said) {
  /** @type {URL[]} */
  const opened = [];
  const clock = { now: 0 };
  const dialog = new Dialog({
    directory: () => "north.example",
    open: async (url) => {
      opened.push(new URL(url));
      return JSON.stringify(said);
    },
    now: () => clock.now,
  });
  return { dialog, opened, clock };
}

test("it opens no dialog that nobody asked for", async () => {
  const { dialog, opened } = dialogThat({ token: "a", seconds: 3600 });
  await assert.rejects(dialog.token(false));
  await assert.rejects(dialog.earlier(false));
  assert.deepEqual(opened, []);
});

test("it names the rep's directory and the claims, and nothing else of them", async () => {
  const { dialog, opened } = dialogThat({ token: "a", seconds: 3600 });
  assert.equal(await dialog.token(true, '{"access_token":{}}'), "a");
  assert.equal(await dialog.token(true), "a");
  assert.deepEqual(
    opened.map((url) => [url.pathname.split("/").at(-1), Object.fromEntries(url.searchParams)]),
    [
      ["signin.html", { directory: "north.example", claims: '{"access_token":{}}' }],
      ["signin.html", { directory: "north.example" }],
    ],
  );
});

test("it opens one dialog for two that ask at once", async () => {
  const { dialog, opened } = dialogThat({ token: "a", seconds: 3600 });
  assert.deepEqual(await Promise.all([dialog.token(true), dialog.token(true)]), ["a", "a"]);
  assert.equal(opened.length, 1);
});

test("it holds a token until shortly before it ends", async () => {
  const { dialog, clock } = dialogThat({ token: "a", seconds: 3600 });
  await dialog.token(true);
  clock.now = 3600_000 - 60_001;
  assert.equal(await dialog.earlier(false), "a");
  clock.now += 1;
  await assert.rejects(dialog.earlier(false));
});

test("it gives no held token where more is wanted than it was good for", async () => {
  const { dialog } = dialogThat({ token: "a", seconds: 3600 });
  await dialog.token(true);
  await assert.rejects(dialog.earlier(false, "{}"));
  await dialog.token(true, "{}");
  assert.equal(await dialog.earlier(false, "{}"), "a");
  assert.equal(await dialog.earlier(false), "a");
  await assert.rejects(dialog.earlier(false, "{1}"));
  await assert.rejects(dialog.earlier(true));
});
