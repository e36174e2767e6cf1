// A tracked link at the cursor. The rep names where it leads; nothing in the mail is read.

import { Problem } from "./api.js";
import { actOnce, el } from "./dom.js";
import { failureWords } from "./failure.js";

/** @typedef {import("./words.js").Words} Words */

export class InsertView {
  /** The message of the mail being written, once there is one. */
  messageId = "";

  /**
   * @param {object} parts
   * @param {() => Words} parts.words
   * @param {(id: string, target: string, text: string) => Promise<{html: string}>} parts.make
   * @param {(html: string) => Promise<void>} parts.insert
   */
  constructor({ words, make, insert }) {
    this.words = words;
    this.make = make;
    this.insert = insert;
    this.root = el("details", { class: "insert" });
  }

  /** Show it for a tracked mail, hide it for others. @param {string} messageId */
  show(messageId) {
    this.root.hidden = messageId === "";
    if (messageId !== this.messageId) {
      this.messageId = messageId;
      this.root.open = false;
      this.build();
    }
  }

  build() {
    const words = this.words();
    this.target = el("input", { id: "link-target", type: "url", inputmode: "url", class: "field" });
    this.text = el("input", { id: "link-text", class: "field", maxlength: "255" });
    this.said = el("p", { class: "said", role: "status" });
    const button = el("button", { type: "submit", class: "button", "data-keep": "insert" }, words.linkInsert);
    const form = el(
      "form",
      { class: "insert__form", novalidate: true, submit: (event) => event.preventDefault() },
      el("p", { class: "quiet" }, words.linkText),
      el("label", { for: "link-target" }, words.linkTarget),
      this.target,
      el("label", { for: "link-text" }, words.linkName),
      this.text,
      el("div", { class: "row" }, button),
      this.said,
    );
    actOnce(button, async () => {
      await this.act();
      button.ariaDisabled = null;
    });
    this.root.replaceChildren(el("summary", {}, words.linkTitle), form);
  }

  async act() {
    const { target, text, said } = this;
    if (!target || !text || !said) {
      return;
    }
    said.textContent = "";
    said.classList.remove("said--bad");
    try {
      const { html } = await this.make(this.messageId, target.value.trim(), text.value.trim());
      await this.insert(html);
      target.value = "";
      text.value = "";
      said.textContent = this.words().linkDone;
    } catch (error) {
      said.classList.add("said--bad");
      said.textContent = this.trouble(error);
    }
  }

  /** @param {unknown} error */
  trouble(error) {
    const words = this.words();
    if (!(error instanceof Problem)) {
      return words.linkLost;
    }
    switch (error.kind) {
      case "target-refused":
      case "invalid":
        return words.linkRefused;
      case "conflict":
        return words.linkFull;
      default:
        return failureWords(words, error);
    }
  }
}
