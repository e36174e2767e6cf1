// The way to the recipient's page, for a rep who is asked what is recorded.

import { el, show } from "./dom.js";
import { actAloud } from "./failure.js";

/** @typedef {import("./words.js").Words} Words */

export class PrivacyLinks {
  /** What was told in this pane, by message: asked for once. @type {Map<string, string>} */
  told = new Map();

  /**
   * @param {object} parts
   * @param {() => Words} parts.words
   * @param {(id: string) => Promise<{url: string}>} parts.make
   */
  constructor({ words, make }) {
    this.words = words;
    this.make = make;
  }

  /** The button of a message, or the link once it was told. @param {string} id */
  view(id) {
    const place = el("div", { class: "told" });
    const url = this.told.get(id);
    if (url) {
      show(place, ...this.link(id, url));
    } else {
      show(place, ...this.button(id, place));
    }
    return place;
  }

  /** @param {string} id @param {HTMLElement} place */
  button(id, place) {
    const words = this.words();
    const button = el(
      "button",
      { type: "button", class: "button button--quiet", "data-keep": `privacy-${id}` },
      words.privacyLink,
    );
    const act = async () => {
      const { url } = await this.make(id);
      this.told.set(id, url);
      place.replaceChildren(...this.link(id, url));
      place.querySelector("button")?.click();
    };
    return [button, actAloud(button, words, act)];
  }

  /** @param {string} id @param {string} url */
  link(id, url) {
    const words = this.words();
    const name = `privacy-${id}`;
    const field = el("input", { id: name, class: "field", readonly: true, "data-keep": `${name}-field` });
    field.value = url;
    const said = el("p", { class: "quiet", role: "status" });
    const copy = el(
      "button",
      {
        type: "button",
        class: "button",
        "data-keep": name,
        click: () => {
          said.textContent = toClipboard(field) ? words.privacyCopied : words.privacyByHand;
        },
      },
      words.privacyCopy,
    );
    return [
      el("label", { class: "quiet", for: name }, words.privacyText),
      el("div", { class: "inline" }, field, copy),
      said,
    ];
  }
}

/**
 * Copy a field and leave it selected, for whoever has to do it by hand. Outlook frames
 * the pane without the permission that the newer clipboard functions ask for.
 * @param {HTMLInputElement} field
 */
function toClipboard(field) {
  field.select();
  return document.execCommand("copy");
}
