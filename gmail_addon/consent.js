"use strict";

// What the rep must have allowed before a card is drawn: Google lets everybody leave out
// single boxes of its consent screen, and asks again only if told to.

/** To know who the rep is and to ask Candor: needed by every card. */
const SCOPES_OF_EVERY_CARD = [
  "openid",
  "https://www.googleapis.com/auth/userinfo.email",
  "https://www.googleapis.com/auth/script.external_request",
  "https://www.googleapis.com/auth/gmail.addons.execute",
];

/** To read the headers of the mail that is open, or the recipients of the draft. */
const SCOPE_OF_HEADERS =
  "https://www.googleapis.com/auth/gmail.addons.current.message.metadata";

/** To put the line into the draft. */
const SCOPE_OF_DRAFTS =
  "https://www.googleapis.com/auth/gmail.addons.current.action.compose";

/**
 * Ask for what a card cannot do without. Where something is missing Google ends the
 * execution here and shows its own prompt, so nothing may catch what this throws.
 * @param {...string} more Beside what every card needs.
 */
function requireConsent_(...more) {
  ScriptApp.requireScopes(ScriptApp.AuthMode.FULL, [...SCOPES_OF_EVERY_CARD, ...more]);
}
