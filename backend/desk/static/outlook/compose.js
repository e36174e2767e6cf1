// The compose window of the simulated Outlook.

import { el } from "./elements.js";
import { Frame } from "./frame.js";
import { Draft } from "./host.js";

/**
 * @typedef {import("./host.js").Mailbox} Mailbox
 * @typedef {import("./host.js").Field} Field
 * @typedef {import("../client.js").Desk} Desk
 */

/** @type {[Field, string][]} */
const FIELDS = [
  ["to", "To"],
  ["cc", "Cc"],
  ["bcc", "Bcc"],
];

export class ComposeWindow {
  /**
   * @param {object} parts
   * @param {Desk} parts.desk
   * @param {Mailbox} parts.mailbox
   * @param {() => void} parts.onPane
   * @param {(name: string) => void} parts.onAnswered
   * @param {() => void} parts.onRecipients
   * @param {() => void} parts.onSent
   */
  constructor({ desk, mailbox, onPane, onAnswered, onRecipients, onSent }) {
    this.desk = desk;
    this.mailbox = mailbox;
    this.onRecipients = onRecipients;
    this.onSent = onSent;
    this.draft = new Draft();
    mailbox.item = this.draft;
    this.hidden = el("div", { hidden: true });
    this.notice = el("p", { class: "ol-notice", role: "status", hidden: true });
    this.subject = el("input", { id: "ol-subject", autocomplete: "off" });
    this.body = el("div", {
      class: "ol-text",
      contenteditable: "true",
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": "Message",
    });
    this.draft.onInsert = (html) => this.body.insertAdjacentHTML("beforeend", ` ${html} `);
    this.sendButton = el("button", { type: "submit", class: "ol-button ol-button--main" }, "Send");
    this.root = this.build(onPane);
    // The runtime that Outlook starts for events, out of sight.
    this.events = new Frame({
      place: this.hidden,
      url: `${desk.candorUrl}/addin/outlook/commands.html`,
      title: "Candor events",
      mailbox,
      onAnswered: (name) => {
        this.showNotice();
        onAnswered(name);
      },
    });
    this.events.run("onMessageCompose");
  }

  /** @param {() => void} onPane */
  build(onPane) {
    const track = () => this.events.run("track");
    return el(
      "form",
      {
        class: "ol-compose",
        "aria-label": "New mail",
        submit: (event) => {
          event.preventDefault();
          void this.send();
        },
      },
      el(
        "div",
        { class: "ol-ribbon", role: "toolbar", "aria-label": "Ribbon" },
        this.sendButton,
        el("span", { class: "ol-ribbon__gap" }),
        el("button", { type: "button", class: "ol-button", click: track }, "Track"),
        el("button", { type: "button", class: "ol-button", click: onPane }, "Opens"),
        this.formatChoice(),
      ),
      this.notice,
      el(
        "div",
        { class: "ol-fields" },
        ...FIELDS.flatMap(([field, label]) => this.field(field, label)),
        el("label", { for: "ol-subject" }, "Subject"),
        this.subject,
      ),
      this.body,
      this.hidden,
    );
  }

  formatChoice() {
    const choice = el(
      "select",
      {
        class: "ol-format",
        "aria-label": "Format",
        change: () => {
          this.draft.format = choice.value === "text" ? "text" : "html";
        },
      },
      el("option", { value: "html" }, "HTML"),
      el("option", { value: "text" }, "Plain text"),
    );
    return choice;
  }

  /** @param {Field} field @param {string} label */
  field(field, label) {
    const input = el("input", {
      id: `ol-${field}`,
      list: "ol-people",
      autocomplete: "off",
      spellcheck: "false",
      change: () => this.setField(field, input.value),
      input: () => {
        // Outlook resolves a name at the separator, before the field is left.
        if (/[,;]\s*$/.test(input.value)) {
          this.setField(field, input.value);
        }
      },
    });
    return [el("label", { for: `ol-${field}` }, label), input];
  }

  /** @param {Field} field @param {string} text */
  setField(field, text) {
    const addresses = text
      .split(/[,;\s]+/)
      .map((part) => part.trim())
      .filter((part) => part !== "");
    if (addresses.join() === this.draft.fields[field].join()) {
      return;
    }
    this.draft.fields[field] = addresses;
    this.events.run("onRecipientsChanged");
    this.onRecipients();
  }

  showNotice() {
    const [text] = this.draft.notices.values();
    this.notice.hidden = text === undefined;
    this.notice.textContent = text ?? "";
  }

  async send() {
    this.sendButton.disabled = true;
    try {
      await this.desk.send({
        from: this.mailbox.email,
        subject: this.subject.value,
        ...this.draft.send(this.body.innerHTML),
      });
      this.onSent();
    } catch (error) {
      this.notice.hidden = false;
      this.notice.textContent = `Not sent: ${String(error)}`;
    } finally {
      this.sendButton.disabled = false;
    }
  }

  close() {
    this.events.remove();
    this.root.remove();
    this.mailbox.item = null;
  }
}
