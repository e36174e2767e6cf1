"use strict";

// Candor's HTTP API, the only place that talks to the network. Nothing here throws:
// an answer is {ok: true, …} or {ok: false, kind}, and words.js has words for each kind.

/**
 * @typedef {"prepared"|"sent"|"withdrawn"|"stopped"|"expired"|"erased"} MessageState
 * @typedef {"not_seen"|"opened"|"opened_via"|"maybe"|"cannot_tell"} Status
 * @typedef {"signed_out"|"organisation_unknown"|"forbidden"|"gone"|"busy"|"refused"
 *   |"target_refused"|"conflict"|"offline"|"broken"} Trouble
 *
 * @typedef {object} Summary
 * @property {Status} status
 * @property {string|null} via Whose proxy fetched it, for example "Gmail".
 * @property {string|null} at
 * @property {boolean} someone The mail has more than one recipient.
 * @property {number} opens Fetches judged to be a person.
 * @property {number} machine All other fetches.
 * @property {string[]} reasons
 * @property {number} [clicks] Clicks judged to be a person.
 *
 * @typedef {object} Open
 * @property {string} id
 * @property {string} at
 * @property {string} class
 * @property {number} confidence 0 to 1; a person from 0.7.
 * @property {string[]} reasons
 * @property {string} client
 * @property {string|null} os
 * @property {string|null} device
 * @property {boolean} mine
 *
 * @typedef {object} Message
 * @property {string} id
 * @property {string} channel
 * @property {MessageState} state
 * @property {boolean} confirmed
 * @property {string} issued_at
 * @property {string|null} sent_at
 * @property {number} recipient_count
 * @property {{recipients: string[], subject?: string}|null} label
 * @property {Summary} summary
 * @property {Open[]} opens
 * @property {Click[]} [clicks]
 *
 * @typedef {Open & {text: string|null}} Click One click, and what its link is called.
 *
 * @typedef {object} Tracked
 * @property {true} tracked
 * @property {string} message_id
 * @property {string} html
 * @property {string} insert_at
 *
 * @typedef {object} Untracked
 * @property {false} tracked
 * @property {string} reason
 * @property {{address: string, reason: string}[]} recipients
 * @property {string} advice
 * @property {Earlier[]} [earlier] Which of them the draft may be, newest first.
 *
 * @typedef {{message_id: string, issued_at: string}} Earlier
 *
 * @typedef {object} Me
 * @property {{name: string, enabled: boolean, own_domains: string[]}} organisation
 * @property {{never_domains: string[]}} preferences
 *
 * @typedef {object} Draft
 * @property {string} draft_ref
 * @property {string[]} recipients
 * @property {"new"|"reply"|"forward"} compose_type
 * @property {string} [thread_ref]
 * @property {boolean} [another] Surely none of those prepared before.
 * @property {string} [earlier] The message that was prepared for this very mail.
 *
 * @typedef {object} SentMail What the headers of a mail in Sent say.
 * @property {string} sent_at
 * @property {string[]} recipients
 * @property {string} [thread_ref]
 *
 * @typedef {{ok: false, kind: Trouble}} Failure
 */

/**
 * @template T
 * @typedef {{ok: true, status: number, retried: boolean, body: T} | Failure} Answer
 */

/** Apps Script evaluates every file anew for each execution, so this is its start. */
const STARTED_AT_MS = Date.now();

/** @type {Record<number, Trouble>} */
const TROUBLES = {
  401: "signed_out",
  403: "forbidden",
  404: "gone",
  409: "conflict",
  413: "refused",
  422: "refused",
  429: "busy",
};

/** Problems that say more than their status does. */
/** @type {Record<string, Trouble>} */
const SAID = {
  "/problems/organisation-unknown": "organisation_unknown",
  "/problems/target-refused": "target_refused",
};

/**
 * Ask for a token for the mail in the compose window.
 * @param {Draft} draft
 * @returns {Answer<Tracked|Untracked>}
 */
function postMessage_(draft) {
  return call_("post", "/messages", { channel: "gmail", format: "html", ...draft });
}

/**
 * Find the message of a mail in Sent; the server takes this as proof of sending.
 * @param {SentMail} sentMail
 * @returns {Answer<{message: Message|null, candidates: Message[]}>}
 */
function postMatch_(sentMail) {
  return call_("post", "/messages/match", { channel: "gmail", ...sentMail });
}

