// Which mail a message is: kept on the device, bounded, and never in the way.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Items } from "../../../addin_manifest/taskpane/items.js";

/** @param {string | null} [before] */
function itemsOver(before = null) {
  const kept = { value: before };
  const storage = {
    getItem: () => kept.value,
    setItem: (/** @type {string} */ _, /** @type {string} */ value) => {
      kept.value = value;
    },
  };
  return { items: new Items({ storage: () => /** @type {any} */ (storage) }), kept };
}

test("it knows where a mail was seen last", () => {
  const { items } = itemsOver();
  items.note("m", "old");
  items.note("n", "other");
  items.note("m", "new");
  assert.deepEqual([items.of("m"), items.of("n"), items.of("o")], ["new", "other", undefined]);
  items.drop("m");
  assert.deepEqual([items.of("m"), items.of("n")], [undefined, "other"]);
});

test("it keeps the two hundred seen last", () => {
  const { items, kept } = itemsOver();
  for (let n = 0; n < 250; n += 1) {
    items.note(`m${n}`, `i${n}`);
  }
  assert.equal(JSON.parse(kept.value ?? "").length, 200);
  assert.deepEqual([items.of("m49"), items.of("m50")], [undefined, "i50"]);
});

test("it notes no mail without a number", () => {
  const { items, kept } = itemsOver();
  items.note("m", "");
  assert.equal(kept.value, null);
});

for (const broken of ["{", "null", "7"]) {
  test(`it starts anew over ${broken}`, () => {
    const { items } = itemsOver(broken);
    assert.equal(items.of("m"), undefined);
    items.note("m", "i");
    assert.equal(items.of("m"), "i");
  });
}

test("it does without where the browser stores nothing", () => {
  const items = new Items({
    storage: () => {
      throw new Error("SecurityError");
    },
  });
  items.note("m", "i");
  items.drop("m");
  assert.equal(items.of("m"), undefined);
});
