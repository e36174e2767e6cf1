// Times as people say them.

/** @typedef {import("./words.js").Words} Words */

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Say when something was: the clock for today, the day for earlier.
 * @param {Words} words
 * @param {string} at
 * @param {Date} now
 * @param {string} language
 */
export function whenWords(words, at, now, language) {
  const then = new Date(at);
  const clock = then.toLocaleTimeString(language, { hour: "numeric", minute: "2-digit" });
  const days = Math.round((midnight(now) - midnight(then)) / DAY_MS);
  if (days === 0) {
    return clock;
  }
  if (days === 1) {
    return `${words.yesterday} ${clock}`;
  }
  const day = then.toLocaleDateString(language, { day: "numeric", month: "short" });
  return `${day}, ${clock}`;
}

/** The full moment, for a tooltip. @param {string} at @param {string} language */
export function exactWords(at, language) {
  return new Date(at).toLocaleString(language, { dateStyle: "full", timeStyle: "medium" });
}

/** @param {Date} date */
function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
