// A mail that was sent: tell Candor that its sender is looking, then show what is known.

import { Problem } from "./api.js";
import { messageCard } from "./card.js";
import { el, show } from "./dom.js";

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./office.js").SentMail} SentMail
 * @typedef {import("./card.js").Deeds} Deeds
 * @typedef {import("./card.js").Saying} Saying
 */

/**
 * Find the message of a sent mail, confirm the send and leave the viewing mark.
 * @param {import("./api.js").Candor} candor
 * @param {SentMail} mail
 * @returns {Promise<Message | null>}
 */
export async function recognise(candor, mail) {
  const copy = {
    sent_at: mail.sentAt,
    recipients: mail.recipients,
    // A new mail has no conversation before it is sent: here it is learnt.
    ...(/^[\x20-\x7e]{1,255}$/.test(mail.thread) && { thread_ref: mail.thread }),
  };
  const kept = await mail.messageId();
  if (kept) {
    try {
      // The mark goes first: the mail's image is being loaded at this moment.
      const message = await candor.viewing(kept);
      return message.confirmed ? message : await candor.confirmSent(kept, copy);
    } catch (error) {
      if (!(error instanceof Problem && error.status === 404)) {
        throw error;
      }
    }
  }
  const { message } = await candor.match(copy);
  return message && candor.viewing(message.id);
}

export class ReadView {
  /** @type {Message | null} */
  message = null;
  /** Counts the mails opened, so that a late answer for an earlier one is dropped. */
  turn = 0;

  /**
   * @param {object} parts
   * @param {HTMLElement} parts.place
   * @param {import("./api.js").Candor} parts.candor
   * @param {import("./news.js").News} parts.news
   * @param {Deeds} parts.deeds
   * @param {(id: string, mail: SentMail) => void} parts.onFound
   * @param {() => Saying} parts.saying
   */
  constructor({ place, candor, news, deeds, onFound, saying }) {
    this.place = place;
    this.candor = candor;
    // The mail is open already.
    this.deeds = { ...deeds, openMail: () => null };
    this.onFound = onFound;
    this.saying = saying;
    news.onChange((changed) => {
      const now = changed.find((message) => message.id === this.message?.id);
      if (now) {
        this.message = now;
        this.render();
      }
    });
  }

  /** @param {SentMail | null} mail @returns {Promise<boolean>} whether it is a tracked one */
  async open(mail) {
    this.turn += 1;
    const turn = this.turn;
    this.message = null;
    const { words } = this.saying();
    if (!mail) {
      this.say(words.noMail, words.noMailText);
      return false;
    }
    if (!mail.own) {
      this.say(words.notYours, words.notYoursText);
      return false;
    }
    show(this.place, el("p", { class: "empty" }, words.loading));
    const found = await recognise(this.candor, mail).catch(() => undefined);
    if (turn !== this.turn) {
      return false;
    }
    if (found === undefined) {
      this.say(words.failed, "", () => void this.open(mail));
      return true;
    }
    if (found) {
      this.onFound(found.id, mail);
    }
    this.message = found;
    this.render();
    return found !== null;
  }

  /** Let go of the mail: whatever arrives for it is not shown. */
  leave() {
    this.turn += 1;
    this.message = null;
  }

  /** @param {string} id */
  forget(id) {
    if (this.message?.id === id) {
      this.message = null;
      this.render();
    }
  }

  render() {
    const saying = this.saying();
    const { words } = saying;
    if (!this.message || this.message.state === "erased") {
      this.say(words.untracked, words.untrackedText);
      return;
    }
    show(this.place, messageCard(saying, this.message, this.deeds));
  }

  /** @param {string} title @param {string} text @param {() => void} [again] */
  say(title, text, again) {
    const { words } = this.saying();
    show(
      this.place,
      el("h2", { class: "card__name" }, title),
      text && el("p", { class: "quiet" }, text),
      again && el("button", { type: "button", class: "button", click: again }, words.retry),
    );
  }
}
