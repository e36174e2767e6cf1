// A case is one press or one look of carol's; what it leads to is compared whole.

import assert from "node:assert/strict";

import { assertOfTheApi, lineOf } from "./api.mjs";
import { outline } from "./outline.mjs";
import { run } from "./world.mjs";

/**
 * @typedef {[string, object?]} Asked A request, with its body if it has one.
 *
 * @typedef {object} Case
 * @property {string} it
 * @property {[string, object]} calls A function of main.js, and what Gmail hands it.
 * @property {import("./world.mjs").World} [in]
 * @property {Asked[]} asks All that the server is asked, in this order.
 * @property {string} shows All that is put into the draft, shown or said.
 */

/** @param {Case} expected */
export function compareWhole(expected) {
  const { answer, requests, violations, seconds } = run(...expected.calls, expected.in);
  assert.deepEqual(
    requests.map((/** @type {any} */ request) =>
      request.body === null
        ? [lineOf(request)]
        : [lineOf(request), JSON.parse(request.body)],
    ),
    expected.asks,
    expected.it,
  );
  assert.equal(outline(answer), expected.shows, expected.it);
  assert.deepEqual(violations, [], expected.it);
  assert.ok(seconds <= 30, `${expected.it} took ${seconds} s`);
  requests.forEach(assertOfTheApi);
}
