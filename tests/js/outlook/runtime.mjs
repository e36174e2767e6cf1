// Classic Outlook's event runtime in small: a bare engine without page, crypto, storage
// or address, the mailbox of the desk, and a Candor that answers as it is told.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import vm from "node:vm";
import { TOUCHES, spied } from "./spy.mjs";
import { Draft, Mailbox } from "../../../backend/desk/static/outlook/host.js";

/** @param {string} path */
const source = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

export const CANDOR = "https://candor.north.example";
const FACADE = source("backend/desk/static/outlook/office.js");
const EVENTS = source("addin_manifest/launchevent.js").replaceAll(
  "{{ public_url }}",
  CANDOR,
);

/**
 * @typedef {{status?: number, json?: object, text?: string, hang?: boolean,
 *   broken?: boolean, before?: () => void}} Reply
 * @typedef {{url: string, headers: Record<string, string>, body: any}} Request
 */

/** Time that moves only when told. */
class Clock {
  now = 0;
  last = 0;
  /** @type {Map<number, {at: number, run: () => void}>} */
  timers = new Map();

  set = (/** @type {() => void} */ run, /** @type {number} */ ms) => {
    this.last += 1;
    this.timers.set(this.last, { at: this.now + ms, run });
    return this.last;
  };

  clear = (/** @type {number} */ id) => this.timers.delete(id);

  /** @param {number} ms */
  async advance(ms) {
    this.now += ms;
    for (const [id, timer] of [...this.timers]) {
      if (timer.at <= this.now) {
        this.timers.delete(id);
        timer.run();
        await quiet();
      }
    }
  }
}

/** Wait until nothing is left to do but wait for time to pass. */
export const quiet = () => new Promise((resolve) => setImmediate(resolve));

/** One rep's Outlook with one draft open in it. */
export class Outlook {
  /**
   * @param {ConstructorParameters<typeof Draft>[0]} start
   * @param {{autoTrack?: boolean, platform?: string, token?: () => Promise<string>,
   *   lacks?: string[]}} [rep] `lacks`: members of the item this Outlook does not know
   */
  constructor(start, rep = {}) {
    this.draft = new Draft(start);
    this.mailbox = new Mailbox({
      email: "alice@north.example",
      platform: rep.platform ?? "PC",
      settings: rep.autoTrack === undefined ? {} : { autoTrack: rep.autoTrack },
      token: rep.token ?? (async () => "alice's token"),
    });
    this.mailbox.item = this.draft;
    this.clock = new Clock();
    /** @type {Request[]} */
    this.requests = [];
    /** Members of Office that were touched. @type {Set<string>} */
    this.touched = new Set();
    /** References of drafts that are to record nothing. @type {string[]} */
    this.withdrawn = [];
    /** @type {Reply} */
    this.withdrawal = { status: 204, text: "" };
    /** @type {Reply[]} */
    this.replies = [];
    /** @type {((reply: Reply) => void)[]} */
    this.pending = [];
    this.completions = 0;
    this.lacks = rep.lacks ?? [];
    this.side = this.start();
  }

  /** Load the facade and the event file into a new bare engine. */
  start() {
    const context = vm.createContext({
      XMLHttpRequest: requestClass(this),
      setTimeout: this.clock.set,
      clearTimeout: this.clock.clear,
    });
    vm.runInContext(FACADE, context);
    const side = context.officeOver(
      (/** @type {string} */ name, /** @type {unknown[]} */ args) =>
        this.mailbox.answer(name, structuredClone(args)),
    );
    Object.assign(context, {
      Office: spied(side.Office, "Office", this.touched),
      OfficeRuntime: spied(side.OfficeRuntime, "OfficeRuntime", this.touched),
    });
    vm.runInContext(EVENTS, context);
    return side;
  }

  /** Let an event begin. @param {string} name */
  begin(name) {
    this.side.moveTo(this.mailbox.place());
    for (const path of this.lacks) {
      const names = path.split(".");
      const last = String(names.pop());
      const holder = names.reduce((thing, name) => thing[name], this.side.Office.context.mailbox.item);
      delete holder[last];
    }
    this.side.run(name, () => {
      this.completions += 1;
    });
  }

  /** Let an event run as far as it can without time passing. @param {string} name */
  async fire(name) {
    this.begin(name);
    await quiet();
  }

  /** Change a field and let Outlook report it. @param {Partial<Draft["fields"]>} fields */
  async write(fields) {
    Object.assign(this.draft.fields, fields);
    await this.fire("onRecipientsChanged");
  }

  /** What was touched of Office and may not be. */
  get strayed() {
    return [...this.touched].filter((name) => !TOUCHES.has(name));
  }

  get notice() {
    return this.draft.notices.get("candor") ?? null;
  }
}

/** @param {Outlook} outlook */
function requestClass(outlook) {
  return class {
    timeout = 0;
    status = 0;
    responseText = "";
    /** @type {Record<string, string>} */
    headers = {};
    url = "";
    onload = () => undefined;
    onerror = () => undefined;

    /** @param {string} _ @param {string} url */
    open(_, url) {
      this.url = new URL(url).href;
    }

    /** @param {string} name @param {string} value */
    setRequestHeader(name, value) {
      this.headers[name] = value;
    }

    /** @param {string} text */
    send(text) {
      const { url, headers } = this;
      const body = JSON.parse(text);
      if (url === `${CANDOR}/api/v1/messages/withdraw`) {
        assert.deepEqual(Object.keys(body), ["draft_ref"]);
        outlook.withdrawn.push(body.draft_ref);
        Promise.resolve().then(() => this.arrive(outlook.withdrawal));
        return;
      }
      outlook.requests.push({ url, headers, body });
      const reply = outlook.replies.shift() ?? tracked();
      if (reply.hang) {
        outlook.pending.push((late) => this.arrive(late));
      } else {
        Promise.resolve().then(() => this.arrive(reply));
      }
    }

    /** @param {Reply} reply */
    arrive(reply) {
      reply.before?.();
      if (reply.broken) {
        this.onerror();
        return;
      }
      this.status = reply.status ?? 200;
      this.responseText = reply.text ?? JSON.stringify(reply.json);
      this.onload();
    }
  };
}

export const PIXEL =
  '<p>Opening is noticed. <a href="https://candor.north.example/privacy/t">Privacy</a></p>' +
  '<img src="https://candor.north.example/track/open/t.png" width="1" height="1" alt="">';

/** Candor's yes. @param {object} [more] @returns {Reply} */
export const tracked = (more = {}) => ({
  status: 201,
  json: {
    tracked: true,
    message_id: "0123456789abcdef0123456789abcdef",
    state: "prepared",
    mode: "detailed",
    html: PIXEL,
    insert_at: "append_on_send",
    disclosure: { shown: true, locked: false },
    ...more,
  },
});

/** Candor's no. @param {string} reason @param {string[]} who @returns {Reply} */
export const refused = (reason, ...who) => ({
  json: {
    tracked: false,
    reason,
    recipients: who.map((address) => ({ address, reason })),
    advice: "What to do.",
  },
});
