// What the event file may not use, since classic Outlook's engine lacks it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse, tokenizer } from "acorn";

const TEXT = readFileSync(
  new URL("../../../addin_manifest/launchevent.js", import.meta.url),
  "utf8",
);

/** @param {string} text */
const tokens = (text) =>
  [...tokenizer(text, { ecmaVersion: 2016 })].map((token) => token.type.label);

/** @param {string} text */
const names = (text) =>
  [...tokenizer(text, { ecmaVersion: 2016 })]
    .filter((token) => token.type.label === "name")
    .map((token) => text.slice(token.start, token.end));

test("it is a script of ES2016", () => {
  parse(TEXT, { ecmaVersion: 2016, sourceType: "script" });
  assert.throws(() => parse("async () => 1", { ecmaVersion: 2016 }));
});

test("it has no conditional operator", () => {
  assert.ok(tokens("a ? b : c").includes("?"));
  assert.ok(!tokens(TEXT).includes("?"));
});

for (const absent of [
  "window",
  "document",
  "location",
  "crypto",
  "localStorage",
  "fetch",
  "URL",
  "console",
]) {
  test(`it does without ${absent}`, () => {
    assert.ok(!names(TEXT).includes(absent));
  });
}

test("it asks one absolute address, the installation's own", () => {
  const addresses = [...tokenizer(TEXT, { ecmaVersion: 2016 })]
    .map((token) => ("value" in token ? String(token.value) : ""))
    .filter((text) => /\/\/|\{\{|\/api\//.test(text));
  assert.deepEqual(addresses, ["{{ public_url }}/api/v1/messages"]);
});

test("it associates every handler that the manifest names", () => {
  const manifest = readFileSync(
    new URL("../../../addin_manifest/manifest.xml", import.meta.url),
    "utf8",
  );
  const named = [
    ...manifest.matchAll(/FunctionName="(\w+)"/g),
    ...manifest.matchAll(/<FunctionName>(\w+)</g),
  ].map(([, name]) => name);
  const associated = [...TEXT.matchAll(/associate\("(\w+)", (\w+)\)/g)];
  assert.deepEqual(associated.map(([, name]) => name).sort(), named.sort());
  assert.ok(associated.every(([, name, handler]) => name === handler));
});
