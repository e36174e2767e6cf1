// Which messages of those the pane holds are shown. Nothing is asked of anybody.

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {"all" | "opened" | "not_seen" | "cannot_tell" | "prepared"} Filter
 */

/** @type {Filter[]} */
export const FILTERS = ["all", "opened", "not_seen", "cannot_tell", "prepared"];

/** @type {Record<Filter, string[]>} */
const STATUSES = {
  all: ["opened", "opened_via", "maybe", "cannot_tell", "not_seen"],
  opened: ["opened", "opened_via", "maybe"],
  not_seen: ["not_seen"],
  cannot_tell: ["cannot_tell"],
  prepared: [],
};

/** @param {Message} message @param {Filter} filter @param {string} search */
export function fits(message, filter, search) {
  const prepared = message.state === "prepared";
  const shown = prepared
    ? filter === "prepared"
    : STATUSES[filter].includes(message.summary.status);
  const { recipients = [], subject = "" } = message.label ?? {};
  const wanted = search.trim().toLowerCase();
  return shown && [...recipients, subject].join("\n").toLowerCase().includes(wanted);
}
