// The Sent folder of the simulated Outlook and its reading view.

import { el } from "./elements.js";
import { SentCopy } from "./host.js";

/**
 * @typedef {import("./host.js").Mailbox} Mailbox
 * @typedef {import("../client.js").Desk} Desk
 * @typedef {import("../client.js").SentMail} Mail
 */

export class SentFolder {
  /**
   * @param {object} parts
   * @param {Desk} parts.desk
   * @param {Mailbox} parts.mailbox
   * @param {() => void} parts.onPane
   * @param {() => void} parts.onItem
   */
  constructor({ desk, mailbox, onPane, onItem }) {
    this.desk = desk;
    this.mailbox = mailbox;
    this.onPane = onPane;
    this.onItem = onItem;
    /** @type {string | null} */
    this.chosen = null;
    this.list = el("ul", { class: "ol-list", "aria-label": "Sent mail" });
    this.reading = el("div", { class: "ol-reading" });
    this.root = el("div", { class: "ol-sent" }, this.list, this.reading);
  }

  async refresh() {
    const mails = await this.desk.sent(this.mailbox.email);
    const newest = [...mails].sort((a, b) => b.sent_at.localeCompare(a.sent_at));
    if (newest.length === 0) {
      this.list.replaceChildren(el("li", { class: "ol-empty" }, "Nothing sent yet."));
      return;
    }
    this.list.replaceChildren(...newest.map((mail) => this.row(mail)));
  }

  /** @param {Mail} mail */
  row(mail) {
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: "ol-row",
          "aria-pressed": String(mail.id === this.chosen),
          click: () => this.open(mail),
        },
        el("span", { class: "ol-row__to" }, [...mail.to, ...mail.cc, ...mail.bcc].join(", ")),
        el("span", { class: "ol-row__subject" }, mail.subject || "(no subject)"),
      ),
    );
  }

  /** @param {Mail} mail */
  open(mail) {
    this.chosen = mail.id;
    this.mailbox.item = new SentCopy(mail);
    this.onItem();
    // Shown as Outlook shows it: the mail's own images load, its scripts never run.
    const body = el("iframe", {
      class: "ol-text",
      title: "Mail text",
      sandbox: "",
      src: `/mail/${encodeURIComponent(mail.id)}/html`,
    });
    this.reading.replaceChildren(
      el(
        "div",
        { class: "ol-ribbon", role: "toolbar", "aria-label": "Ribbon" },
        el("button", { type: "button", class: "ol-button", click: this.onPane }, "Opens"),
      ),
      el("h3", { class: "ol-subject" }, mail.subject || "(no subject)"),
      el("p", { class: "ol-meta" }, `To ${[...mail.to, ...mail.cc].join(", ")}`),
      body,
    );
    void this.refresh();
  }

  close() {
    this.chosen = null;
    this.mailbox.item = null;
    this.reading.replaceChildren();
  }
}
