// Stands where CardService stands in Apps Script: knows its documented builders and their
// limits, records what they are told as plain objects, and throws at anything else.

import { BUILDERS } from "./builders.js";
import { RECORDING, refuse, strict } from "./recording.js";
import { ENUMS } from "./values.js";

/**
 * @typedef {import("./recording.js").Recorded} Recorded
 * @typedef {import("./builders.js").Builder} Builder
 * @typedef {import("./builders.js").Method} Method
 */

/**
 * Build the CardService of one execution.
 * @returns {object}
 */
export function cardService() {
  /** @type {Record<string, unknown>} */
  const members = {};
  for (const kind of Object.keys(BUILDERS)) {
    members[`new${kind}`] = () => builder(kind);
  }
  for (const [name, values] of Object.entries(ENUMS)) {
    const numbers = Object.fromEntries(values.map((value, at) => [value, at]));
    members[name] = strict(name, numbers);
  }
  return strict("CardService", members);
}

/** @param {string} kind @returns {object} */
function builder(kind) {
  const {
    methods,
    needs = [],
    limits,
    builds,
  } = /** @type {Builder} */ (BUILDERS[kind]);
  /** @type {Recorded} */
  const recorded = { kind };
  /** @type {Record<string|symbol, unknown>} */
  const members = { [RECORDING]: recorded };
  const self = strict(kind, members);
  for (const [name, method] of Object.entries(methods)) {
    members[name] = (/** @type {unknown[]} */ ...given) => {
      record(recorded, name, method, given);
      return self;
    };
  }
  if (builds) {
    members["build"] = () => {
      if (needs.some((field) => recorded[field] === undefined)) {
        refuse(`${builds} without ${needs.join(", ")}`);
      }
      limits?.(recorded);
      // A copy, so that what is built stays as it was.
      const built = structuredClone({ ...recorded, kind: builds });
      const printed = () => JSON.stringify(built);
      return strict(builds, { [RECORDING]: built, printJson: printed });
    };
  }
  return self;
}

/**
 * @param {Recorded} recorded
 * @param {string} name
 * @param {Method} method
 * @param {unknown[]} given
 */
function record(recorded, name, { field, many, takes, names }, given) {
  if (given.length !== takes.length) {
    refuse(`${recorded.kind}.${name} takes ${takes.length}, got ${given.length}`);
  }
  const checked = takes.map((check, at) => check(given[at]));
  /** @type {unknown} */
  let value = checked[0];
  if (field === "steps") {
    value = { step: names?.[0], ...(checked.length > 0 && { card: checked[0] }) };
  } else if (names) {
    value = Object.fromEntries(names.map((each, at) => [each, checked[at]]));
  }
  recorded[field] = many ? [...(recorded[field] ?? []), value] : value;
}
