// The rep's own choices: track automatically, never for these domains, tell recipients in
// each mail; and what policy has settled about that.

import { Problem } from "./api.js";
import { el, show } from "./dom.js";
import { actAloud, failureWords } from "./failure.js";
import { fill } from "./words.js";

/**
 * @typedef {import("./types.js").Me} Me
 * @typedef {import("./words.js").Words} Words
 */

export class PreferencesView {
  /**
   * @param {object} parts
   * @param {HTMLElement} parts.place
   * @param {() => Words} parts.words
   * @param {(on: boolean) => Promise<void>} parts.changeHabit
   * @param {(domains: string[]) => Promise<void>} parts.changeDomains
   * @param {(on: boolean) => Promise<void>} parts.changeDisclosure
   * @param {() => Promise<void>} parts.again asks for the choices once more
   */
  constructor({ place, words, changeHabit, changeDomains, changeDisclosure, again }) {
    this.place = place;
    this.words = words;
    this.changeHabit = changeHabit;
    this.changeDomains = changeDomains;
    this.changeDisclosure = changeDisclosure;
    this.again = again;
  }

  /** Say that the choices are being fetched. */
  wait() {
    this.waiting = true;
    show(this.place, el("p", { class: "empty" }, this.words().loading));
  }

  /** Say that they could not be; what is shown once stays. */
  lost() {
    if (!this.waiting) {
      return;
    }
    this.waiting = false;
    const words = this.words();
    const again = el("button", { type: "button", class: "button" }, words.retry);
    const said = actAloud(again, words, this.again);
    const lost = el("p", { role: "alert" }, words.settingsLost);
    show(this.place, el("div", { class: "lost" }, lost, again, said));
  }

  /** @param {Me} me */
  render(me) {
    const words = this.words();
    this.waiting = false;
    show(
      this.place,
      ...this.switch("habit", words.habit, me.preferences.auto_track === true, this.changeHabit),
      el("h2", { class: "card__title" }, words.neverTitle),
      el("p", { class: "quiet" }, words.neverText),
      this.domains(me.preferences.never_domains),
      this.form(me.preferences.never_domains),
      el("h2", { class: "card__title" }, words.disclosureTitle),
      ...this.disclosure(me),
    );
  }

  /** What holds and why; a choice only where policy leaves one. @param {Me} me */
  disclosure({ policy, preferences }) {
    const words = this.words();
    if (policy.disclosure_locked) {
      const why = policy.suggest_auto_track ? words.disclosureLocked : words.disclosureRegion;
      return [el("p", { class: "quiet" }, why)];
    }
    const on = preferences.always_disclose;
    return [
      el("p", { class: "quiet" }, words.disclosureSignature),
      ...this.switch("disclosure", words.disclosureChoice, on, this.changeDisclosure),
    ];
  }

  /**
   * @param {string} name
   * @param {string} label
   * @param {boolean} on
   * @param {(on: boolean) => Promise<void>} change
   */
  switch(name, label, on, change) {
    const words = this.words();
    const button = el(
      "button",
      {
        type: "button",
        class: "switch switch--plain",
        role: "switch",
        "aria-checked": String(on),
        "data-keep": name,
      },
      el("span", { class: "switch__label" }, label),
      el("span", { class: "switch__track", "aria-hidden": "true" }),
    );
    // Drawn anew once Candor has it; until then it shows what holds.
    return [button, actAloud(button, words, () => change(!on))];
  }

  /** @param {string[]} domains */
  domains(domains) {
    const words = this.words();
    if (domains.length === 0) {
      return el("p", { class: "quiet" }, words.neverNone);
    }
    const rows = domains.map((domain) => {
      const remove = el(
        "button",
        {
          type: "button",
          class: "button button--small",
          "aria-label": fill(words.neverRemove, { domain }),
          "data-keep": `never-${domain}`,
        },
        "×",
      );
      const rest = domains.filter((each) => each !== domain);
      const said = actAloud(remove, words, () => this.changeDomains(rest));
      return el("li", {}, el("span", {}, domain), remove, said);
    });
    return el("ul", { class: "domains" }, ...rows);
  }

  /** @param {string[]} domains */
  form(domains) {
    const words = this.words();
    const input = el("input", {
      id: "never-domain",
      class: "field",
      autocomplete: "off",
      spellcheck: "false",
      "data-keep": "never-domain",
    });
    const add = el("button", { type: "submit", class: "button" }, words.neverAdd);
    const act = () => {
      const domain = input.value.trim().toLowerCase().replace(/^@/, "");
      return this.changeDomains([...new Set([...domains, domain])]);
    };
    const said = actAloud(add, words, act, addingWords);
    return el(
      "form",
      { novalidate: true, submit: (event) => event.preventDefault() },
      el("label", { for: "never-domain" }, words.neverLabel),
      el("div", { class: "inline" }, input, add),
      said,
    );
  }
}

/** @param {Words} words @param {unknown} error */
function addingWords(words, error) {
  const wrong = error instanceof Problem && error.status === 422;
  return wrong ? words.neverWrong : failureWords(words, error);
}
