// Stands where Apps Script stands: the services that the add-on's scopes open, and nothing
// else. Pure: the network, the mail and the clock are handed in. Used by the desk's worker
// and by the tests.

import { cardService } from "./cardservice.js";
import { recordingOf, strict } from "./recording.js";

/**
 * @typedef {import("./recording.js").Recorded} Recorded
 *
 * @typedef {object} Asked One request of UrlFetchApp.
 * @property {string} url
 * @property {string} method In capitals.
 * @property {Record<string, string>} headers
 * @property {string|null} body
 * @property {number} timeoutSeconds
 *
 * @typedef {{status: number, text: string}} Answered
 *
 * @typedef {object} Mail The headers of the mail that is open.
 * @property {string} id
 * @property {string} threadId
 * @property {string} from
 * @property {string} to
 * @property {string} cc
 * @property {string} bcc
 * @property {string} date
 * @property {boolean} draft
 *
 * @typedef {object} Surroundings
 * @property {string} email Who is signed in; empty when the scope was not granted.
 * @property {string|null} token The identity token.
 * @property {(asked: Asked) => Answered} fetch Throws when nobody answers.
 * @property {string[]} whitelist The manifest's urlFetchWhitelist.
 * @property {string[]} scopes The manifest's oauthScopes.
 * @property {string[]} [granted] Those of them that the rep allowed; absent: all.
 * @property {Mail|null} mail
 * @property {() => string} uuid
 * @property {string} timeZone
 * @property {string} [locale] The rep's, as Google writes it; English without one.
 * @property {(violation: string) => void} violation Told of every try to read a body.
 */

/** What would hand over the text of a mail, or send one; no scope of ours opens these. */
const BODY_READERS = [
  "getBody",
  "getPlainBody",
  "getRawContent",
  "getAttachments",
  "forward",
  "reply",
  "replyAll",
  "createDraftReply",
  "createDraftReplyAll",
];

const URL_LONGEST = 2082;

/** Every global that the add-on may use beside the language itself. */
export const SERVICES = [
  "CardService",
  "GmailApp",
  "ScriptApp",
  "Session",
  "UrlFetchApp",
  "Utilities",
];

/**
 * Build the globals of one execution.
 * @param {Surroundings} around
 * @returns {Record<string, object>}
 */
export function services(around) {
  return {
    CardService: cardService(),
    GmailApp: gmailApp(around),
    ScriptApp: scriptApp(around),
    Session: session(around),
    UrlFetchApp: urlFetchApp(around),
    Utilities: strict("Utilities", { getUuid: around.uuid, formatDate }),
  };
}

/**
 * Take the answer of a function of the add-on, as Gmail does.
 * @param {unknown} returned
 * @returns {Recorded}
 */
export function answerOf(returned) {
  const recorded = recordingOf(returned);
  const known = [
    "Card",
    "ActionResponse",
    "UniversalActionResponse",
    "UpdateDraftActionResponse",
  ];
  if (!recorded || !known.includes(recorded.kind)) {
    throw new TypeError("the function returned nothing that Gmail can show");
  }
  return recorded;
}

/** What ends an execution that lacks a consent: Google shows its own prompt then. */
export class ConsentMissing extends Error {
  /** @param {string[]} scopes */
  constructor(scopes) {
    super(`Authorization is required: ${scopes.join(" ")}`);
    this.scopes = scopes;
  }
}

/** Numbered as Apps Script numbers them. */
const AUTH_MODES = { NONE: 0, CUSTOM_FUNCTION: 1, LIMITED: 2, FULL: 3 };

/** @param {Surroundings} around */
function scriptApp({ token, scopes, granted = scopes }) {
  return strict("ScriptApp", {
    AuthMode: strict("AuthMode", { ...AUTH_MODES }),
    getIdentityToken: () => token,
    /** @param {number} mode @param {string[]} wanted */
    requireScopes(mode, wanted) {
      if (mode !== AUTH_MODES.FULL) {
        throw new TypeError(`ScriptApp.requireScopes: no mode to ask in: ${mode}`);
      }
      const unknown = [...wanted].filter((scope) => !scopes.includes(scope));
      if (unknown.length > 0) {
        throw new Error(`the script does not require ${unknown.join(" ")}`);
      }
      const missing = [...wanted].filter((scope) => !granted.includes(scope));
      if (missing.length > 0) {
        throw new ConsentMissing(missing);
      }
    },
  });
}

/** @param {Surroundings} around */
function session({ email, timeZone, locale }) {
  const user = strict("User", { getEmail: () => email });
  return strict("Session", {
    getActiveUser: () => user,
    getActiveUserLocale: () => locale ?? "en",
    getScriptTimeZone: () => timeZone,
  });
}

