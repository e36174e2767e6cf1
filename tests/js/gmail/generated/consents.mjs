// Axis: what the rep allowed on Google's consent screen, and what a card asks for then.

import { MANIFEST } from "../world.mjs";

/** @type {string[]} */
const ALL = MANIFEST.oauthScopes;
const HEADERS = ALL.filter((scope) => scope.endsWith(".current.message.metadata"));
const DRAFTS = ALL.filter((scope) => scope.endsWith(".current.action.compose"));

/** @typedef {"home"|"mail"|"draft"} Beside What the card stands beside. */

/** @type {Record<Beside, string[]>} What each card cannot do without. */
const NEEDED = {
  home: ALL.filter((scope) => ![...HEADERS, ...DRAFTS].includes(scope)),
  mail: ALL.filter((scope) => !DRAFTS.includes(scope)),
  draft: ALL,
};

/** @param {string[]} granted */
const consent = (granted) => ({
  granted,
  /** @param {Beside} beside */
  missing: (beside) => NEEDED[beside].filter((scope) => !granted.includes(scope)),
});

export const CONSENTS = {
  "all allowed": consent(ALL),
  "nothing allowed": consent([]),
  "no headers allowed": consent(ALL.filter((scope) => !HEADERS.includes(scope))),
  "no drafts allowed": consent(ALL.filter((scope) => !DRAFTS.includes(scope))),
  "no requests allowed": consent(ALL.filter((scope) => !scope.endsWith(".external_request"))),
  "no identity allowed": consent(ALL.filter((scope) => scope !== "openid")),
};

/** @param {string[]} scopes In the order in which the add-on names them. */
export const consentPrompt = (scopes) =>
  ["Google asks for", ...scopes.toSorted((a, b) => rank(a) - rank(b))].join("\n");

/** @param {string} scope */
const rank = (scope) => (DRAFTS.includes(scope) ? 2 : HEADERS.includes(scope) ? 1 : 0);
