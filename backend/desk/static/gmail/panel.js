// The simulated Gmail of the desk: one sender's drafts and Sent folder, and the sidebar
// in which the real add-on runs.

import { ComposeWindow, emptyDraft, entries } from "./compose.js";
import { button, el, icon } from "./elements.js";
import { readManifest } from "./execution.js";
import * as letter from "./letter.js";
import { Sidebar } from "./sidebar.js";

/**
 * @typedef {import("../client.js").Desk} Desk
 * @typedef {import("../client.js").SentMail} SentMail
 * @typedef {import("./compose.js").Draft} Draft
 * @typedef {import("./sidebar.js").Context} Context
 */

const SUGGESTIONS = "gmail-people";

/** @param {HTMLElement} root @param {Desk} desk */
export async function mountGmail(root, desk) {
  const gmail = new Gmail(desk, await readManifest());
  root.classList.add("gmail-panel");
  root.append(...gmail.parts);
  await gmail.openSent();
}

class Gmail {
  /** @type {Draft[]} */
  #drafts = [];
  /** Threads of replies by the id of the mail; any other mail is its own thread. */
  /** @type {Map<string, string>} */
  #threads = new Map();
  /** @type {ComposeWindow|null} */
  #window = null;
  /** How many views were shown so far. */
  #shown = 0;

  /** @param {Desk} desk @param {import("./execution.js").Addon} addon */
  constructor(desk, addon) {
    this.desk = desk;
    this.addon = addon;
    const sender = Object.entries(desk.people).find(
      ([, it]) => it.provider === "google",
    );
    if (!sender) {
      throw new Error("nobody here signs in with Google");
    }
    this.senderName = sender[0];
    this.sender = sender[1];
    this.main = el("div", { class: "gm-main" });
    this.sidebar = new Sidebar(
      addon,
      (functionName, event, context) => this.#job(functionName, event, context),
      (url) => url.replace(placeholder(addon), desk.candorUrl),
    );
    this.folders = {
      sent: button("Sent", () => void this.openSent(), "gm-folder"),
      drafts: button("Drafts", () => this.#openDrafts(), "gm-folder"),
    };
    this.parts = this.#layout();
    desk.on("mail", () => {
      if (this.main.dataset["view"] === "sent") {
        void this.openSent();
      }
    });
  }

  #layout() {
    const addresses = Object.values(this.desk.people).map(({ email }) => email);
    const writing = button("Compose", () => this.#compose(emptyDraft()), "gm-write");
    writing.prepend(icon("edit"));
    const opener = button(
      `Open ${this.addon.name}`,
      () => this.#openSidebar(),
      "gm-round gm-opener",
      el("span", { class: "gm-addon-mark", "aria-hidden": "true" }, "C"),
    );
    return [
      el(
        "nav",
        { class: "gm-nav", "aria-label": "Gmail folders" },
        writing,
        this.folders.sent,
        this.folders.drafts,
        el("span", { class: "gm-who" }, this.sender.email),
        opener,
      ),
      el("div", { class: "gm-columns" }, this.main, this.sidebar.element),
      el(
        "datalist",
        { id: SUGGESTIONS },
        ...addresses.map((value) => el("option", { value })),
      ),
    ];
  }

  #openSidebar() {
    this.sidebar.open();
    this.sidebar.reload();
  }

