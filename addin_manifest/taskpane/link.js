// The state of the line to Candor, and what the rep can do when it is down.

import { el, shapeOf, show } from "./dom.js";

/**
 * @typedef {import("./poll.js").Link} Link
 * @typedef {import("./words.js").Words} Words
 */

export class LinkView {
  /** @type {Link | null} */
  link = null;

  /**
   * @param {object} parts
   * @param {HTMLElement} parts.line
   * @param {HTMLElement} parts.trouble
   * @param {Words} parts.words
   * @param {() => void} parts.onRetry
   * @param {() => void} parts.onSignIn
   */
  constructor({ line, trouble, words, onRetry, onSignIn }) {
    this.line = line;
    this.trouble = trouble;
    this.words = words;
    this.onRetry = onRetry;
    this.onSignIn = onSignIn;
  }

  /** @param {Link} link */
  render(link) {
    if (link === this.link) {
      return;
    }
    this.link = link;
    const { words } = this;
    show(this.line, shapeOf(`link-${link}`), words.links[link]);
    const [text, label, act] = this.remedy(link);
    show(
      this.trouble,
      text &&
        el(
          "div",
          { class: "trouble" },
          el("p", {}, text),
          el("button", { type: "button", class: "button button--small", click: act }, label),
        ),
    );
  }

  /** @param {Link} link @returns {[string, string, () => void]} */
  remedy(link) {
    const { words } = this;
    switch (link) {
      case "signed_out":
        return [words.signedOutText, words.signIn, this.onSignIn];
      case "forbidden":
        return [words.organisationUnknown, words.retry, this.onRetry];
      case "offline":
        return [words.offlineText, words.retry, this.onRetry];
      default:
        return ["", "", this.onRetry];
    }
  }
}
