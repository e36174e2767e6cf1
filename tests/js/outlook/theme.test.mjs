// Light or dark, by the background of Outlook's own theme.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isDark } from "../../../addin_manifest/taskpane/theme.js";

/** @type {[string, boolean | null][]} */
const COLOURS = [
  ["#FFFFFF", false],
  ["#f3f3f3", false],
  ["#000000", true],
  ["#262626", true],
  ["444444", true],
  ["#0000ff", true],
  ["#00ff00", false],
  ["", null],
  ["white", null],
  ["#fff", null],
];
for (const [colour, dark] of COLOURS) {
  test(`it takes ${JSON.stringify(colour)} for ${dark === null ? "nothing" : dark ? "dark" : "light"}`, () => {
    assert.equal(isDark(colour), dark);
  });
}
