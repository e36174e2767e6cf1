// The page in the sign-in dialog: sends the rep to their directory, and on coming back
// hands the token to the pane that opened it.

import { CodeFlow } from "./code.js";
import { spokenOf, wordsFor } from "./words.js";

await Office.onReady();

const language = spokenOf([Office.context.displayLanguage, ...navigator.languages]);
const words = wordsFor(language);
document.documentElement.lang = language;
const said = /** @type {HTMLElement} */ (document.getElementById("said"));

/** @param {string} name */
const told = (name) => document.querySelector(`meta[name='${name}']`)?.getAttribute("content") ?? "";

const clientId = told("candor-client");
const flow = new CodeFlow({
  base: told("candor-entra"),
  clientId,
  scope: `api://${window.location.host}/${clientId}/access_as_user`,
  page: window.location.origin + window.location.pathname,
  storage: window.sessionStorage,
  fetch: window.fetch,
});

try {
  const answer = new URLSearchParams(window.location.hash.slice(1));
  if (answer.has("state") || answer.has("error")) {
    const token = await flow.finish(answer);
    Office.context.ui.messageParent(JSON.stringify(token));
  } else {
    said.textContent = words.signingIn;
    const asked = new URLSearchParams(window.location.search);
    const claims = asked.get("claims") ?? undefined;
    window.location.replace(await flow.start(asked.get("directory") ?? "", claims));
  }
} catch {
  said.textContent = words.signInFailed;
}