/** @param {string} id @returns {Answer<Message>} */
function getMessage_(id) {
  return call_("get", `/messages/${encodeURIComponent(id)}`);
}

/** @param {string} id @returns {Answer<null>} */
function eraseMessage_(id) {
  return call_("delete", `/messages/${encodeURIComponent(id)}`);
}

/**
 * @param {string} id
 * @param {"viewing"|"stop"|"sent"} verb
 * @returns {Answer<Message>}
 */
function postVerb_(id, verb) {
  return call_("post", `/messages/${encodeURIComponent(id)}/${verb}`, {});
}

/**
 * Say of a message that it is this mail in Sent.
 * @param {string} id
 * @param {SentMail} sentMail
 * @returns {Answer<Message>}
 */
function postSent_(id, sentMail) {
  return call_("post", `/messages/${encodeURIComponent(id)}/sent`, sentMail);
}

/** @param {string} openId @returns {Answer<Message>} */
function postMine_(openId) {
  return call_("post", `/opens/${encodeURIComponent(openId)}/mine`, {});
}

/**
 * Have a link tracked; the server keeps where it leads, the mail gets an address of it.
 * @param {string} id
 * @param {{target: string, text?: string}} link
 * @returns {Answer<{html: string}>}
 */
function postLink_(id, link) {
  return call_("post", `/messages/${encodeURIComponent(id)}/links`, link);
}

/**
 * @param {string} before Where an answer ended; empty for the latest.
 * @returns {Answer<{messages: Message[], before: string|null}>}
 */
function getFeed_(before) {
  const query = before ? `?before=${encodeURIComponent(before)}` : "";
  return call_("get", `/feed${query}`);
}

/** @returns {Answer<Me>} */
function getMe_() {
  return call_("get", "/me");
}

/** @param {string[]} domains All of them. @returns {Answer<Me>} */
function patchNever_(domains) {
  return call_("patch", "/me", { preferences: { never_domains: domains } });
}

/**
 * Make one request, and one more when the server failed.
 * @template T
 * @param {"get"|"post"|"patch"|"delete"} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Answer<T>}
 */
function call_(method, path, body) {
  const token = ScriptApp.getIdentityToken();
  if (!token) {
    return { ok: false, kind: "signed_out" };
  }
  const first = request_(token, method, path, body);
  // A time-out is not tried again: Gmail would end the add-on before the answer.
  const retried = first !== null && first.getResponseCode() >= 500;
  const last = retried ? request_(token, method, path, body) : first;
  return last === null ? { ok: false, kind: "offline" } : answerOf_(last, retried);
}

/**
 * @param {string} token
 * @param {"get"|"post"|"patch"|"delete"} method
 * @param {string} path
 * @param {object} [body]
 * @returns {GoogleAppsScript.URL_Fetch.HTTPResponse|null} null: nobody answered.
 */
function request_(token, method, path, body) {
  const left = BUDGET_SECONDS - (Date.now() - STARTED_AT_MS) / 1000;
  if (left < 1) {
    return null;
  }
  try {
    return UrlFetchApp.fetch(`${CANDOR_URL}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, Accept: "application/json" },
      muteHttpExceptions: true,
      followRedirects: false,
      timeoutSeconds: Math.min(REQUEST_SECONDS, Math.floor(left)),
      ...(body && { contentType: "application/json", payload: JSON.stringify(body) }),
    });
  } catch {
    return null;
  }
}

/**
 * @template T
 * @param {GoogleAppsScript.URL_Fetch.HTTPResponse} response
 * @param {boolean} retried
 * @returns {Answer<T>}
 */
function answerOf_(response, retried) {
  const status = response.getResponseCode();
  const text = response.getContentText();
  if (status >= 500) {
    return { ok: false, kind: "offline" };
  }
  if (status < 200 || status >= 300) {
    const said = SAID[parsed_(text)?.type];
    return { ok: false, kind: said ?? TROUBLES[status] ?? "broken" };
  }
  const body = status === 204 ? null : parsed_(text);
  // Something that is not Candor answered, for example a proxy's own page.
  if (body === undefined) {
    return { ok: false, kind: "broken" };
  }
  return { ok: true, status, retried, body };
}

/**
 * @param {string} text
 * @returns {any} undefined when the text is no JSON object.
 */
function parsed_(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
