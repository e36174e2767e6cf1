// What every part of the add-on promises, read from its files.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";

import { FILES, MANIFEST, event, run } from "./world.mjs";

const WORKER = readFileSync(
  new URL("../../../backend/desk/static/gmail/worker.js", import.meta.url),
  "utf8",
);
const SOURCE = Object.values(FILES).join("\n");

test("it asks for six scopes, none of which opens the text of a mail", () => {
  const google = "https://www.googleapis.com/auth/";
  assert.deepEqual(MANIFEST.oauthScopes, [
    "openid",
    `${google}userinfo.email`,
    `${google}script.external_request`,
    `${google}gmail.addons.execute`,
    `${google}gmail.addons.current.action.compose`,
    `${google}gmail.addons.current.message.metadata`,
  ]);
});

test("it names nothing that reads a mail's text or writes one", () => {
  const forbidden = [
    "getBody",
    "getPlainBody",
    "getRawContent",
    "getAttachments",
    "getSnippet",
    "getSubject",
    "createDraft",
    "sendEmail",
    "Gmail.Users",
  ];
  assert.deepEqual(
    forbidden.filter((name) => SOURCE.includes(name)),
    [],
  );
});

test("it has every function that the manifest and its own buttons name", () => {
  const context = createContext({});
  for (const [filename, source] of Object.entries(FILES)) {
    runInContext(source, context, { filename });
  }
  const { common, gmail } = MANIFEST.addOns;
  const named = [
    common.homepageTrigger.runFunction,
    gmail.composeTrigger.selectActions[0].runFunction,
    gmail.contextualTriggers[0].onTriggerFunction,
    ...common.universalActions.flatMap((/** @type {any} */ one) => one.runFunction ?? []),
    ...[...SOURCE.matchAll(/run: "(\w+)"/g)].map((match) => match[1]),
  ];
  assert.equal(new Set(named).size, 22);
  for (const name of named) {
    assert.equal(runInContext(`typeof ${name}`, context), "function", name);
  }
});

test("it asks for each consent before a card is drawn, outside of what catches", () => {
  const asked = [...(FILES["consent.js"] ?? "").matchAll(/"(openid|https:[^"]+)"/g)];
  assert.deepEqual(
    asked.map((match) => match[1]).sort(),
    MANIFEST.oauthScopes.toSorted(),
  );
  for (const name of ["onHomepage", "onMenuHome", "onMessage", "onCompose"]) {
    const [, first] = /** @type {string} */ (FILES["main.js"])
      .split(`function ${name}(`)[1]
      ?.split("\n") ?? [""];
    assert.match(first ?? "", /^ {2}requireConsent_\(/, name);
  }
});

test("it keeps all but its entry points private", () => {
  const functions = [...SOURCE.matchAll(/^function (\w+)/gm)].map((match) => match[1]);
  const open = functions.filter((name) => !name?.endsWith("_"));
  const entries = [...(FILES["main.js"] ?? "").matchAll(/^function (\w+)/gm)];
  assert.deepEqual(
    open,
    entries.map((match) => match[1]),
  );
});

test("it hands text to CardService in one file only, and there through one function", () => {
  const others = Object.entries(FILES).filter(([name]) => name !== "cards.js");
  assert.deepEqual(
    others.filter(([, source]) => source.includes("CardService")).map(([name]) => name),
    [],
  );
  const setters =
    /\.(?:setText|setTitle|setSubtitle|setTopLabel|setBottomLabel|setHeader)\(/;
  const lines = (FILES["cards.js"] ?? "")
    .split("\n")
    .filter((line) => setters.test(line));
  assert.ok(lines.length > 6);
  assert.deepEqual(
    lines.filter((line) => !line.includes("text_(")),
    [],
  );
});

test("it names its host in one place, and the manifest names the same", () => {
  const named = SOURCE.match(/https:\/\/[a-z][^"`$]+/g) ?? [];
  assert.deepEqual(
    named.filter((address) => !MANIFEST.oauthScopes.includes(address)),
    ["https://candor.example.com"],
  );
  assert.deepEqual(MANIFEST.urlFetchWhitelist, ["https://candor.example.com/"]);
  assert.ok(MANIFEST.addOns.common.logoUrl.startsWith("https://candor.example.com/"));
});

test("it is run on the desk with all of its files", () => {
  const listed = [...WORKER.matchAll(/^ {2}"(\w+\.js)",$/gm)].map((match) => match[1]);
  assert.deepEqual(listed.sort(), Object.keys(FILES).sort());
});

/** What a browser has and Apps Script's V8 lacks. */
const LACKING = [
  "Blob",
  "FormData",
  "TextDecoder",
  "TextEncoder",
  "URL",
  "URLSearchParams",
  "XMLHttpRequest",
  "atob",
  "btoa",
  "crypto",
  "fetch",
  "navigator",
  "performance",
  "setInterval",
  "setTimeout",
];

test("it runs here without what Apps Script lacks", () => {
  const there = `((event) => newCard_(
    ${JSON.stringify(LACKING)}.filter((name) => name in globalThis).join() || "none", "", []
  ))`;
  const { answer } = run(there, event());
  assert.equal(answer.header.title, "none");
});

test("it runs on the desk without what Apps Script lacks", () => {
  const absent = WORKER.split("const ABSENT = [")[1]?.split("];")[0] ?? "";
  assert.deepEqual(
    LACKING.filter((name) => !absent.includes(`"${name}"`)),
    [],
  );
});
