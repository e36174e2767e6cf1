// What the stand-in for CardService records: plain objects, out of the script's sight.

/**
 * A recorded builder: its `kind`, and a field for each setter (`setText` → `text`) or a
 * list for each adder (`addWidget` → `widgets`).
 * @typedef {{kind: string, [field: string]: any}} Recorded
 */

/** The object that carries a recording; everything else the script sees is methods. */
export const RECORDING = Symbol("recording");

/** @param {string} said @returns {never} */
export function refuse(said) {
  throw new TypeError(`CardService: ${said}`);
}

/**
 * Take the recording out of what a function of the add-on returned.
 * @param {unknown} value
 * @returns {Recorded|null} null when it is nothing that CardService built.
 */
export function recordingOf(value) {
  if (typeof value !== "object" || value === null) {
    return null;
  }
  return /** @type {any} */ (value)[RECORDING] ?? null;
}

/** @param {Recorded} card @returns {Recorded[]} */
export function widgetsOf(card) {
  /** @type {Recorded[]} */
  const sections = card["sections"] ?? [];
  return sections.flatMap((section) => section["widgets"] ?? []);
}

/**
 * An object of which every unknown member throws, as a misspelt method does in Gmail.
 * @template {object} T
 * @param {string} name
 * @param {T} members
 * @returns {T}
 */
export function strict(name, members) {
  return new Proxy(members, {
    get(target, member) {
      if (member in target) {
        return Reflect.get(target, member);
      }
      if (typeof member === "symbol" || member === "toJSON" || member === "then") {
        return undefined;
      }
      throw new TypeError(`${name}.${member} does not exist`);
    },
    set() {
      throw new TypeError(`${name} cannot be changed`);
    },
  });
}
