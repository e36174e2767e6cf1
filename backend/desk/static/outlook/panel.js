// The simulated Outlook of the desk: a compose window, the Sent folder, Candor's pane.

import { ComposeWindow } from "./compose.js";
import { DialogWindow } from "./dialog.js";
import { el } from "./elements.js";
import { Frame } from "./frame.js";
import { Mailbox, Refusal } from "./host.js";
import { SentFolder } from "./sent.js";

/** @typedef {import("../client.js").Desk} Desk */

/** @param {HTMLElement} root @param {Desk} desk */
export function mountOutlook(root, desk) {
  new Outlook(root, desk).start();
}

class Outlook {
  /** @type {ComposeWindow | null} */
  window = null;
  /** @type {Frame | null} */
  pane = null;
  /** Whether the pane is to be seen; it stays open from mail to mail, as when pinned. */
  paneOpen = true;
  /** Whether Office signs add-ins in; else Candor's own dialog has to. */
  officeSignsIn = true;

  /** @param {HTMLElement} root @param {Desk} desk */
  constructor(root, desk) {
    this.desk = desk;
    this.senders = Object.values(desk.people).filter(
      (person) => person.provider === "entra",
    );
    this.main = el("div", { class: "ol-main" });
    this.side = el("aside", { class: "ol-pane", "aria-label": "Candor" });
    this.newButton = this.folderButton("New mail", () => this.compose());
    this.sentButton = this.folderButton("Sent", () => this.openFolder());
    this.mailbox = this.signIn(this.senders[0]);
    root.classList.add("outlook-panel");
    root.append(
      el(
        "header",
        { class: "ol-top" },
        this.newButton,
        this.sentButton,
        el("span", { class: "ol-gap" }),
        this.signInChoice(),
        this.senderChoice(),
      ),
      el("div", { class: "ol-body" }, this.main, this.side),
      el(
        "datalist",
        { id: "ol-people" },
        ...Object.values(desk.people).map(({ email }) => el("option", { value: email })),
      ),
    );
    this.folder = this.newFolder();
    desk.on("mail", () => void this.folder.refresh());
  }

  start() {
    this.compose();
  }

  /** @param {string} label @param {() => void} click */
  folderButton(label, click) {
    return el("button", { type: "button", class: "ol-folder", click }, label);
  }

  senderChoice() {
    const choice = el(
      "select",
      {
        id: "ol-sender",
        change: () => {
          this.mailbox = this.signIn(this.desk.people[choice.value]);
          this.folder = this.newFolder();
          this.compose();
        },
      },
      ...this.senders.map(({ name, email }) => el("option", { value: name }, email)),
    );
    return el("label", { class: "ol-sender" }, "Signed in as ", choice);
  }

  signInChoice() {
    const choice = el("input", {
      type: "checkbox",
      checked: true,
      change: () => {
        this.officeSignsIn = choice.checked;
        this.showPane();
      },
    });
    return el("label", { class: "ol-sender" }, choice, " Office signs add-ins in");
  }

  /** @param {import("../client.js").Person | undefined} person */
  signIn(person) {
    if (!person) {
      throw new Error("the desk names nobody who signs in to Outlook");
    }
    const mailbox = new Mailbox({
      email: person.email,
      token: async () => {
        if (!this.officeSignsIn) {
          throw new Refusal("SsoNotSupported", 13012);
        }
        return this.desk.token(person.name);
      },
    });
    mailbox.openDialog = (url) => {
      if (new URL(url).origin !== this.desk.candorUrl) {
        throw new Refusal("DialogOfAnotherDomain", 12003);
      }
      const pane = this.pane;
      const dialog = new DialogWindow({
        url,
        mailbox,
        tell: (type, told) => pane?.dialogSays(type, told),
      });
      mailbox.closeDialog = () => dialog.close();
    };
    mailbox.openItem = async (itemId) => {
      const mails = await this.desk.sent(person.email);
      if (!mails.some((mail) => mail.id === itemId)) {
        throw new Refusal("ItemNotFound", 9019);
      }
      // In a window of its own, as Outlook does; the pane stays with the item it had.
      window.open(`/mail/${encodeURIComponent(itemId)}/html`, "_blank", "popup,width=620,height=480");
    };
    return mailbox;
  }

  newFolder() {
    return new SentFolder({
      desk: this.desk,
      mailbox: this.mailbox,
      onPane: () => this.togglePane(),
      onItem: () => this.pane?.changeItem(),
    });
  }

  compose() {
    this.leave();
    this.window = new ComposeWindow({
      desk: this.desk,
      mailbox: this.mailbox,
      onPane: () => this.togglePane(),
      onAnswered: () => undefined,
      onRecipients: () => this.pane?.changeRecipients(),
      onSent: () => this.openFolder(),
    });
    this.main.replaceChildren(this.window.root);
    this.arrive(this.newButton);
  }

  openFolder() {
    this.leave();
    this.folder.close();
    this.main.replaceChildren(this.folder.root);
    void this.folder.refresh();
    this.arrive(this.sentButton);
  }

  leave() {
    this.window?.close();
    this.window = null;
  }

  /** @param {HTMLElement} chosen */
  arrive(chosen) {
    for (const button of [this.newButton, this.sentButton]) {
      button.setAttribute("aria-pressed", String(button === chosen));
    }
    this.showPane();
  }

  togglePane() {
    this.paneOpen = !this.paneOpen;
    this.showPane();
  }

  /** Load the pane anew: compose and read have a pane each, with a runtime each. */
  showPane() {
    this.pane?.remove();
    this.pane = null;
    this.side.hidden = !this.paneOpen;
    if (this.paneOpen) {
      this.pane = new Frame({
        place: this.side,
        url: `${this.desk.candorUrl}/addin/outlook/taskpane/taskpane.html`,
        title: "Candor",
        mailbox: this.mailbox,
        onAnswered: () => this.window?.showNotice(),
      });
    }
  }
}
