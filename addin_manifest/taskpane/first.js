// Automatic tracking: asked at first use, changeable ever after.

import { el, show } from "./dom.js";

/**
 * @typedef {import("./types.js").Me} Me
 * @typedef {import("./words.js").Words} Words
 */

export class HabitView {
  /**
   * @param {object} parts
   * @param {HTMLElement} parts.question
   * @param {HTMLElement} parts.setting
   * @param {() => Words} parts.words
   * @param {(on: boolean) => Promise<void>} parts.change
   */
  constructor({ question, setting, words, change }) {
    this.question = question;
    this.setting = setting;
    this.words = words;
    this.change = change;
  }

  /** @param {Me} me */
  render(me) {
    const habit = me.preferences.auto_track;
    const asking = habit === null && me.organisation.enabled;
    show(this.question, asking && this.asked(me.policy.suggest_auto_track));
    show(this.setting, habit !== null && this.switch(habit));
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
          click: () => void this.change(on),
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

  /** @param {boolean} on */
  switch(on) {
    return el(
      "button",
      {
        type: "button",
        class: "switch switch--plain",
        role: "switch",
        "aria-checked": String(on),
        "data-keep": "habit",
        click: () => void this.change(!on),
      },
      el("span", { class: "switch__label" }, this.words().habit),
      el("span", { class: "switch__track", "aria-hidden": "true" }),
    );
  }
}
