"use strict";

// Everything the rep reads, and the choice of what may be said: never more than is known.

/** @type {Record<Trouble, {title: string, text: string}>} */
const TROUBLE_WORDS = {
  signed_out: {
    title: "You are not signed in",
    text:
      "Google did not tell Candor who you are. Close this sidebar, open it again and " +
      "allow what Candor asks for.",
  },
  organisation_unknown: {
    title: "Your organisation is not set up",
    text: "Ask your IT to add your Google Workspace domain to Candor.",
  },
  forbidden: {
    title: "Not allowed",
    text: "Your organisation does not let this account use Candor. Ask your IT.",
  },
  gone: {
    title: "No longer there",
    text: "The data about this mail was deleted or has expired.",
  },
  busy: {
    title: "Too many requests",
    text: "Wait a minute, then try again. Your mail is not affected.",
  },
  refused: {
    title: "Candor could not use this",
    text: "Check the recipients of the mail, then try again. You can send it untracked.",
  },
  conflict: {
    title: "This has changed meanwhile",
    text: "Refresh, then try again.",
  },
  offline: {
    title: "Candor cannot be reached",
    text: "Your mail is not affected: sent now, it goes untracked. Try again in a minute.",
  },
  broken: {
    title: "Something went wrong",
    text: "Your mail is not affected. Try again; if it stays like this, tell your IT.",
  },
};

/** Why a mail is not tracked; the keys are the API's closed list. */
/** @type {Record<string, string>} */
const REFUSAL_WORDS = {
  no_recipients: "Add a recipient first",
  own_domain: "Mail among colleagues is never tracked",
  refused: "Somebody said no",
  consent_needed: "Somebody must be asked first",
  region_off: "Not in this country",
  organisation_off: "Tracking is switched off for your organisation",
  plain_text: "Plain text cannot be tracked",
  recent_twin: "This mail, or another?",
  tracking_off: "You switched this domain off",
};

/** The same, said of one person. */
/** @type {Record<string, string>} */
const PERSON_WORDS = {
  own_domain: "Colleague",
  refused: "Said no",
  consent_needed: "Must be asked first",
  region_off: "Tracking is off in this country",
  tracking_off: "You switched this domain off",
};

/** @type {Record<string, string>} */
const CLIENT_WORDS = {
  gmail_proxy: "Gmail",
  gmail_prefetch: "Gmail",
  yahoo_proxy: "Yahoo Mail",
  apple_mpp: "Apple Mail",
  other_proxy: "a mail service",
  outlook_desktop: "Outlook for Windows",
  outlook_web: "Outlook on the web",
  outlook_mac: "Outlook for Mac",
  outlook_mobile: "Outlook on a phone",
  thunderbird: "Thunderbird",
  apple_mail: "Apple Mail",
  other_mail: "a mail program",
  chrome: "Chrome",
  edge: "Edge",
  firefox: "Firefox",
  safari: "Safari",
  robot: "a program",
};

/** @type {Record<string, string>} */
const REASON_WORDS = {
  draft_open: "fetched before sending, as your own draft does",
  send_time_guessed: "the send time is a guess",
  viewing_mark: "you were looking at the mail then",
  user_marked: "you said so",
  prefetch_header: "announced as loading in advance",
  apple_agent: "Apple loads images whether or not the mail is looked at",
  apple_relay: "came through a privacy relay of Apple",
  gmail_prefetch_agent: "Gmail loads images in advance",
  proxy_agent: "came through the image proxy of a mail service",
  proxy_network: "came from the network of that mail service",
  proxy_network_mismatch: "claims to be a mail service but comes from elsewhere",
  within_window: "came right after sending, as machines do",
  robot_agent: "calls itself a program",
  empty_agent: "does not say what it is",
  mail_client: "came from a mail program",
  browser: "came from a browser",
  hosting_network: "came from a data centre",
  scanner_network: "came from a mail security service",
  scanner_agent: "calls itself a security scanner",
  send_not_confirmed: "sending is not confirmed: it may be your own draft",
  send_time_unknown: "the send time is not known",
  odd_agent: "describes itself in an unusual way",
  sender_domain: "came from your own organisation",
};

/** The confidence from which a fetch is said to be a person. */
const SURE = 0.7;

/**
 * Say what is known about a message, in one line.
 * @param {Message} message
 * @returns {string}
 */
