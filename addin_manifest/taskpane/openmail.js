// From a message in the feed to its mail, where the client opens it and it is known here.

import { actOnce, el } from "./dom.js";

/** @typedef {import("./words.js").Words} Words */

export class OpenMail {
  /** Messages whose mail was not where it had been seen. @type {Set<string>} */
  lost = new Set();
  /** Where the message in view has its button. */
  place = el("div");

  /**
   * @param {object} parts
   * @param {() => Words} parts.words
   * @param {import("./items.js").Items} parts.items
   * @param {(id: string) => Promise<unknown>} parts.look tells Candor that its sender looks
   * @param {((itemId: string) => Promise<void>) | null} parts.open
   */
  constructor({ words, items, look, open }) {
    this.words = words;
    this.items = items;
    this.look = look;
    this.open = open;
  }

  /** What stands for a message; null where there is nothing to open. @param {string} id */
  view(id) {
    if (this.open && this.items.of(id)) {
      this.lost.delete(id);
    } else if (!this.lost.has(id)) {
      return null;
    }
    this.place = el("div", { class: "told" }, this.content(id));
    return this.place;
  }

  /** @param {string} id */
  content(id) {
    const words = this.words();
    if (this.lost.has(id)) {
      return el("p", { class: "said", role: "alert" }, words.openLost);
    }
    const button = el(
      "button",
      { type: "button", class: "button button--quiet", "data-keep": `open-${id}` },
      words.openMail,
    );
    actOnce(button, async () => {
      await this.act(id);
      button.ariaDisabled = null;
    });
    return button;
  }

  /** @param {string} id */
  async act(id) {
    // First: the mail's image loads as it opens, and that is the rep. Unheard, it is
    // opened all the same.
    await this.look(id).catch(() => undefined);
    try {
      await this.open?.(this.items.of(id) ?? "");
    } catch {
      this.items.drop(id);
      this.lost.add(id);
      // The look may have had the card drawn anew.
      this.place.replaceChildren(this.content(id));
    }
  }
}
