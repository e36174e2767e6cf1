// What is said beside a control when what the rep asked for did not work.

import { Problem } from "./api.js";
import { isBlocked } from "./dialog.js";
import { actOnce, el } from "./dom.js";

/** @typedef {import("./words.js").Words} Words */

/** Where it is said: in place before there is anything to hear. */
export const alertLine = () => el("p", { class: "said", role: "alert" });

/** Say what went wrong and what to do. @param {Words} words @param {unknown} error */
export function failureWords(words, error) {
  switch (error instanceof Problem ? error.status : undefined) {
    case 0:
    case 502:
    case 504:
      return words.notReached;
    case 401:
      return words.obstacles.sign_in ?? words.failed;
    case 403:
      return words.organisationUnknown;
    case 429:
    case 503:
      return words.tooBusy;
    default:
      return words.failed;
  }
}

/** Say why nobody was signed in. @param {Words} words @param {unknown} error */
export function signInWords(words, error) {
  return isBlocked(error) ? words.signInBlocked : words.signInLost;
}

/**
 * Let a button act once; when that fails it can be pressed again, and the line that is
 * returned says so.
 * @param {HTMLButtonElement} button
 * @param {Words} words
 * @param {() => Promise<unknown>} act
 * @param {(words: Words, error: unknown) => string} [saying]
 */
export function actAloud(button, words, act, saying = failureWords) {
  const said = alertLine();
  const begin = async () => {
    said.textContent = "";
    await act();
  };
  actOnce(button, begin, (error) => {
    said.textContent = saying(words, error);
  });
  return said;
}
