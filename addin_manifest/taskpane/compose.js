// The mail being written: whether it will be tracked, and if not, who or what prevents it.

import { el, shapeOf, show } from "./dom.js";
import { alertLine, failureWords, signInWords } from "./failure.js";

/**
 * @typedef {import("./words.js").Words} Words
 * @typedef {"off" | "waiting" | "checking" | "tracked" | "prevented"} Stage
 */

const LOOK_MS = 1000;
/** Looks at an unsettled draft before the pane settles it, should the event not have fired. */
const PATIENCE = 6;

/** What may be over at the next try; the rest lasts as long as the mail is as it is. */
const AGAIN = ["sign_in", "forbidden", "busy", "unreachable", "failed"];

/** Name the stage of a draft. @param {Draft} draft @param {boolean} wanted @returns {Stage} */
export function stageOf(draft, wanted) {
  if (!wanted) {
    return "off";
  }
  if (draft.addresses.length === 0) {
    return "waiting";
  }
  const { outcome } = draft;
  if (!outcome || outcome.set !== draft.set) {
    return "checking";
  }
  return outcome.tracked ? "tracked" : "prevented";
}

export class ComposeView {
  /** @type {Office.MessageCompose | null} */
  item = null;
  unsettled = 0;
  /** The recipients that were settled anew because an event could not sign in. */
  signedInFor = "";
  /** Counts what the rep asked for, so that what came of an earlier wish is not said. */
  turn = 0;
  /** How much is being done to the draft at this moment. */
  busy = 0;
  head = el("div");
  /** What came of the switch, and of another try, where it was not what the rep wanted. */
  switchSaid = alertLine();
  againSaid = alertLine();
  /** Stays in place, so that screen readers hear what changes in it. */
  verdict = el("section", { role: "status" });
  foot = el("div");
  /** What was drawn last; drawn again only when it differs. */
  drawn = "";

  /**
   * @param {object} parts
   * @param {HTMLElement} parts.place
   * @param {() => Words} parts.words
   * @param {() => Promise<unknown>} parts.signIn
   * @param {import("./insert.js").InsertView} parts.link
   */
  constructor({ place, words, signIn, link }) {
    this.place = place;
    this.words = words;
    this.link = link;
    this.signIn = signIn;
  }

  /** @param {Office.MessageCompose} item */
  open(item) {
    this.close();
    this.item = item;
    this.signedInFor = "";
    this.drawn = "";
    this.unsay();
    show(
      this.place,
      this.head,
      this.switchSaid,
      this.verdict,
      this.foot,
      this.againSaid,
      this.link.root,
      el("p", { class: "quiet foot" }, this.words().neverReads),
    );
    this.timer = setInterval(() => void this.look(), LOOK_MS);
    item.addHandlerAsync(Office.EventType.RecipientsChanged, () => void this.look());
    return this.look();
  }

  close() {
    this.turn += 1;
    clearInterval(this.timer);
    this.item = null;
  }

  async look() {
    const item = this.item;
    if (!item || document.hidden) {
      return;
    }
    const draft = await readDraft(item).catch(() => null);
    if (item !== this.item) {
      return;
    }
    if (!draft) {
      if (!this.drawn) {
        this.render("prevented", untracked("", "old_outlook"));
      }
      return;
    }
    const stage = stageOf(draft, wantsTracking(draft));
    this.render(stage, draft.outcome);
    this.unsettled = stage === "checking" ? this.unsettled + 1 : 0;
    if (draft.outcome?.reason === "sign_in" && this.signedInFor !== draft.set) {
      // An event has one way to sign in, the pane has more.
      this.signedInFor = draft.set;
      await this.doing(() => settleDraft(item, false));
    } else if (this.unsettled >= PATIENCE) {
      this.unsettled = 0;
      await this.doing(() => settleDraft(item, false));
    }
  }

  /** The rep has signed in: what failed for want of that is worth another try. */
  signedIn() {
    this.signedInFor = "";
    return this.look();
  }

  /** Settle the draft in view anew, after the rep's habit changed. */
  async resettle() {
    const item = this.item;
    if (item) {
      await this.during(() => settleDraft(item, false));
    }
  }

  /** Have the draft in view judged anew, after the rep's own rules changed. */
  async rejudge() {
    const item = this.item;
    if (item) {
      await this.during(async () => {
        await remember(item, "outcome", "");
        await settleDraft(item, false);
      });
    }
  }

  /** Do what is due by itself; one at a time. @param {() => Promise<unknown>} work */
  async doing(work) {
    if (this.busy === 0) {
      await this.during(work);
    }
  }

