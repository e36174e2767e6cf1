// The feed: every message the rep tracks, the latest change first; filtered and searched
// in what the pane holds.

import { messageCard, notes, sentLine, shortTime, statusLine } from "./card.js";
import { FILTERS, fits } from "./choice.js";
import { el, shapeOf, show } from "./dom.js";
import { failureWords } from "./failure.js";
import { fill, nameOf, statusWords } from "./words.js";

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./card.js").Deeds} Deeds
 * @typedef {import("./card.js").Saying} Saying
 * @typedef {import("./choice.js").Filter} Filter
 */

/** Long enough to be read aloud; later it would only be found again by browsing. */
const VOICE_MS = 5000;

export class FeedView {
  /** The message shown in full, if one is. @type {string | null} */
  chosen = null;
  /** @type {Filter} */
  filter = "all";
  search = "";
  /** What was prepared and not seen sent; asked for when it is wanted. @type {Message[] | null} */
  prepared = null;
  /** Why the last try for it failed. @type {unknown} */
  lost = null;
  loaded = false;
  /** Whether an answer may be on its way. */
  hopeful = true;
  /** Stays in place, so that the keyboard stays in the search field. */
  head = el("div", { class: "choice" });
  body = el("div");

  /**
   * @param {object} parts
   * @param {HTMLElement} parts.place
   * @param {HTMLElement} parts.voice where screen readers hear what is new
   * @param {import("./news.js").News} parts.news
   * @param {import("./marks.js").Marks} parts.marks
   * @param {() => Promise<{messages: Message[]}>} parts.latest
   * @param {Deeds} parts.deeds
   * @param {() => Saying} parts.saying
   */
  constructor({ place, voice, news, marks, latest, deeds, saying }) {
    this.voice = voice;
    this.news = news;
    this.marks = marks;
    this.latest = latest;
    this.deeds = deeds;
    this.saying = saying;
    show(place, this.head, this.body);
    this.buildHead();
    news.onChange((changed, fresh) => {
      this.loaded = true;
      if (fresh) {
        marks.begin(changed);
      } else {
        this.announce(changed);
      }
      this.prepared = this.prepared && this.prepared.filter(({ id }) => !changed.some((each) => each.id === id));
      this.render();
    });
  }

  buildHead() {
    const { words } = this.saying();
    const chips = FILTERS.map((filter) => {
      const radio = el("input", {
        type: "radio",
        name: "filter",
        class: "chip__radio",
        checked: filter === this.filter,
        change: () => void this.choose(filter),
      });
      return el("label", { class: "chip" }, radio, el("span", {}, words.filters[filter]));
    });
    const search = el("input", {
      type: "search",
      class: "field",
      "aria-label": words.search,
      placeholder: words.search,
      input: () => {
        this.search = search.value;
        this.render();
      },
    });
    show(
      this.head,
      search,
      el("div", { class: "chips", role: "radiogroup", "aria-label": words.filterLabel }, ...chips),
    );
  }

  /** @param {Filter} filter */
  async choose(filter) {
    this.filter = filter;
    this.lost = null;
    this.render();
    if (filter === "prepared") {
      await this.fetchPrepared();
    }
  }

  async fetchPrepared() {
    this.lost = null;
    this.render();
    try {
      const { messages } = await this.latest();
      this.prepared = messages.filter(({ state }) => state === "prepared");
    } catch (error) {
      this.lost = error;
    }
    this.render();
  }

  /** Say that something is looked up only while it is. @param {boolean} hopeful */
  wait(hopeful) {
    this.hopeful = hopeful;
    if (!this.loaded) {
      this.render();
    }
  }

  /** @param {string} id @returns {Message | undefined} */
  find(id) {
    return this.news.messages.get(id) ?? this.prepared?.find((message) => message.id === id);
  }

  /** Write times anew, unless the rep is being asked something. */
  tick() {
    if (!this.body.querySelector(".confirm__ask")) {
      this.render();
    }
  }