/** @param {Surroundings} around */
function gmailApp({ mail, violation }) {
  let unlocked = false;
  return strict("GmailApp", {
    /** @param {string} token */
    setCurrentMessageAccessToken(token) {
      unlocked = typeof token === "string" && token !== "";
    },
    /** @param {string} id */
    getMessageById(id) {
      if (!unlocked || mail === null || mail.id !== id) {
        throw new Error("Invalid argument: access to this message was not given");
      }
      return message(mail, violation);
    },
  });
}

/** @param {Mail} mail @param {(said: string) => void} violation */
function message(mail, violation) {
  /** @type {Record<string, () => unknown>} */
  const members = {
    getId: () => mail.id,
    getFrom: () => mail.from,
    getTo: () => mail.to,
    getCc: () => mail.cc,
    getBcc: () => mail.bcc,
    getDate: () => new Date(mail.date),
    isDraft: () => mail.draft,
  };
  for (const name of BODY_READERS) {
    members[name] = () => {
      violation(name);
      throw new Error(`GmailMessage.${name}: the scopes do not permit this`);
    };
  }
  return strict("GmailMessage", members);
}

/** @param {Surroundings} around */
function urlFetchApp(around) {
  return strict("UrlFetchApp", {
    /** @param {string} url @param {Record<string, any>} [options] */
    fetch(url, options = {}) {
      const asked = request(url, options, around.whitelist);
      const { status, text } = around.fetch(asked);
      if (status >= 400 && !options["muteHttpExceptions"]) {
        throw new Error(`Request failed for ${url} returned code ${status}`);
      }
      return strict("HTTPResponse", {
        getResponseCode: () => status,
        getContentText: () => text,
      });
    },
  });
}

/** What UrlFetchApp takes; a name that it does not know it would ignore in silence. */
const FETCH_OPTIONS = [
  "contentType",
  "escaping",
  "followRedirects",
  "headers",
  "method",
  "muteHttpExceptions",
  "payload",
  "timeoutSeconds",
  "validateHttpsCertificates",
];

/**
 * @param {string} url
 * @param {Record<string, any>} options
 * @param {string[]} whitelist
 * @returns {Asked}
 */
function request(url, options, whitelist) {
  if (!whitelist.some((prefix) => url.startsWith(prefix))) {
    throw new Error(`${url} is not on the urlFetchWhitelist`);
  }
  if (url.length > URL_LONGEST) {
    throw new Error("Limit exceeded: URLFetch URL length");
  }
  const unknown = Object.keys(options).filter((name) => !FETCH_OPTIONS.includes(name));
  if (unknown.length > 0) {
    throw new TypeError(`UrlFetchApp knows no option ${unknown.join(", ")}`);
  }
  /** @type {Record<string, string>} */
  const headers = { ...options["headers"] };
  if (options["contentType"]) {
    headers["Content-Type"] = options["contentType"];
  }
  return {
    url,
    method: String(options["method"] ?? "get").toUpperCase(),
    headers,
    body: options["payload"] ?? null,
    timeoutSeconds: options["timeoutSeconds"] ?? 360,
  };
}

/**
 * The two formats of a time zone; making one takes longer than a hundred uses of it.
 * @type {Map<string, {clock: Intl.DateTimeFormat, month: Intl.DateTimeFormat}>}
 */
const FORMATS = new Map();

/** @param {string} timeZone */
function formatsOf(timeZone) {
  const known = FORMATS.get(timeZone);
  if (known !== undefined) {
    return known;
  }
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  });
  const month = new Intl.DateTimeFormat("en", { timeZone, month: "numeric" });
  FORMATS.set(timeZone, { clock, month });
  return { clock, month };
}

/**
 * Utilities.formatDate for the letters that the add-on uses, of Java's SimpleDateFormat.
 * @param {Date} date
 * @param {string} timeZone
 * @param {string} format
 * @returns {string}
 */
export function formatDate(date, timeZone, format) {
  const { clock, month } = formatsOf(timeZone);
  const parts = Object.fromEntries(
    clock.formatToParts(date).map(({ type, value }) => [type, value]),
  );
  /** @type {Record<string, string|undefined>} */
  const letters = {
    d: parts["day"],
    dd: parts["day"]?.padStart(2, "0"),
    MM: month.format(date).padStart(2, "0"),
    MMM: parts["month"]?.slice(0, 3),
    yyyy: parts["year"],
    HH: parts["hour"],
    mm: parts["minute"],
    z: parts["timeZoneName"],
  };
  return format.replace(/[A-Za-z]+/g, (run) => {
    const part = letters[run];
    if (part === undefined) {
      throw new Error(`formatDate: ${run} is not known here`);
    }
    return part;
  });
}
