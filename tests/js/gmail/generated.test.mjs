// Cases put together from axes that are stated in generated/, each compared whole: what
// the server is asked, and all that is put into the draft, shown or said.

import assert from "node:assert/strict";
import { test } from "node:test";

import { compareWhole } from "./compare.mjs";
import { allCases } from "./generated/all.mjs";
import { FILES } from "./world.mjs";

/** @type {Record<string, import("./compare.mjs").Case[]>} By entry point. */
const CASES = {};
for (const each of allCases()) {
  (CASES[each.calls[0]] ??= []).push(each);
}

for (const [name, cases] of Object.entries(CASES)) {
  test(`${name} does what its ${cases.length} cases say`, () => {
    cases.forEach(compareWhole);
  });
}

test("it has cases for every function that Gmail or a button can call", () => {
  const named = [...(FILES["main.js"] ?? "").matchAll(/^function (\w+)/gm)];
  assert.deepEqual(Object.keys(CASES).sort(), named.map((match) => match[1]).sort());
});

test("it has no two cases of one name", () => {
  for (const cases of Object.values(CASES)) {
    assert.equal(new Set(cases.map((each) => each.it)).size, cases.length);
  }
});