  render() {
    const saying = this.saying();
    const { words } = saying;
    const chosen = this.chosen && this.find(this.chosen);
    if (chosen) {
      this.head.hidden = true;
      show(this.body, this.backButton(saying), messageCard(saying, chosen, this.deeds));
      return;
    }
    this.chosen = null;
    const prepared = this.filter === "prepared";
    const all = prepared ? (this.prepared ?? []) : this.news.list;
    // Also with nothing listed: mail whose sending nobody saw is behind its filter.
    this.head.hidden = !this.loaded && !prepared;
    const found = all.filter((message) => fits(message, this.filter, this.search));
    const ready = prepared ? this.prepared !== null : this.loaded;
    const lost = prepared && this.lost !== null;
    const awaited = !ready && !lost && (prepared || this.hopeful);
    show(
      this.body,
      prepared && el("p", { class: "quiet choice__text" }, words.preparedText),
      lost && this.lostLine(saying),
      !prepared && this.seenButton(saying, all),
      found.length > 0
        ? el("ul", { class: "feed" }, ...found.map((message) => this.row(saying, message)))
        : ready && el("p", { class: "empty" }, all.length === 0 && !prepared ? words.feedEmpty : words.noneFound),
      awaited && el("p", { class: "empty" }, words.loading),
    );
  }

  /** What was asked for did not come; a try of the rep's own. @param {Saying} saying */
  lostLine({ words }) {
    const again = el(
      "button",
      {
        type: "button",
        class: "button",
        "data-keep": "again",
        click: () => void this.fetchPrepared(),
      },
      words.retry,
    );
    return el(
      "div",
      { class: "lost" },
      el(
        "div",
        { role: "alert" },
        el("p", {}, words.listLost),
        el("p", { class: "quiet" }, failureWords(words, this.lost)),
      ),
      again,
    );
  }

  /** @param {Saying} saying @param {Message[]} all */
  seenButton({ words }, all) {
    return (
      all.some((message) => this.marks.isNew(message)) &&
      el(
        "button",
        {
          type: "button",
          class: "button button--quiet choice__seen",
          "data-keep": "seen",
          click: () => {
            this.marks.seeAll(all);
            this.render();
          },
        },
        words.allSeen,
      )
    );
  }

  /** @param {Saying} saying @param {Message} message */
  row(saying, message) {
    const { words } = saying;
    const note = notes(saying, message);
    const at = message.summary.at;
    const isNew = this.marks.isNew(message);
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: isNew ? "feed__row feed__row--new" : "feed__row",
          "data-keep": `row-${message.id}`,
          click: () => this.open(message),
        },
        el(
          "span",
          { class: "feed__head" },
          el("span", { class: "feed__name" }, nameOf(words, message)),
          isNew && el("span", { class: "feed__new" }, words.isNew),
          at && shortTime(saying, at, "feed__at"),
        ),
        message.label?.subject && el("span", { class: "feed__subject" }, message.label.subject),
        message.state !== "prepared" && statusLine(saying, message),
        el("span", { class: "feed__note" }, sentLine(saying, message), note && ` · ${note}`),
      ),
    );
  }

  /** @param {Saying} saying */
  backButton({ words }) {
    return el(
      "button",
      {
        type: "button",
        class: "button button--quiet back",
        "data-keep": "back",
        click: () => this.close(),
      },
      shapeOf("back"),
      words.back,
    );
  }

  /** @param {Message} message */
  open(message) {
    this.marks.look(message);
    this.chosen = message.id;
    this.render();
    this.focus("back");
  }

  close() {
    const before = this.chosen;
    this.chosen = null;
    this.render();
    this.focus(`row-${before}`);
  }

  /** @param {string} kept */
  focus(kept) {
    const target = this.body.querySelector(`[data-keep="${kept}"]`);
    if (target instanceof HTMLElement) {
      target.focus();
    }
  }

  /** @param {Message[]} changed */
  announce(changed) {
    const { words } = this.saying();
    const lines = changed
      .filter((message) => this.news.messages.has(message.id) && message.summary.at)
      .map((message) =>
        fill(words.news, { name: nameOf(words, message), what: statusWords(words, message) }),
      );
    if (lines.length > 0) {
      this.voice.textContent = lines.join(". ");
      clearTimeout(this.silence);
      this.silence = setTimeout(() => this.voice.replaceChildren(), VOICE_MS);
    }
  }
}
