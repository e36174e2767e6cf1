// What a directory wants before it gives a token reaches whoever asks the rep.

import assert from "node:assert/strict";
import { test } from "node:test";
import { claimsWith } from "../../../addin_manifest/taskpane/claims.js";
import { firstOf } from "../../../addin_manifest/taskpane/ways.js";

/** @typedef {import("../../../addin_manifest/taskpane/ways.js").Way} Way */

const POLICY = '{"access_token":{"polids":{"essential":true,"values":["p1"]}}}';
const FACTOR = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';

/** A refusal as MSAL words it. @param {string} [claims] */
const refusal = (claims) => Object.assign(new Error("interaction_required"), { claims });

/** @type {[string, unknown, string | undefined, string | undefined][]} */
const CASES = [
  ["what the directory wants", refusal(POLICY), undefined, POLICY],
  ["what was asked for, where the directory names nothing", refusal(""), FACTOR, FACTOR],
  ["what was asked for, after a refusal without claims", new Error("13002"), FACTOR, FACTOR],
  ["nothing, where nobody wants anything", refusal(), undefined, undefined],
  ["nothing of what is no challenge", refusal("<html>"), undefined, undefined],
  ["what was asked for, beside what is no challenge", refusal("7"), FACTOR, FACTOR],
  ["nothing after no refusal at all", undefined, undefined, undefined],
];
for (const [what, error, asked, expected] of CASES) {
  test(`it asks for ${what}`, () => assert.equal(claimsWith(error, asked), expected));
}

test("it asks for both, where an API and the directory each want something", () => {
  assert.deepEqual(JSON.parse(claimsWith(refusal(POLICY), FACTOR) ?? ""), {
    access_token: {
      polids: { essential: true, values: ["p1"] },
      acrs: { essential: true, value: "c1" },
    },
  });
});

test("it hands what one way was told is wanted to the next way", async () => {
  /** @type {unknown[]} */
  const asked = [];
  /** @type {Way} */
  const nested = async () => {
    throw refusal(POLICY);
  };
  /** @type {Way} */
  const dialog = async (...told) => {
    asked.push(told);
    return "token";
  };
  assert.equal(await firstOf([nested, dialog])(true), "token");
  assert.deepEqual(asked, [[true, POLICY]]);
});
