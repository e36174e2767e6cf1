// Automatic tracking: asked at first use, changeable ever after in the settings.

import { el, show } from "./dom.js";

/**
 * @typedef {import("./types.js").Me} Me
 * @typedef {import("./words.js").Words} Words
 */

export class FirstView {
  /**
   * @param {object} parts
   * @param {HTMLElement} parts.place
   * @param {() => Words} parts.words
   * @param {(on: boolean) => Promise<void>} parts.change
   */
  constructor({ place, words, change }) {
    this.place = place;
    this.words = words;
    this.change = change;
  }

  /** @param {Me} me */
  render(me) {
    const asking = me.preferences.auto_track === null && me.organisation.enabled;
    show(this.place, asking && this.asked(me.policy.suggest_auto_track));
  }

  /** @param {boolean} suggested */
  asked(suggested) {
    const words = this.words();
    /** @param {string} text @param {boolean} on */
    const answer = (text, on) =>
      el(
        "button",
        {
          type: "button",
          class: on && suggested ? "button button--main" : "button",
          click: () => void this.change(on).catch(() => undefined),
        },
        text,
      );
    return el(
      "section",
      { class: "first", "aria-labelledby": "first-title" },
      el("h2", { id: "first-title" }, words.firstTitle),
      el("p", {}, suggested ? words.firstText : words.firstTextAsk),
      el("div", { class: "row" }, answer(words.firstYes, true), answer(words.firstNo, false)),
    );
  }
}