  /** @param {string} view @param {...Node} shown */
  #show(view, ...shown) {
    this.#keepDraft();
    this.#shown += 1;
    this.main.dataset["view"] = view;
    this.main.replaceChildren(...shown);
    for (const [name, each] of Object.entries(this.folders)) {
      each.setAttribute("aria-current", String(name === view));
    }
    const count = this.#drafts.length;
    this.folders.drafts.textContent = count > 0 ? `Drafts ${count}` : "Drafts";
  }

  /** Leaving a compose window keeps what is in it, as Gmail's autosave does. */
  #keepDraft() {
    const draft = this.#window?.read();
    this.#window = null;
    if (draft && (draft.to || draft.cc || draft.bcc || draft.subject || draft.html)) {
      this.#drafts.unshift(draft);
    }
  }

  async openSent() {
    const since = this.#shown;
    const mails = await this.desk.sent(this.sender.email);
    if (this.#shown !== since) {
      return; // something else was opened while the folder was asked for
    }
    const rows = mails.map((mail) =>
      row(
        [...mail.to, ...mail.cc, ...mail.bcc].join(", "),
        mail.subject,
        clock(mail.sent_at),
        () => this.#openMail(mail),
      ),
    );
    this.#show("sent", list("Sent", rows, "Nothing sent yet. Press Compose."));
    this.#home();
  }

  #openDrafts() {
    this.#keepDraft();
    const rows = this.#drafts.map((draft, at) =>
      row(draft.to || "(nobody yet)", draft.subject, "Draft", () => {
        this.#drafts.splice(at, 1);
        this.#compose(draft);
      }),
    );
    this.#show("drafts", list("Drafts", rows, "No drafts."));
    this.#home();
  }

  #home() {
    const trigger = this.addon.runs.home;
    this.sidebar.show({ trigger, gmail: () => ({}), mail: null });
  }

  /** @param {Draft} draft */
  #compose(draft) {
    const window = new ComposeWindow(draft, {
      send: (ready) => this.#send(ready),
      leave: () => void this.openSent(),
      track: () => this.#openSidebar(),
      trackLabel: `${this.addon.name}: ${this.addon.runs.composeText}`,
      suggestions: SUGGESTIONS,
    });
    this.#show("compose", window.element);
    this.#window = window;
    this.sidebar.show({
      trigger: this.addon.runs.compose,
      gmail: () => window.gmail(),
      mail: null,
      updateDraft: (body) => window.updateDraft(body),
    });
    window.fields.to.input.focus();
  }

  /** @param {Draft} draft */
  async #send(draft) {
    const receipt = await this.desk.send({
      from: this.sender.email,
      to: entries(draft.to).map(address),
      cc: entries(draft.cc).map(address),
      bcc: entries(draft.bcc).map(address),
      subject: draft.subject,
      html: draft.html,
      compose_type: draft.composeType,
    });
    if (draft.answers) {
      this.#threads.set(receipt.id, draft.answers.threadId);
    }
    this.#window = null;
    await this.openSent();
  }

  /** @param {SentMail} mail */
  #openMail(mail) {
    const { shown, images } = letter.open(mail.html);
    const note = el("p", { class: "gm-hint", role: "status" });
    const headers = /** @type {const} */ (["from", "to", "cc", "bcc"])
      .map((name) => [name, [mail[name]].flat().join(", ")])
      .filter(([, value]) => value);
    const article = el(
      "article",
      { class: "gm-mail", "aria-label": "Sent mail" },
      el("h3", {}, mail.subject || "(no subject)"),
      el(
        "dl",
        {},
        ...headers.map(([name = "", value = ""]) =>
          el("div", {}, el("dt", {}, title(name)), el("dd", {}, value)),
        ),
        el("div", {}, el("dt", {}, "Sent"), el("dd", {}, clock(mail.sent_at))),
      ),
      el("div", { class: "gm-mail-body" }, shown),
      note,
      el(
        "footer",
        { class: "gm-buttons" },
        button("Reply", () => this.#compose(this.#answer(mail, "reply"))),
        button("Forward", () => this.#compose(this.#answer(mail, "forward"))),
      ),
    );
    this.#show("mail", article);
    // As in Gmail, showing the mail loads its images, the pixel among them.
    void letter.fetchImages(images, note);
    const ids = this.#ids(mail);
    this.sidebar.show({
      trigger: this.addon.runs.message,
      gmail: () => ({ ...ids, accessToken: "open-message" }),
      mail: {
        id: ids.messageId,
        threadId: ids.threadId,
        from: `${title(this.senderName)} <${mail.from}>`,
        to: mail.to.join(", "),
        cc: mail.cc.join(", "),
        bcc: mail.bcc.join(", "),
        date: mail.sent_at,
        draft: false,
      },
    });
  }

  /** @param {SentMail} mail */
  #ids(mail) {
    const threadId = this.#threads.get(mail.id) ?? `thread-a:r-${mail.id}`;
    return { messageId: `msg-a:r-${mail.id}`, threadId };
  }

  /** @param {SentMail} mail @param {"reply"|"forward"} composeType @returns {Draft} */
  #answer(mail, composeType) {
    const holder = el("div", {}, el("p", {}, el("br")), el("blockquote"));
    const quote = holder.querySelector("blockquote");
    quote?.append(letter.open(mail.html).shown);
    const prefix = composeType === "reply" ? "Re: " : "Fwd: ";
    return {
      ...emptyDraft(),
      to: composeType === "reply" ? mail.to.join(", ") : "",
      subject: mail.subject.startsWith(prefix) ? mail.subject : prefix + mail.subject,
      html: letter.close(holder),
      composeType,
      answers: composeType === "reply" ? this.#ids(mail) : null,
    };
  }

  /**
   * @param {string} functionName
   * @param {object} event
   * @param {Context} context
   * @returns {Promise<import("./execution.js").Job>}
   */
  async #job(functionName, event, context) {
    const { whitelist, scopes, timeZone } = this.addon;
    return {
      functionName,
      event,
      around: {
        email: this.sender.email,
        token: await this.desk.token(this.senderName),
        whitelist,
        scopes,
        timeZone,
        locale: navigator.language,
        mail: context.mail,
      },
      candorUrl: this.desk.candorUrl,
      configuredUrl: placeholder(this.addon),
    };
  }
}

/** @param {import("./execution.js").Addon} addon @returns {string} */
function placeholder({ whitelist }) {
  return new URL(whitelist[0] ?? "").origin;
}

/** @param {string} heading @param {Node[]} rows @param {string} empty */
function list(heading, rows, empty) {
  const shown = rows.length > 0 ? el("ul", {}, ...rows) : el("p", {}, empty);
  return el("section", { class: "gm-list" }, el("h3", {}, heading), shown);
}

/** @param {string} who @param {string} what @param {string} when @param {() => void} open */
function row(who, what, when, open) {
  const parts = [
    el("span", { class: "gm-row-who" }, who),
    el("span", { class: "gm-row-when" }, when),
    el("span", { class: "gm-row-what" }, what || "(no subject)"),
  ];
  const made = el("button", { type: "button" }, ...parts);
  made.addEventListener("click", open);
  return el("li", {}, made);
}

/** @param {string} entry `Dave <dave@customer.example>` or the address alone. */
function address(entry) {
  return /<([^<>]+)>/.exec(entry)?.[1] ?? entry;
}

/** @param {string} word */
function title(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** @param {string} iso */
function clock(iso) {
  const style = /** @type {const} */ ({ dateStyle: "medium", timeStyle: "short" });
  return new Date(iso).toLocaleString("en-GB", style);
}
