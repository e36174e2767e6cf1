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

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ["minute", 60 * 1000],
  ["hour", 60 * 60 * 1000],
  ["day", DAY_MS],
  ["month", 30 * DAY_MS],
  ["year", 365 * DAY_MS],
];

/**
 * Say how long ago something was.
 * @param {string} at
 * @param {Date} now
 * @param {string} language
 * @param {Intl.RelativeTimeFormatStyle} [style]
 */
export function agoWords(at, now, language, style = "long") {
  const passed = Math.max(0, now.getTime() - new Date(at).getTime());
  // Not findLast: engines before 2022 lack it.
  const unit = UNITS.filter(([, length]) => passed >= length).pop();
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style });
  return unit
    ? relative.format(-Math.floor(passed / unit[1]), unit[0])
    : relative.format(0, "second");
}

/**
 * Say when in few words: how long ago within a day, else the day.
 * @param {Words} words
 * @param {string} at
 * @param {Date} now
 * @param {string} language
 */
export function shortWords(words, at, now, language) {
  const recent = now.getTime() - new Date(at).getTime() < DAY_MS;
  return recent ? agoWords(at, now, language, "short") : whenWords(words, at, now, language);
}

/** The full moment, for a tooltip. @param {string} at @param {string} language */
export function exactWords(at, language) {
  return new Date(at).toLocaleString(language, { dateStyle: "full", timeStyle: "medium" });
}

/** @param {Date} date */
function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
