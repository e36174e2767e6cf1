// Axis: what can fail, how often the server is asked before that is said, and in which
// words a rep reads of it.

import { NOBODY } from "../world.mjs";

/** @typedef {import("../world.mjs").Behaviour} Behaviour */

/** @type {Record<string, [title: string, text: string]>} */
const TROUBLES = {
  offline: [
    "Candor cannot be reached",
    "Your mail is not affected: sent now, it goes untracked. Try again in a minute.",
  ],
  signed_out: [
    "You are not signed in",
    "Google did not tell Candor who you are. Close this sidebar, open it again and allow what Candor asks for.",
  ],
  organisation_unknown: [
    "Your organisation is not set up",
    "Ask your IT to add your Google Workspace domain to Candor.",
  ],
  forbidden: [
    "Not allowed",
    "Your organisation does not let this account use Candor. Ask your IT.",
  ],
  gone: ["No longer there", "The data about this mail was deleted or has expired."],
  busy: ["Too many requests", "Wait a minute, then try again. Your mail is not affected."],
  refused: [
    "Candor could not use this",
    "Check the recipients of the mail, then try again. You can send it untracked.",
  ],
  target_refused: [
    "A link cannot lead there",
    "Give the full https:// address of a page that anybody can reach.",
  ],
  conflict: ["This has changed meanwhile", "Refresh, then try again."],
  broken: [
    "Something went wrong",
    "Your mail is not affected. Try again; if it stays like this, tell your IT.",
  ],
};

/** @typedef {{server: Behaviour, times: number, trouble: string}} Failure */

/** @type {Record<string, Failure>} */
export const FAILURES = {
  "nobody answers": { server: NOBODY, times: 1, trouble: "offline" },
  "the server fails twice": { server: { status: 500 }, times: 2, trouble: "offline" },
  "the store is away": { server: { status: 503 }, times: 2, trouble: "offline" },
  "the sign-in is refused": {
    server: { status: 401 },
    times: 1,
    trouble: "signed_out",
  },
  "the organisation is unknown": {
    server: { status: 403, body: { type: "/problems/organisation-unknown" } },
    times: 1,
    trouble: "organisation_unknown",
  },
  "the account is not allowed": {
    server: { status: 403 },
    times: 1,
    trouble: "forbidden",
  },
  "it is gone": { server: { status: 404 }, times: 1, trouble: "gone" },
  "it has changed": { server: { status: 409 }, times: 1, trouble: "conflict" },
  "it is too large": { server: { status: 413 }, times: 1, trouble: "refused" },
  "a field is refused": { server: { status: 422 }, times: 1, trouble: "refused" },
  "too much was asked": {
    server: { status: 429, body: { type: "/problems/too-many-requests" } },
    times: 1,
    trouble: "busy",
  },
  "a proxy answers": {
    server: { status: 200, text: "<html>Sign in</html>" },
    times: 1,
    trouble: "broken",
  },
  "a proxy leads elsewhere": {
    server: { status: 302, text: "" },
    times: 1,
    trouble: "broken",
  },
};

/** Where a link leads can be refused besides. */
/** @type {Record<string, Failure>} */
export const LINK_FAILURES = {
  ...FAILURES,
  "the target is refused": {
    server: { status: 422, body: { type: "/problems/target-refused" } },
    times: 1,
    trouble: "target_refused",
  },
};

/** @param {string} trouble As a paragraph of a card says it. */
export function paragraph(trouble) {
  const [title, text] = TROUBLES[trouble] ?? [];
  return `<b>${title}</b><br>${text}`;
}

/** @param {string} trouble As a toast says it. */
export function toast(trouble) {
  const [title, text] = TROUBLES[trouble] ?? [];
  return `toast: ${title}. ${text}`;
}

/** @param {string} trouble @param {string} [retry] As a card says it that is all there is. */
export function troubleCard(trouble, retry) {
  return [
    "card: Candor",
    "--",
    paragraph(trouble),
    ...(retry ? [`[*Try again > ${retry}]`] : []),
  ];
}

/** @template T @param {number} times @param {T} request @returns {T[]} */
export function repeated(times, request) {
  return Array.from({ length: times }, () => request);
}
