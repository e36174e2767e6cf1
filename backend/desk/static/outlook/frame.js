// One of Candor's pages in a frame, and the wire between it and the mailbox.

/** @typedef {import("./host.js").Mailbox} Mailbox */

export class Frame {
  /**
   * @param {object} parts
   * @param {HTMLElement} parts.place
   * @param {string} parts.url
   * @param {string} parts.title
   * @param {Mailbox} parts.mailbox
   * @param {(name: string) => void} parts.onAnswered told after each call of the page
   */
  constructor({ place, url, title, mailbox, onAnswered }) {
    this.origin = new URL(url).origin;
    this.mailbox = mailbox;
    this.onAnswered = onAnswered;
    this.joined = false;
    /** Events that wait for the page to load. @type {string[]} */
    this.waiting = [];
    this.runs = 0;
    this.element = document.createElement("iframe");
    this.element.title = title;
    this.element.src = url;
    this.listener = (/** @type {MessageEvent} */ event) => this.hear(event);
    window.addEventListener("message", this.listener);
    place.append(this.element);
  }

  remove() {
    window.removeEventListener("message", this.listener);
    this.element.remove();
  }

  /** Run an event handler or a command in the page. @param {string} name */
  run(name) {
    if (!this.joined) {
      this.waiting.push(name);
      return;
    }
    this.runs += 1;
    this.post({ kind: "run", id: this.runs, name, place: this.mailbox.place() });
  }

  /** Tell the page that another item is in view. */
  changeItem() {
    if (this.joined) {
      this.post({ kind: "place", place: this.mailbox.place(), changed: true });
    }
  }

  /** Tell the page that the recipients of its item changed. */
  changeRecipients() {
    if (this.joined) {
      this.post({ kind: "recipients" });
    }
  }

  /** Tell the page what its dialog says. @param {string} type @param {object} told */
  dialogSays(type, told) {
    this.post({ kind: "dialog", type, told });
  }

  /** @param {object} message */
  post(message) {
    this.element.contentWindow?.postMessage(message, this.origin);
  }

  /** @param {MessageEvent} event */
  hear(event) {
    const ours = event.source === this.element.contentWindow && event.origin === this.origin;
    if (!ours) {
      return;
    }
    if (event.data.kind === "hello") {
      this.joined = true;
      this.post({ kind: "place", place: this.mailbox.place(), changed: false });
      this.waiting.splice(0).forEach((name) => this.run(name));
    } else if (event.data.kind === "call") {
      void this.answer(event.data);
    }
  }

  /** @param {{id: number, name: string, args: unknown[]}} call */
  async answer({ id, name, args }) {
    try {
      const value = await this.mailbox.answer(name, args);
      this.post({ kind: "answer", id, value });
    } catch (error) {
      const { name: kind, code, message } = /** @type {import("./host.js").Refusal} */ (error);
      this.post({ kind: "answer", id, error: { name: kind, code: code ?? 5001, message } });
    }
    this.onAnswered(name);
  }
}
