// Automatic tracking: asked at first use, changeable ever after in the settings.

import { actOnce, el, show } from "./dom.js";
import { alertLine, failureWords } from "./failure.js";

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
    const said = alertLine();
    /** @param {string} text @param {boolean} on */
    const answer = (text, on) => {
      const look = on && suggested ? "button button--main" : "button";
      const button = el("button", { type: "button", class: look }, text);
      const act = () => {
        said.textContent = "";
        return this.change(on);
      };
      actOnce(button, act, (error) => {
        said.textContent = failureWords(words, error);
      });
      return button;
    };
    return el(
      "section",
      { class: "first", "aria-labelledby": "first-title" },
      el("h2", { id: "first-title" }, words.firstTitle),
      el("p", {}, suggested ? words.firstText : words.firstTextAsk),
      el("div", { class: "row" }, answer(words.firstYes, true), answer(words.firstNo, false)),
      said,
    );
  }
}
