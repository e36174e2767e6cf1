"use strict";

// Who a mail goes to, as plain addresses: from a draft's event or from a mail's headers.

/**
 * What Gmail hands to every function. The recipients of a draft were under
 * `draftMetadata` before `gmail`, and an entry may be text or an object.
 * @typedef {object} GmailEvent
 * @property {CommonFields} [commonEventObject]
 * @property {DraftFields & MailFields} [gmail]
 * @property {DraftFields} [draftMetadata]
 *
 * @typedef {object} CommonFields
 * @property {Record<string, string>} [parameters]
 * @property {Record<string, {stringInputs?: {value?: string[]}}>} [formInputs]
 *
 * @typedef {object} DraftFields
 * @property {Entry[]} [toRecipients]
 * @property {Entry[]} [ccRecipients]
 * @property {Entry[]} [bccRecipients]
 * @property {string} [subject]
 *
 * @typedef {object} MailFields
 * @property {string} [messageId]
 * @property {string} [threadId]
 * @property {string} [accessToken]
 *
 * @typedef {string | {email?: string, address?: string}} Entry
 */

/**
 * Read the recipients of the draft. An entry without an address is named, never
 * dropped: a mail must not be tracked past somebody who was not asked about.
 * @param {GmailEvent} event
 * @returns {{addresses: string[], unreadable: string[]}}
 */
function recipientsOfDraft_(event) {
  const fields = /** @type {const} */ ([
    "toRecipients",
    "ccRecipients",
    "bccRecipients",
  ]);
  const listed = fields.flatMap((field) => event.gmail?.[field] ?? []);
  const old = fields.flatMap((field) => event.draftMetadata?.[field] ?? []);
  const entries = listed.length > 0 ? listed : old;
  const texts = entries.map((entry) =>
    typeof entry === "string" ? entry : (entry?.email ?? entry?.address ?? ""),
  );
  return {
    addresses: distinct_(texts.flatMap((text) => addressesIn_(text))),
    unreadable: texts.filter((text) => addressesIn_(text).length === 0),
  };
}

/**
 * Read the recipients from the headers To, Cc and Bcc.
 * @param {GoogleAppsScript.Gmail.GmailMessage} mail
 */
function recipientsOfMail_(mail) {
  const headers = [mail.getTo(), mail.getCc(), mail.getBcc()];
  return distinct_(headers.flatMap((header) => addressesIn_(header)));
}

/**
 * Pick the addresses out of a header.
 * `"South, Carol" <carol@south.example>, dave@customer.example (Dave)`
 * gives carol@south.example and dave@customer.example (RFC 5322, section 3.4).
 * @param {string|null|undefined} header
 * @returns {string[]}
 */
function addressesIn_(header) {
  /** @type {string[]} */
  const found = [];
  let bare = "";
  /** @type {string|null} */
  let angled = null;
  let inAngle = false;
  let inQuotes = false;
  let comments = 0;
  const finish = () => {
    const address = (angled ?? bare).trim();
    if (/^[^\s@][^@]*@[^\s@]+$/.test(address)) {
      found.push(address);
    }
    bare = "";
    angled = null;
    inAngle = false;
  };
  const text = header ?? "";
  for (let at = 0; at < text.length; at += 1) {
    // A backslash takes the next character as it is, in quotes and in comments.
    const escaped = text[at] === "\\" && (inQuotes || comments > 0);
    const piece = escaped ? text.slice(at, at + 2) : text.charAt(at);
    at += escaped ? 1 : 0;
    if (!inQuotes && piece === "(") {
      comments += 1;
    } else if (comments > 0) {
      comments -= piece === ")" ? 1 : 0;
    } else if (!inQuotes && (piece === "," || piece === ";")) {
      finish();
    } else if (!inQuotes && piece === ":" && !inAngle) {
      bare = "";
    } // a group's name
    else if (!inQuotes && piece === "<") {
      inAngle = true;
      angled = "";
    } else if (!inQuotes && piece === ">") {
      inAngle = false;
    } else {
      if (piece === '"') {
        inQuotes = !inQuotes;
      }
      if (inAngle) {
        angled += piece;
      } else {
        bare += piece;
      }
    }
  }
  // A quote or a comment that never ends leaves nothing that can be trusted.
  if (!inQuotes && comments === 0) finish();
  return found;
}

/** @param {string[]} addresses @returns {string[]} Each once, whatever its case. */
function distinct_(addresses) {
  const seen = new Map(addresses.map((address) => [address.toLowerCase(), address]));
  return [...seen.values()];
}

/**
 * Gmail's own screen calls mails and threads `msg-f:` or `thread-f:` and a number; to the
 * rest of Google that number is written in base 16. Other forms (`msg-a:r…`, a mail sent
 * from this very browser) have no short one.
 * @param {string} id
 * @returns {string}
 */
function shortId_(id) {
  const number = /^(?:msg|thread)-f:(\d{1,20})$/.exec(id)?.[1];
  return number === undefined ? id : BigInt(number).toString(16);
}

/** @param {GmailEvent} event @returns {string} Empty for a mail of no thread. */
function threadRef_(event) {
  // One form for both: a draft and its Sent copy must name the same conversation.
  const thread = shortId_(event.gmail?.threadId ?? "");
  return thread.length <= 255 ? thread : "";
}
