// The state of the line to Candor, and what the rep can do when it is down.

import { actOnce, el, shapeOf, show } from "./dom.js";
import { alertLine, signInWords } from "./failure.js";

/**
 * @typedef {import("./poll.js").Link} Link
 * @typedef {import("./words.js").Words} Words
 */

export class LinkView {
  /** @type {Link | null} */
  link = null;
  /** The rep's own try, until it is known what came of it. @type {((error: Error) => void) | null} */
  trying = null;

  /**
   * @param {object} parts
   * @param {HTMLElement} parts.line
   * @param {HTMLElement} parts.trouble
   * @param {Words} parts.words
   * @param {() => void} parts.onRetry
   * @param {() => Promise<void>} parts.onSignIn
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
    const { trying } = this;
    this.trying = null;
    if (link === this.link) {
      trying?.(new Error(link));
      return;
    }
    this.link = link;
    const { words } = this;
    show(this.line, shapeOf(`link-${link}`), words.links[link]);
    show(this.trouble, link !== "live" && link !== "connecting" && this.remedy(link));
  }

  /** What is wrong and what the rep can do. @param {"offline" | "signed_out" | "forbidden"} link */
  remedy(link) {
    const { words } = this;
    const signsIn = link === "signed_out";
    const text = {
      offline: words.offlineText,
      signed_out: words.signedOutText,
      forbidden: words.organisationUnknown,
    }[link];
    const label = signsIn ? words.signIn : words.retry;
    const button = el("button", { type: "button", class: "button button--small" }, label);
    const said = alertLine();
    const act = async () => {
      said.textContent = "";
      if (signsIn) {
        await this.onSignIn();
      } else {
        this.onRetry();
      }
      await this.unchanged();
    };
    actOnce(button, act, (error) => {
      said.textContent = signsIn ? signInWords(words, error) : words.failed;
    });
    return el("div", { class: "trouble" }, el("p", {}, text), button, said);
  }

  /** Ends badly when the line is found as it was; else what is shown is replaced. */
  unchanged() {
    return new Promise((_, reject) => {
      this.trying = reject;
    });
  }
}
