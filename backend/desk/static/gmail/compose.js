// The compose window of the simulated Gmail.

import { button, el, icon } from "./elements.js";
import * as letter from "./letter.js";

/**
 * @typedef {object} Draft
 * @property {string} to As typed.
 * @property {string} cc
 * @property {string} bcc
 * @property {string} subject
 * @property {string} html
 * @property {"new"|"reply"|"forward"} composeType
 * @property {{messageId: string, threadId: string}|null} answers The mail replied to.
 *
 * @typedef {import("./recording.js").Recorded} Recorded
 *
 * @typedef {object} Doings
 * @property {(draft: Draft) => Promise<void>} send
 * @property {(draft: Draft) => void} leave Keeps the draft.
 * @property {() => void} track The compose action's icon was pressed.
 * @property {string} trackLabel
 * @property {string} suggestions The id of a datalist.
 */

/** @returns {Draft} */
export function emptyDraft() {
  return {
    to: "",
    cc: "",
    bcc: "",
    subject: "",
    html: "",
    composeType: "new",
    answers: null,
  };
}

/** @param {string} typed @returns {string[]} */
export function entries(typed) {
  return typed
    .split(/[,;]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

export class ComposeWindow {
  /** @param {Draft} draft @param {Doings} doings */
  constructor(draft, doings) {
    this.draft = draft;
    this.doings = doings;
    this.fields = {
      to: field("To", draft.to, doings.suggestions),
      cc: field("Cc", draft.cc, doings.suggestions),
      bcc: field("Bcc", draft.bcc, doings.suggestions),
      subject: field("Subject", draft.subject),
    };
    this.body = el("div", {
      class: "gm-editor",
      contenteditable: "true",
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": "Message body",
    });
    this.note = el("p", { class: "gm-hint", role: "status" });
    this.sendButton = button("Send", () => void this.#send(), "gm-button gm-filled");
    this.element = this.#window();
    this.#put(draft.html, "append");
    // Pasted html could bring images that the browser itself would load.
    this.body.addEventListener("paste", (event) => {
      event.preventDefault();
      const text = event.clipboardData?.getData("text/plain") ?? "";
      document.execCommand("insertText", false, text);
    });
    this.body.addEventListener("drop", (event) => event.preventDefault());
  }

  /** What the event of a compose action says; the body is no part of it. */
  gmail() {
    const { to, cc, bcc } = this.fields;
    return {
      toRecipients: entries(to.input.value),
      ccRecipients: entries(cc.input.value),
      bccRecipients: entries(bcc.input.value),
      ...this.draft.answers,
    };
  }

  /** @param {Recorded} body What the add-on asks to put into the draft. */
  updateDraft(body) {
    const place = body["updateType"] === "INSERT_AT_START" ? "prepend" : "append";
    if (place === "append" && body["updateType"] !== "INSERT_AT_END") {
      throw new Error(`this Gmail does not insert at ${body["updateType"]}`);
    }
    for (const { content, contentType } of body["contents"]) {
      const html = contentType === "TEXT" ? asHtml(content) : content;
      this.#put(html, place);
    }
  }

  /** @returns {Draft} */
  read() {
    const { to, cc, bcc, subject } = this.fields;
    return {
      ...this.draft,
      to: to.input.value,
      cc: cc.input.value,
      bcc: bcc.input.value,
      subject: subject.input.value,
      html: letter.close(this.body),
    };
  }

  #window() {
    const { to, cc, bcc, subject } = this.fields;
    const titles = { new: "New message", reply: "Reply", forward: "Forward" };
    const title = titles[this.draft.composeType];
    return el(
      "section",
      { class: "gm-compose", "aria-label": title },
      el(
        "header",
        { class: "gm-compose-bar" },
        el("h3", {}, title),
        button(
          "Save and close",
          () => this.doings.leave(this.read()),
          "gm-round",
          icon("close"),
        ),
      ),
      to.row,
      cc.row,
      bcc.row,
      subject.row,
      this.body,
      this.note,
      el(
        "footer",
        { class: "gm-compose-foot" },
        this.sendButton,
        button(
          this.doings.trackLabel,
          () => this.doings.track(),
          "gm-addon-button",
          mark(),
        ),
      ),
    );
  }

  /** @param {string} html @param {"append"|"prepend"} place */
  #put(html, place) {
    const { shown, images } = letter.open(html);
    this.body[place](shown);
    void letter.fetchImages(images, this.note);
  }

  async #send() {
    this.sendButton.disabled = true;
    try {
      await this.doings.send(this.read());
    } catch (error) {
      this.note.textContent = error instanceof Error ? error.message : String(error);
      this.sendButton.disabled = false;
    }
  }
}

function mark() {
  return el("span", { class: "gm-addon-mark", "aria-hidden": "true" }, "C");
}

/** @param {string} text */
function asHtml(text) {
  const holder = document.createElement("p");
  holder.textContent = text;
  return holder.outerHTML;
}

/** @param {string} label @param {string} value @param {string} [suggestions] */
function field(label, value, suggestions) {
  const input = el("input", {
    type: "text",
    value,
    autocomplete: "off",
    spellcheck: "false",
    ...(suggestions && { list: suggestions }),
  });
  return {
    input,
    row: el("label", { class: "gm-line" }, el("span", {}, label), input),
  };
}
