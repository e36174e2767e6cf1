// The feed: every message the rep tracks, the latest change first.

import { messageCard, notes, sentLine, statusLine } from "./card.js";
import { el, shapeOf, show } from "./dom.js";
import { whenWords } from "./time.js";
import { fill, nameOf, statusWords } from "./words.js";

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./card.js").Deeds} Deeds
 * @typedef {import("./card.js").Saying} Saying
 */

/** Long enough to be read aloud; later it would only be found again by browsing. */
const VOICE_MS = 5000;

export class FeedView {
  /** The message shown in full, if one is. @type {string | null} */
  chosen = null;

  /**
   * @param {object} parts
   * @param {HTMLElement} parts.place
   * @param {HTMLElement} parts.voice where screen readers hear what is new
   * @param {import("./news.js").News} parts.news
   * @param {Deeds} parts.deeds
   * @param {() => Saying} parts.saying
   */
  constructor({ place, voice, news, deeds, saying }) {
    this.place = place;
    this.voice = voice;
    this.news = news;
    this.deeds = deeds;
    this.saying = saying;
    this.loaded = false;
    news.onChange((changed, fresh) => {
      this.loaded = true;
      if (!fresh) {
        this.announce(changed);
      }
      this.render();
    });
  }

  render() {
    const saying = this.saying();
    const { words } = saying;
    const chosen = this.chosen && this.news.messages.get(this.chosen);
    if (chosen) {
      show(this.place, this.backButton(saying), messageCard(saying, chosen, this.deeds));
      return;
    }
    this.chosen = null;
    const list = this.news.list;
    if (list.length === 0) {
      show(this.place, this.loaded && el("p", { class: "empty" }, words.feedEmpty));
      return;
    }
    const rows = list.map((message) => this.row(saying, message));
    show(this.place, el("ul", { class: "feed" }, ...rows));
  }

  /** @param {Saying} saying @param {Message} message */
  row(saying, message) {
    const { words, language, now } = saying;
    const note = notes(saying, message);
    const at = message.summary.at;
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: "feed__row",
          "data-keep": `row-${message.id}`,
          click: () => this.choose(message.id),
        },
        el(
          "span",
          { class: "feed__head" },
          el("span", { class: "feed__name" }, nameOf(words, message)),
          at && el("time", { class: "feed__at", datetime: at }, whenWords(words, at, now, language)),
        ),
        message.label?.subject && el("span", { class: "feed__subject" }, message.label.subject),
        statusLine(saying, message),
        el("span", { class: "feed__note" }, sentLine(saying, message), note && ` · ${note}`),
      ),
    );
  }

  /** @param {Saying} saying */
  backButton({ words }) {
    return el(
      "button",
      {
        type: "button",
        class: "button button--quiet back",
        "data-keep": "back",
        click: () => this.choose(null),
      },
      shapeOf("back"),
      words.back,
    );
  }

  /** @param {string | null} id */
  choose(id) {
    const before = this.chosen;
    this.chosen = id;
    this.render();
    const next = id ? "back" : `row-${before}`;
    const target = this.place.querySelector(`[data-keep="${next}"]`);
    if (target instanceof HTMLElement) {
      target.focus();
    }
  }

  /** @param {Message[]} changed */
  announce(changed) {
    const { words } = this.saying();
    const lines = changed
      .filter((message) => this.news.messages.has(message.id) && message.summary.at)
      .map((message) =>
        fill(words.news, { name: nameOf(words, message), what: statusWords(words, message) }),
      );
    if (lines.length > 0) {
      this.voice.textContent = lines.join(". ");
      clearTimeout(this.silence);
      this.silence = setTimeout(() => this.voice.replaceChildren(), VOICE_MS);
    }
  }
}
