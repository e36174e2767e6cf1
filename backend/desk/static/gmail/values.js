// What the setters of CardService take beside other builders: each check returns what is
// recorded, or throws as Apps Script does.

import { refuse } from "./recording.js";

/** @typedef {(value: unknown) => unknown} Check Returns what is recorded, or throws. */

/** Names of the enums, and their values by position, as Apps Script numbers them. */
export const ENUMS = {
  ContentType: ["TEXT", "MUTABLE_HTML", "IMMUTABLE_HTML"],
  LoadIndicator: ["SPINNER", "NONE"],
  OnClose: ["NOTHING", "RELOAD", "RELOAD_ADD_ON"],
  OpenAs: ["FULL_SIZE", "OVERLAY"],
  SelectionInputType: [
    "CHECK_BOX",
    "RADIO_BUTTON",
    "DROPDOWN",
    "SWITCH",
    "MULTI_SELECT",
  ],
  SwitchControlType: ["SWITCH", "CHECK_BOX"],
  TextButtonStyle: ["OUTLINED", "FILLED", "FILLED_TONAL", "BORDERLESS"],
  UpdateDraftBodyType: ["IN_PLACE_INSERT", "INSERT_AT_START", "INSERT_AT_END"],
};

/** @type {Check} */
export const text = (value) =>
  typeof value === "string" ? value : refuse(`text expected, got ${typeof value}`);

/** @type {Check} */
export const flag = (value) =>
  typeof value === "boolean" ? value : refuse(`boolean expected, got ${typeof value}`);

/** @type {Check} */
export const whole = (value) =>
  Number.isInteger(value) ? value : refuse(`whole number expected, got ${value}`);

/** @type {Check} Action parameters are texts, and nothing but. */
export const parameters = (value) => {
  if (typeof value !== "object" || value === null) {
    return refuse("parameters are an object");
  }
  for (const [name, given] of Object.entries(value)) {
    if (typeof given !== "string") {
      refuse(`parameter ${name} is no text`);
    }
  }
  return { ...value };
};

/** @type {Check} */
export const addresses = (value) =>
  Array.isArray(value) ? value.map(text) : refuse("a list of addresses expected");

/** @type {Check} http is rewritten by Gmail, other schemes are refused. */
export const link = (value) =>
  /^(https|mailto|tel):/.test(String(value)) ? value : refuse(`link ${value}`);

/** @param {keyof typeof ENUMS} name @returns {Check} */
export const one = (name) => (value) => {
  const found = ENUMS[name][Number(value)];
  return typeof value === "number" && found ? found : refuse(`no ${name}: ${value}`);
};
