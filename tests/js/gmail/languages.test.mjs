// Five languages that say the same: the same names, the same gaps, and words for every
// code that the server knows.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";

import { FILES, event, message, open, run, summary } from "./world.mjs";

const CODES = ["en", "de", "es", "fr", "it"];
const context = createContext({});
for (const [filename, source] of Object.entries(FILES)) {
  runInContext(source, context, { filename });
}
/** @type {Record<string, any>} */
const WORDS = Object.fromEntries(
  CODES.map((code) => [code, runInContext(`WORDS_${code.toUpperCase()}`, context)]),
);

/** @param {any} words @param {string} [place] @returns {Record<string, string>} */
function flat(words, place = "") {
  return Object.fromEntries(
    Object.entries(words).flatMap(([name, said]) =>
      typeof said === "string"
        ? [[`${place}${name}`, said]]
        : Object.entries(flat(said, `${place}${name}.`)),
    ),
  );
}

/** @param {string} said */
const gaps = (said) => (said.match(/\{\w+\}/g) ?? []).sort();

const ENGLISH = flat(WORDS["en"]);

for (const code of CODES.slice(1)) {
  const own = flat(WORDS[code]);

  test(`it says in ${code} all that it says in English`, () => {
    // The server's advice is English; every other language brings its own.
    const names = Object.keys(own).filter((name) => !name.startsWith("advice."));
    assert.deepEqual(names.sort(), Object.keys(ENGLISH).sort());
    assert.deepEqual(
      Object.entries(own).filter(([, said]) => said.trim() === ""),
      [],
    );
  });

  test(`it leaves in ${code} the gaps that are filled in`, () => {
    for (const [name, said] of Object.entries(ENGLISH)) {
      assert.deepEqual(gaps(own[name] ?? ""), gaps(said), name);
    }
  });

  test(`it gives advice in ${code} for every refusal that is shown`, () => {
    const { advice, refusals } = WORDS[code];
    const shown = Object.keys(refusals).filter((reason) => reason !== "recent_twin");
    assert.deepEqual(Object.keys(advice).sort(), shown.sort());
  });

  test(`it leaves no English in ${code}`, () => {
    const same = Object.entries(own).filter(
      ([name, said]) => said === ENGLISH[name] && /[a-z]{3} [a-z]{3}/.test(said),
    );
    assert.deepEqual(
      same.filter(([name]) => !name.startsWith("clients.")),
      [],
    );
  });
}

for (const [locale, title] of [
  ["de", "Ihre getrackte Mail"],
  ["de_AT", "Ihre getrackte Mail"],
  ["es-419", "Su correo con seguimiento"],
  ["FR", "Vos messages suivis"],
  ["it_CH", "La sua posta tracciata"],
  ["en_GB", "Your tracked mail"],
  ["pl", "Your tracked mail"],
  ["", "Your tracked mail"],
]) {
  test(`it takes ${JSON.stringify(locale)} for the language of "${title}"`, () => {
    const body = {
      messages: [
        message({
          confirmed: false,
          recipient_count: 4,
          summary: summary({ status: "opened_via", someone: true, machine: 2 }),
          opens: [open()],
        }),
      ],
      organisation: { enabled: true },
    };
    const { answer } = run("onHomepage", event(), {
      locale: String(locale),
      otherwise: { status: 200, body },
    });
    assert.equal(answer.header.title, title);
    assert.ok(!JSON.stringify(answer).includes("undefined"));
    assert.deepEqual(gaps(JSON.stringify(answer)), []);
  });
}