  /**
   * Do what the rep asked for, whatever else is being done: of two the newer one decides.
   * @param {HTMLElement} said
   * @param {() => Promise<string>} work ends in what there is to say, "" for nothing
   */
  async asked(said, work) {
    this.turn += 1;
    const { turn } = this;
    this.unsay();
    let text = "";
    await this.during(async () => {
      text = await work().catch((error) => failureWords(this.words(), error));
    });
    if (turn === this.turn) {
      said.textContent = text;
    }
  }

  /** What was said holds for what was drawn then. */
  unsay() {
    this.switchSaid.textContent = "";
    this.againSaid.textContent = "";
  }

  /** @param {() => Promise<unknown>} work */
  async during(work) {
    this.busy += 1;
    await work().catch(() => undefined);
    this.busy -= 1;
    await this.look();
  }

  /** @param {Office.MessageCompose} item @param {boolean} on */
  async choose(item, on) {
    await chooseTracking(item, on);
    const kept = wantsTracking(await readDraft(item)) === on;
    return kept ? "" : this.words().failed;
  }

  /** Try again what failed. @param {Office.MessageCompose} item @param {string} reason */
  async again(item, reason) {
    if (reason === "sign_in") {
      try {
        await this.signIn();
      } catch (error) {
        return signInWords(this.words(), error);
      }
    }
    await settleDraft(item, true);
    const { outcome } = await readDraft(item);
    return outcome && AGAIN.includes(outcome.reason) ? this.words().failed : "";
  }

  /** @param {Stage} stage @param {Outcome | null} outcome */
  render(stage, outcome) {
    const drawn = JSON.stringify([stage, outcome]);
    if (drawn === this.drawn) {
      return;
    }
    this.drawn = drawn;
    this.unsay();
    const words = this.words();
    const [title, text] = this.saying(stage, outcome);
    const named = stage === "prevented" && outcome !== null && outcome.people.length > 0;
    show(this.head, this.switch(stage !== "off"));
    this.verdict.className = `verdict verdict--${stage}`;
    show(
      this.verdict,
      el("p", { class: "verdict__title" }, shapeOf(stage), el("span", {}, title)),
      !named && el("p", {}, text),
      named && this.people(outcome),
      stage === "prevented" && outcome && this.advice(outcome),
      stage === "tracked" && el("p", {}, outcome?.disclosed ? words.disclosed : words.undisclosed),
    );
    const worthwhile = outcome && AGAIN.includes(outcome.reason);
    show(this.foot, stage === "prevented" && worthwhile && this.againButton(outcome));
    this.link.show(stage === "tracked" ? (outcome?.message ?? "") : "");
  }

  /** @param {Stage} stage @param {Outcome | null} outcome @returns {[string, string]} */
  saying(stage, outcome) {
    const words = this.words();
    if (stage === "prevented") {
      return [words.untracked, words.obstacles[outcome?.reason ?? ""] ?? words.unknown];
    }
    return [words[stage], words[/** @type {"offText"} */ (`${stage}Text`)]];
  }

  /** @param {Outcome} outcome */
  people(outcome) {
    const words = this.words();
    const people = outcome.people.map((person) =>
      el(
        "li",
        {},
        el("span", { class: "who" }, person.address),
        el("span", { class: "quiet" }, words.prevents[person.reason] ?? ""),
      ),
    );
    return el("ul", { class: "people" }, ...people);
  }

  /** What to do about it; in Candor's own words where the reason is new. @param {Outcome} outcome */
  advice({ reason, advice }) {
    const words = this.words();
    const text = words.advice[reason] ?? (words.obstacles[reason] ? "" : advice);
    return text && el("p", {}, text);
  }

  /** @param {boolean} on */
  switch(on) {
    const item = /** @type {Office.MessageCompose} */ (this.item);
    return el(
      "button",
      {
        type: "button",
        class: "switch",
        role: "switch",
        "aria-checked": String(on),
        "data-keep": "switch",
        click: () => void this.asked(this.switchSaid, () => this.choose(item, !on)),
      },
      el("span", { class: "switch__label" }, this.words().switchLabel),
      el("span", { class: "switch__track", "aria-hidden": "true" }),
    );
  }

  /** @param {Outcome} outcome */
  againButton(outcome) {
    const item = /** @type {Office.MessageCompose} */ (this.item);
    const words = this.words();
    return el(
      "button",
      {
        type: "button",
        class: "button",
        "data-keep": "again",
        click: () => void this.asked(this.againSaid, () => this.again(item, outcome.reason)),
      },
      outcome.reason === "sign_in" ? words.signIn : words.retry,
    );
  }
}
