"use strict";

// The choice of what may be said: never more than is known. The words themselves are in
// words_en.js and its like, one file for each language.

/** The confidence from which a fetch is said to be a person. */
const SURE = 0.7;

/**
 * The words of the rep's own language. Google tells it without one more scope.
 * @returns {Words}
 */
function words_() {
  const locale = String(Session.getActiveUserLocale() ?? "");
  // Asked for here and not before: files are evaluated in any order.
  switch (locale.slice(0, 2).toLowerCase()) {
    case "de":
      return WORDS_DE;
    case "es":
      return WORDS_ES;
    case "fr":
      return WORDS_FR;
    case "it":
      return WORDS_IT;
    default:
      return WORDS_EN;
  }
}

/**
 * @param {string} text With names in braces.
 * @param {Record<string, string|number>} values
 * @returns {string}
 */
function fill_(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/**
 * Say what is known about a message, in one line.
 * @param {Message} message
 * @returns {string}
 */
function statusWords_(message) {
  const { status, via, someone, reasons } = message.summary;
  const said = words_().status;
  const who = someone ? said.openedSomeone : said.opened;
  switch (status) {
    case "opened":
      return who;
    case "opened_via":
      return fill_(said.through, { who, via: via || said.service });
    case "maybe":
      return someone ? said.maybeSomeone : said.maybe;
    case "cannot_tell":
      return cannotTellWords_(reasons);
    default:
      return said.notSeen;
  }
}

/** @param {string[]} reasons @returns {string} */
function cannotTellWords_(reasons) {
  const said = words_().status;
  if (reasons.some((reason) => reason.startsWith("apple_"))) {
    return said.apple;
  }
  if (reasons.includes("gmail_prefetch_agent")) {
    return said.gmail;
  }
  return reasons.includes("send_time_unknown") ? said.noSendTime : said.cannotTell;
}

/**
 * Say what one fetch of the pixel was.
 * @param {Open} open
 * @param {boolean} someone
 * @returns {string}
 */
function openWords_(open, someone) {
  const said = words_().status;
  const sure = open.confidence >= SURE;
  const who = someone ? said.openedSomeone : said.opened;
  const perhaps = someone ? said.maybeSomeone : said.maybe;
  const via = words_().clients[open.client] ?? said.service;
  switch (open.mine ? "self" : open.class) {
    case "direct":
      return sure ? who : perhaps;
    case "proxied":
      return sure ? fill_(said.through, { who, via }) : perhaps;
    case "prefetch":
      return cannotTellWords_(open.reasons);
    default:
      return machineWords_(open);
  }
}

/**
 * Say what followed a link: a click is judged like a fetch.
 * @param {Click} click
 * @returns {string}
 */
function clickWords_(click) {
  const said = words_().status;
  if (!click.mine && (click.class === "direct" || click.class === "proxied")) {
    return click.confidence >= SURE ? said.followed : said.followedMaybe;
  }
  return machineWords_(click);
}

/** @param {Open} open Judged to be no person, or the rep. @returns {string} */
function machineWords_(open) {
  const said = words_().status;
  switch (open.mine ? "self" : open.class) {
    case "self":
      return isConcluded_(open) ? said.youProbably : said.you;
    case "scanner":
      return said.scan;
    case "bot":
      return said.program;
    case "pre_send":
      return said.beforeSending;
    case "duplicate":
      return said.again;
    default:
      return said.cannotTell;
  }
}

/** @param {Open} open Judged to be the rep, by a word, by a look, or as here. */
function isConcluded_(open) {
  return !open.mine && open.reasons.includes("no_google_recipient");
}

/** @param {string[]} reasons @returns {string} A sentence, or nothing. */
function reasonWords_(reasons) {
  const all = words_().reasons;
  const sentence = reasons.flatMap((reason) => all[reason] ?? []).join("; ");
  return sentence ? `${capital_(sentence)}.` : "";
}

/** @param {string} text @returns {string} As a sentence begins. */
function capital_(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** @param {Open} open @returns {string} Where it came from, as far as is kept. */
function deviceWords_(open) {
  const parts = [words_().clients[open.client], open.os, open.device];
  return capital_(parts.filter((part) => part).join(", "));
}

/** @param {Message} message @returns {string} */
function stateWords_({ state, confirmed }) {
  const said = words_().state;
  if (state === "sent" && !confirmed) {
    return said.unconfirmed;
  }
  return said[state] ?? said.erased;
}

/** @param {Message} message @returns {string} Who it went to, as far as is kept. */
function recipientWords_(message) {
  const said = words_().who;
  const names = message.label?.recipients ?? [];
  const count = message.recipient_count;
  if (names.length === 0) {
    return count === 1 ? said.one : fill_(said.some, { n: count });
  }
  const shown = names.slice(0, 2);
  // Fewer are named than there are where somebody's data was erased.
  const rest = Math.max(count, names.length) - shown.length;
  const all = shown.join(", ");
  return rest > 0 ? fill_(said.more, { names: all, n: rest }) : all;
}

/** @param {Message} message @returns {string} Who it went to, and about what. */
function nameWords_(message) {
  const subject = message.label?.subject;
  const names = recipientWords_(message);
  return subject ? fill_(words_().home.named, { names, subject }) : names;
}

/** @param {string|null} iso @returns {string} "4 min ago · 23 Nov 2026, 19:04 UTC" */
function whenWords_(iso) {
  const at = new Date(iso ?? "");
  if (Number.isNaN(at.getTime())) {
    return "";
  }
  const said = words_().when;
  const exact = clockWords_(at);
  const minutes = Math.floor((Date.now() - at.getTime()) / 60000);
  if (minutes < 1) {
    return fill_(said.now, { exact });
  }
  if (minutes < 60) {
    return fill_(said.minutes, { n: minutes, exact });
  }
  if (minutes < 24 * 60) {
    return fill_(said.hours, { n: Math.floor(minutes / 60), exact });
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
  return Utilities.formatDate(at, Session.getScriptTimeZone(), words_().clock);
}
