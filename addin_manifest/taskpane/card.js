// One message in full: what was seen of it, why we think so, and what can be done.

import { confirmButton } from "./confirm.js";
import { el, shapeOf } from "./dom.js";
import { actAloud } from "./failure.js";
import { agoWords, exactWords, shortWords, whenWords } from "./time.js";
import {
  clickWords,
  fill,
  isOpen,
  nameOf,
  openWords,
  reasonWords,
  statusWords,
} from "./words.js";

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./types.js").Open} Open
 * @typedef {import("./types.js").Click} Click
 * @typedef {import("./words.js").Words} Words
 * @typedef {object} Deeds What can be done with a message.
 * @property {(id: string) => Promise<void>} stop
 * @property {(id: string) => Promise<void>} erase
 * @property {(id: string) => Promise<void>} mine
 * @property {(id: string) => HTMLElement} privacyLink
 * @property {(id: string) => HTMLElement | null} openMail
 * @typedef {{words: Words, language: string, now: Date}} Saying
 */

/** The status line: shape, words, how often. @param {Saying} saying @param {Message} message */
export function statusLine({ words }, message) {
  const { summary } = message;
  return el(
    "p",
    { class: "status" },
    shapeOf(summary.status),
    el("span", { class: `status__words status__words--${summary.status}` }, statusWords(words, message)),
  );
}

/** What the status leaves open. @param {Saying} saying @param {Message} message */
export function notes({ words }, message) {
  const { summary } = message;
  const found = [];
  if (summary.opens > 1) {
    found.push(fill(words.times, { n: summary.opens }));
  }
  if (summary.someone && ["opened", "opened_via", "maybe"].includes(summary.status)) {
    found.push(fill(words.someoneOf, { n: message.recipient_count }));
  }
  if (summary.clicks > 0) {
    found.push(summary.clicks === 1 ? words.clickedOnce : fill(words.clicked, { n: summary.clicks }));
  }
  if (summary.reasons.includes("sender_domain")) {
    found.push(words.reasons.sender_domain);
  }
  if (summary.reasons.includes("no_google_recipient")) {
    found.push(words.forwarded);
  }
  const state = words.states[message.state];
  if (state) {
    found.push(state);
  }
  if (!message.confirmed && message.sent_at) {
    found.push(message.channel === "gmail" ? words.unconfirmed : words.sendUnconfirmed);
  }
  const others = new Set(
    message.opens
      .filter((open) => ["scanner", "bot", "self"].includes(open.class))
      .map((open) => openWords(words, open)),
  );
  if (others.size > 0) {
    found.push(fill(words.also, { what: [...others].join(", ") }));
  }
  return found.join(" · ");
}

/** When it was sent, or prepared. @param {Saying} saying @param {Message} message */
export function sentLine({ words, language, now }, message) {
  const text = message.sent_at ? words.sent : words.prepared;
  const at = message.sent_at ?? message.issued_at;
  return el(
    "time",
    { datetime: at, title: exactWords(at, language) },
    fill(text, { when: whenWords(words, at, now, language) }),
  );
}

/** The moment of something that happened, short. @param {Saying} saying @param {string} at @param {string} look */
export function shortTime({ words, language, now }, at, look) {
  const attributes = { class: look, datetime: at, title: exactWords(at, language) };
  return el("time", attributes, shortWords(words, at, now, language));
}

/** Everything about one message. @param {Saying} saying @param {Message} message @param {Deeds} deeds */
export function messageCard(saying, message, deeds) {
  const { words } = saying;
  const note = notes(saying, message);
  return el(
    "div",
    { class: "card" },
    el("h2", { class: "card__name" }, nameOf(words, message)),
    message.label?.subject && el("p", { class: "card__subject" }, message.label.subject),
    el("p", { class: "quiet" }, sentLine(saying, message), ` (${agoOf(saying, message)})`),
    statusLine(saying, message),
    note && el("p", { class: "quiet" }, note),
    el("h3", { class: "card__title" }, words.opens),
    message.opens.length === 0
      ? el("p", { class: "quiet" }, words.noOpens)
      : el("ol", { class: "opens" }, ...message.opens.map((open) => openRow(saying, open, deeds))),
    message.clicks.length > 0 && el("h3", { class: "card__title" }, words.clicks),
    message.clicks.length > 0 &&
      el("ol", { class: "opens" }, ...message.clicks.map((click) => clickRow(saying, click))),
    el(
      "div",
      { class: "card__deeds" },
      deeds.openMail(message.id),
      deeds.privacyLink(message.id),
      ["prepared", "sent"].includes(message.state) &&
        confirmButton({
          words,
          id: `stop-${message.id}`,
          label: words.stop,
          question: words.stopSure,
          yes: words.stopDo,
          no: words.keep,
          act: () => deeds.stop(message.id),
        }),
      confirmButton({
        words,
        id: `erase-${message.id}`,
        label: words.erase,
        question: words.eraseSure,
        yes: words.eraseDo,
        no: words.keep,
        danger: true,
        act: () => deeds.erase(message.id),
      }),
    ),
  );
}

/** @param {Saying} saying @param {Message} message */
function agoOf({ language, now }, message) {
  return agoWords(message.sent_at ?? message.issued_at, now, language);
}

/** By what, and why it was judged so. @param {Words} words @param {Open} open */
function whyOf(words, open) {
  const details = [
    words.clients[open.client],
    words.systems[open.os ?? ""],
    words.devices[open.device ?? ""],
  ];
  return [...details.filter(Boolean), ...reasonWords(words, open)].join(" · ");
}

/**
 * The first line of one fetch: shape, words, and both times.
 * @param {Saying} saying
 * @param {Open} open
 * @param {string} text
 */
function openHead({ words, language, now }, open, text) {
  return el(
    "div",
    { class: "open__head" },
    shapeOf(shapeOfOpen(open)),
    el("span", { class: "open__words" }, text),
    el(
      "time",
      { class: "open__at", datetime: open.at, title: exactWords(open.at, language) },
      whenWords(words, open.at, now, language),
      el("span", { class: "open__ago" }, agoWords(open.at, now, language)),
    ),
  );
}

/** @param {Saying} saying @param {Click} click */
function clickRow(saying, click) {
  const { words } = saying;
  const why = whyOf(words, click);
  return el(
    "li",
    { class: "open" },
    openHead(saying, click, clickWords(words, click)),
    click.text && el("p", { class: "open__link" }, click.text),
    why && el("p", { class: "open__why" }, why),
  );
}

/** @param {Saying} saying @param {Open} open @param {Deeds} deeds */
function openRow(saying, open, deeds) {
  const { words } = saying;
  const why = whyOf(words, open);
  const mine = el(
    "button",
    {
      type: "button",
      class: "button button--small",
      "data-keep": `mine-${open.id}`,
    },
    words.mine,
  );
  const said = actAloud(mine, words, () => deeds.mine(open.id));
  return el(
    "li",
    { class: "open" },
    openHead(saying, open, openWords(words, open)),
    why && el("p", { class: "open__why" }, why),
    ...(["direct", "proxied"].includes(open.class) && !open.mine ? [mine, said] : []),
  );
}

/** @param {Open} open */
function shapeOfOpen(open) {
  if (open.class === "direct" || open.class === "proxied") {
    if (!isOpen(open)) {
      return "maybe";
    }
    return open.class === "direct" ? "opened" : "opened_via";
  }
  return ["prefetch", "unknown"].includes(open.class) ? "cannot_tell" : "machine";
}
