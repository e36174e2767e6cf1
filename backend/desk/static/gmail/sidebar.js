// Gmail's sidebar: runs the add-on for what is open, keeps the stack of its cards.

import { button, el, icon } from "./elements.js";
import { execute } from "./execution.js";
import { openLink, renderCard } from "./render.js";

/**
 * @typedef {import("./recording.js").Recorded} Recorded
 *
 * @typedef {object} Context What the sidebar stands beside.
 * @property {string} trigger The function of the add-on that draws its first card.
 * @property {() => object} gmail The `gmail` part of the event.
 * @property {import("./standin.js").Mail|null} mail
 * @property {(body: Recorded) => void} [updateDraft]
 */

/** How long a toast stays, in milliseconds. */
const TOAST_MS = 8_000;

export class Sidebar {
  /** @type {Recorded[]} */
  #cards = [];
  /** @type {Context|null} */
  #context = null;
  #running = new AbortController();
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #toastEnd;

  /**
   * @param {import("./execution.js").Addon} addon
   * @param {(functionName: string, event: object, context: Context) =>
   *   Promise<import("./execution.js").Job>} prepare
   * @param {(url: string) => string} atHome Turns the manifest's placeholder of an
   *   address into Candor's own.
   */
  constructor(addon, prepare, atHome) {
    this.addon = addon;
    this.prepare = prepare;
    this.atHome = atHome;
    this.stage = el("div", { class: "gm-stage", tabindex: "-1" });
    this.toast = el("div", { class: "gm-toast", role: "status" });
    this.progress = el("div", { class: "gm-progress", "aria-hidden": "true" });
    this.back = button("Back", () => this.#pop(), "gm-round", icon("arrow_back"));
    this.element = el(
      "aside",
      { class: "gm-sidebar", "aria-label": `${addon.name} add-on` },
      el(
        "div",
        { class: "gm-sidebar-bar" },
        this.back,
        el("span", { class: "gm-addon-mark", "aria-hidden": "true" }, "C"),
        el("strong", {}, addon.name),
        this.#menu(),
        button("Reload", () => this.reload(), "gm-round", icon("refresh")),
        button("Close the sidebar", () => this.close(), "gm-round", icon("close")),
      ),
      this.progress,
      this.stage,
      this.toast,
    );
    this.#draw();
  }

  /** The universal actions, which Gmail offers on every card. */
  #menu() {
    const items = this.addon.menu.map(({ label, runFunction, openLink: url }) => {
      const item = el("button", { type: "button", class: "gm-menu-item" }, label);
      item.addEventListener("click", () => {
        menu.open = false;
        if (runFunction) {
          void this.#run(runFunction, {}, {});
        } else if (url) {
          openLink({ kind: "OpenLink", url: this.atHome(url) });
        }
      });
      return item;
    });
    const menu = el(
      "details",
      { class: "gm-menu" },
      el("summary", { class: "gm-round", "aria-label": "Menu" }, icon("more_vert")),
      el("div", { class: "gm-menu-items" }, ...items),
    );
    return menu;
  }

  get isOpen() {
    return !this.element.hidden;
  }

  open() {
    this.element.hidden = false;
  }

  close() {
    this.element.hidden = true;
    this.#running.abort();
  }

  /** @param {Context} context */
  show(context) {
    this.#context = context;
    this.#cards = [];
    this.#draw();
    if (this.isOpen) {
      this.reload();
    }
  }

  /** Run the trigger anew, as Gmail's own menu item does. */
  reload() {
    if (this.#context) {
      void this.#run(this.#context.trigger, {}, {});
    }
  }

  /**
   * @param {string} functionName
   * @param {Record<string, string>} parameters
   * @param {object} formInputs
   */
  async #run(functionName, parameters, formInputs) {
    const context = this.#context;
    if (!context) {
      return;
    }
    this.#running.abort();
    const running = new AbortController();
    this.#running = running;
    const event = {
      commonEventObject: { hostApp: "GMAIL", platform: "WEB", parameters, formInputs },
      gmail: context.gmail(),
    };
    this.#busy(true);
    this.toast.replaceChildren();
    try {
      const job = await this.prepare(functionName, event, context);
      running.signal.throwIfAborted(); // it may have been left meanwhile
      const answer = await execute(job, running.signal);
      this.#take(answer, context);
    } catch (error) {
      if (!running.signal.aborted) {
        this.#say(`Error with the add-on. ${error}`);
      }
    } finally {
      if (this.#running === running) {
        this.#busy(false);
      }
    }
  }

  /** @param {Recorded} answer @param {Context} context */
  #take(answer, context) {
    if (answer.kind === "Card") {
      this.#cards = [answer];
      this.#draw();
      return;
    }
    if (answer.kind === "UniversalActionResponse") {
      this.#cards.push(...answer["cards"]);
      this.#draw();
      return;
    }
    if (answer.kind === "UpdateDraftActionResponse") {
      context.updateDraft?.(answer["body"]);
      return;
    }
    for (const { step, card } of answer["navigation"]?.steps ?? []) {
      this.#navigate(step, card);
    }
    if (answer["navigation"]) {
      this.#draw();
    }
    if (answer["notification"]) {
      this.#say(answer["notification"].text);
    }
    if (answer["openLink"]) {
      openLink(answer["openLink"]);
    }
  }

  /** @param {"pop"|"root"|"push"|"update"} step @param {Recorded} card */
  #navigate(step, card) {
    if (step === "push") {
      this.#cards.push(card);
    } else if (step === "update") {
      this.#cards.splice(-1, 1, card);
    } else {
      this.#cards.splice(step === "pop" ? Math.max(1, this.#cards.length - 1) : 1);
    }
  }

  #pop() {
    this.#navigate("pop", { kind: "Card" });
    this.#draw();
  }

  #draw() {
    const card = this.#cards.at(-1);
    const focused = this.stage.contains(document.activeElement);
    this.back.hidden = this.#cards.length < 2;
    this.stage.replaceChildren(
      ...(card
        ? [
            renderCard(card, (action, formInputs) => {
              const given = action["parameters"] ?? {};
              void this.#run(action["functionName"], given, formInputs);
            }),
          ]
        : []),
    );
    if (focused) {
      this.stage.focus(); // what was pressed is gone; the keyboard goes on from here
    }
  }

  /** @param {boolean} busy */
  #busy(busy) {
    this.element.setAttribute("aria-busy", String(busy));
    this.progress.classList.toggle("gm-moving", busy);
  }

  /** @param {string} words */
  #say(words) {
    clearTimeout(this.#toastEnd);
    this.toast.textContent = words;
    this.#toastEnd = setTimeout(() => this.toast.replaceChildren(), TOAST_MS);
  }
}
