// A dialog of an add-in: one of its pages in a window of its own, as Outlook on the web
// shows it, with a wire to whoever opened it.

import { Refusal } from "./host.js";

/** How often it is looked whether the window was closed. */
const LOOK_MS = 300;

/** @typedef {(type: string, told: {message: string, origin: string} | {error: number}) => void} Tell */

export class DialogWindow {
  /**
   * @param {object} parts
   * @param {string} parts.url
   * @param {import("./host.js").Mailbox} parts.mailbox
   * @param {Tell} parts.tell
   */
  constructor({ url, mailbox, tell }) {
    this.origin = new URL(url).origin;
    this.mailbox = mailbox;
    this.tell = tell;
    const opened = window.open(url, "_blank", "popup,width=440,height=520");
    if (!opened) {
      throw new Refusal("PopupBlocked", 12009);
    }
    this.window = opened;
    this.listener = (/** @type {MessageEvent} */ event) => this.hear(event);
    window.addEventListener("message", this.listener);
    this.timer = setInterval(() => {
      if (this.window.closed) {
        this.close();
        // "The dialog box was closed, usually because the user chose the X button."
        tell("dialogEventReceived", { error: 12006 });
      }
    }, LOOK_MS);
  }

  close() {
    clearInterval(this.timer);
    window.removeEventListener("message", this.listener);
    this.window.close();
  }

  /** @param {MessageEvent} event */
  hear(event) {
    if (event.source !== this.window || event.origin !== this.origin) {
      return;
    }
    if (event.data.kind === "hello") {
      // No item is in a dialog's view.
      const place = { ...this.mailbox.place(), mode: "none", values: null };
      this.window.postMessage({ kind: "place", place, changed: false }, this.origin);
    } else if (event.data.kind === "call" && event.data.name === "ui.messageParent") {
      this.tell("dialogMessageReceived", { message: event.data.args[0], origin: this.origin });
    }
  }
}
