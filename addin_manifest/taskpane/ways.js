// The ways to a token, one after the other.

import { claimsWith } from "./claims.js";

/** @typedef {(ask: boolean, claims?: string) => Promise<string>} Way */

/** Outlook's own sign-in has been seen to answer never; the next way is tried then. */
const SILENT_MS = 15000;

/** @param {Promise<string>} token @returns {Promise<string>} */
function inTime(token) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer")), SILENT_MS);
    token.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * Try each way until one gives a token; whoever asks a person has to wait for them.
 * @param {Way[]} ways
 * @returns {Way}
 */
export function firstOf(ways) {
  return async (ask, claims) => {
    /** @type {unknown} */
    let refusal = new Error("there is no way to sign in");
    let wanted = claims;
    for (const way of ways) {
      try {
        const token = way(ask, wanted);
        return await (ask ? token : inTime(token));
      } catch (error) {
        refusal = error;
        // What the directory told one way it wants, the next way asks for.
        wanted = claimsWith(error, wanted);
      }
    }
    throw refusal;
  };
}