function statusWords_(message) {
  const { status, via, someone, reasons } = message.summary;
  const who = someone ? "Someone opened it" : "Opened";
  const through = via || "a mail service";
  switch (status) {
    case "opened":
      return who;
    case "opened_via":
      return `${who} through ${through}, time approximate`;
    case "maybe":
      return someone ? "Perhaps someone opened it" : "Perhaps opened";
    case "cannot_tell":
      return cannotTellWords_(reasons);
    default:
      return "Not seen";
  }
}

/** @param {string[]} reasons @returns {string} */
function cannotTellWords_(reasons) {
  if (reasons.some((reason) => reason.startsWith("apple_"))) {
    return "Apple privacy: cannot tell";
  }
  if (reasons.includes("gmail_prefetch_agent")) {
    return "Gmail in advance: cannot tell";
  }
  if (reasons.includes("send_time_unknown")) {
    return "Cannot tell: send time unknown";
  }
  return "Cannot tell";
}

/**
 * Say what one fetch of the pixel was.
 * @param {Open} open
 * @param {boolean} someone
 * @returns {string}
 */
function openWords_(open, someone) {
  if (open.mine || open.class === "self") {
    return "You";
  }
  const sure = open.confidence >= SURE;
  const who = someone ? "Someone opened it" : "Opened";
  const perhaps = someone ? "Perhaps someone opened it" : "Perhaps opened";
  switch (open.class) {
    case "direct":
      return sure ? who : perhaps;
    case "proxied":
      return sure
        ? `${who} through ${CLIENT_WORDS[open.client] ?? "a mail service"}, time approximate`
        : perhaps;
    case "prefetch":
      return cannotTellWords_(open.reasons);
    case "scanner":
      return "Security scan";
    case "bot":
      return "Automatic program";
    case "pre_send":
      return "Before sending";
    case "duplicate":
      return "The same again";
    default:
      return "Cannot tell";
  }
}

/** @param {string[]} reasons @returns {string} A sentence, or nothing. */
function reasonWords_(reasons) {
  const known = reasons.flatMap((reason) => REASON_WORDS[reason] ?? []);
  const sentence = known.join("; ");
  return sentence ? `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.` : "";
}

/** @param {Open} open @returns {string} Where it came from, as far as is kept. */
function deviceWords_(open) {
  const parts = [CLIENT_WORDS[open.client], open.os, open.device];
  return parts.filter((part) => part).join(", ");
}

/** @param {Message} message @returns {string} */
function stateWords_(message) {
  switch (message.state) {
    case "prepared":
      return "Prepared; send not confirmed";
    case "sent":
      return message.confirmed ? "Sent" : "Send not confirmed";
    case "stopped":
      return "Tracking stopped";
    case "withdrawn":
      return "Withdrawn";
    case "expired":
      return "Expired";
    default:
      return "Deleted";
  }
}

/** @param {Message} message @returns {string} Who it went to, as far as is kept. */
function recipientWords_(message) {
  const names = message.label?.recipients ?? [];
  const count = message.recipient_count;
  if (names.length === 0) {
    return count === 1 ? "1 recipient" : `${count} recipients`;
  }
  const rest = Math.max(count, names.length) - 2;
  const shown = names.slice(0, 2).join(", ");
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

/** @param {string|null} iso @returns {string} "4 min ago · 23 Nov 2026, 19:04 UTC" */
function whenWords_(iso) {
  const at = new Date(iso ?? "");
  if (Number.isNaN(at.getTime())) {
    return "";
  }
  const exact = clockWords_(at);
  const minutes = Math.floor((Date.now() - at.getTime()) / 60000);
  if (minutes < 1) {
    return `Just now · ${exact}`;
  }
  if (minutes < 60) {
    return `${minutes} min ago · ${exact}`;
  }
  if (minutes < 24 * 60) {
    return `${Math.floor(minutes / 60)} h ago · ${exact}`;
  }
  return exact;
}

/**
 * Name a time in the time zone of appsscript.json: without one more scope, Gmail does
 * not tell where the rep is.
 * @param {Date} at
 * @returns {string}
 */
function clockWords_(at) {
  const zone = Session.getScriptTimeZone();
  return Utilities.formatDate(at, zone, "d MMM yyyy, HH:mm z");
}
