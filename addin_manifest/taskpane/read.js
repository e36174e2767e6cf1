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
 *
 * A mail that says itself that it is not tracked is looked up no further: it might be
 * taken for a draft to the same people that was thrown away. It is told all the same,
 * since a reply may carry what it quotes to somebody who may not be tracked.
 * @param {import("./api.js").Candor} candor
 * @param {SentMail} mail
 * @param {import("./office.js").Kept | null} kept what lies with the mail
 * @param {import("./traces.js").Traces} traces
 * @returns {Promise<{message: Message | null, off: boolean}>} `off`: the rep's own choice
 */
export async function recognise(candor, mail, kept, traces) {
  const copy = {
    sent_at: mail.sentAt,
    recipients: mail.recipients,
    // A new mail has no conversation before it is sent: here it is learnt.
    ...(/^[\x20-\x7e]{1,255}$/.test(mail.thread) && { thread_ref: mail.thread }),
  };
  if (kept?.any) {
    traces.seen();
  }
  if (kept?.message) {
    try {
      // The mark goes first: the mail's image is being loaded at this moment.
      const message = await candor.viewing(kept.message);
      const told = message.confirmed ? message : await candor.confirmSent(kept.message, copy);
      return { message: told, off: false };
    } catch (error) {
      if (!(error instanceof Problem && error.status === 404)) {
        throw error;
      }
    }
  }
  if (kept?.any || (kept && traces.last)) {
    const draft = kept.draft && { draft_ref: kept.draft };
    await candor.match({ ...copy, ...draft, untracked: true });
    return { message: null, off: kept.off };
  }
  const { message } = await candor.match(copy);
  return { message: message && (await candor.viewing(message.id)), off: false };
}

export class ReadView {
  /** @type {Message | null} */
  message = null;
  /** Counts the mails opened, so that a late answer for an earlier one is dropped. */
  turn = 0;
  /** Whether the rep switched tracking off for the mail in view. */
  off = false;

  /**
   * @param {object} parts
   * @param {HTMLElement} parts.place
   * @param {import("./api.js").Candor} parts.candor
   * @param {import("./news.js").News} parts.news
   * @param {import("./traces.js").Traces} parts.traces
   * @param {Deeds} parts.deeds
   * @param {(id: string, mail: SentMail) => void} parts.onFound
   * @param {() => Saying} parts.saying
   */
  constructor({ place, candor, news, traces, deeds, onFound, saying }) {
    this.place = place;
    this.candor = candor;
    this.traces = traces;
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
    this.off = false;
    const { words } = this.saying();
    if (!mail) {
      this.say(words.noMail, words.noMailText);
      return false;
    }
    show(this.place, el("p", { class: "empty" }, words.loading));
    const kept = await mail.kept();
    if (turn !== this.turn) {
      return false;
    }
    // What lies with it came from the rep's own draft, whatever address it was sent under.
    if (!mail.own && !kept?.any) {
      this.say(words.notYours, words.notYoursText);
      return false;
    }
    const found = await recognise(this.candor, mail, kept, this.traces).catch(() => undefined);
    if (turn !== this.turn) {
      return false;
    }
    if (found === undefined) {
      this.say(words.failed, "", () => void this.open(mail));
      return true;
    }
    const { message, off } = found;
    if (message) {
      this.onFound(message.id, mail);
    }
    this.message = message;
    this.off = off;
    this.render();
    return message !== null;
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
      this.say(words.untracked, this.off ? words.untrackedOff : words.untrackedText);
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
