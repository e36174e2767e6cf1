// What is said in an engine that cannot run the pane: to be understood there, it is ES5.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";
import { parse } from "acorn";
import { LANGUAGES } from "../../../addin_manifest/taskpane/words.js";

const TEXT = readFileSync(
  new URL("../../../addin_manifest/taskpane/start.js", import.meta.url),
  "utf8",
);

/**
 * Run the file over a page of the least kind.
 * @param {{language?: string, old?: boolean, office?: boolean, breaks?: boolean}} engine
 */
function started({ language, old = false, office = true, breaks = false }) {
  /** @type {any[]} */
  const shown = [];
  /** @type {any[]} */
  const loaded = [];
  const main = { appendChild: (/** @type {any} */ line) => shown.push(line) };
  const page = {
    createElement: () => ({
      setAttribute: () => undefined,
      appendChild(/** @type {string} */ text) {
        this.text = text;
      },
      text: "",
    }),
    createTextNode: (/** @type {string} */ text) => text,
    querySelector: () => main,
    documentElement: { lang: "" },
    head: { appendChild: (/** @type {any} */ script) => loaded.push(script) },
  };
  const globals = { document: page, navigator: { language }, ...(office && { Office: {} }) };
  const context = vm.createContext({ ...globals, window: globals });
  if (old) {
    vm.runInContext("delete Array.prototype.at", context);
  }
  vm.runInContext(TEXT, context);
  if (breaks) {
    loaded[0].onerror();
  }
  return {
    said: shown.map((line) => line.text).join(),
    loaded: loaded.map((script) => `${script.type} ${script.src}`),
    lang: page.documentElement.lang,
  };
}

test("it is written in ES5", () => {
  parse(TEXT, { ecmaVersion: 5, sourceType: "script" });
  assert.throws(() => parse("const a = 1;", { ecmaVersion: 5 }));
});

test("it starts the pane where the engine can run it", () => {
  assert.deepEqual(started({ language: "de-DE" }), { said: "", loaded: ["module main.js"], lang: "" });
});

for (const language of Object.keys(LANGUAGES)) {
  test(`it says in ${language} that this Outlook is too old, or that nothing was loaded`, () => {
    const old = started({ language: `${language}-XX`, old: true });
    const bare = started({ language, office: false });
    const broken = started({ language, breaks: true });
    assert.deepEqual([old.lang, bare.lang, broken.lang], [language, language, language]);
    assert.match(old.said, /Outlook/);
    assert.deepEqual([old.loaded, bare.loaded], [[], []]);
    assert.equal(bare.said, broken.said);
    assert.notEqual(bare.said, old.said);
  });
}

test("it says it differently in each language", () => {
  const said = Object.keys(LANGUAGES).map((language) => started({ language, old: true }).said);
  assert.equal(new Set(said).size, Object.keys(LANGUAGES).length);
});

for (const language of [undefined, "pt-BR", "constructor"]) {
  test(`it speaks English to ${language}`, () => {
    assert.deepEqual(started({ language, old: true }), { ...started({ language: "en", old: true }) });
  });
}
