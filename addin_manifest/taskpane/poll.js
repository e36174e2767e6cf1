// The feed's heartbeat: one request in flight while somebody looks, none otherwise.

import { Problem } from "./api.js";

/** @typedef {import("./types.js").Feed} Feed */
/** @typedef {"connecting" | "live" | "offline" | "signed_out" | "forbidden"} Link */

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60000;
/** A server without room for who waits answers at once: then it is asked now and then. */
const AT_ONCE_MS = 1000;
const UNHELD_PAUSE_MS = 5000;

export class Poll {
  /**
   * @param {object} way
   * @param {(after: string | null, signal: AbortSignal) => Promise<Feed>} way.feed
   * @param {(feed: Feed, fresh: boolean) => void} way.onFeed
   * @param {(link: Link) => void} way.onLink
   * @param {(ms: number, signal: AbortSignal) => Promise<void>} way.pause
   * @param {() => number} [way.now] milliseconds since whenever
   */
  constructor({ feed, onFeed, onLink, pause, now = () => performance.now() }) {
    this.feed = feed;
    this.onFeed = onFeed;
    this.onLink = onLink;
    this.pause = pause;
    this.now = now;
    /** @type {string | null} */
    this.cursor = null;
    /** @type {AbortController | null} */
    this.running = null;
  }

  /** Begin, or begin again at once when a pause was being made. */
  start() {
    this.stop();
    const running = new AbortController();
    this.running = running;
    return this.run(running.signal);
  }

  /** Let go of the request in flight. */
  stop() {
    this.running?.abort();
    this.running = null;
  }

  /** @param {AbortSignal} signal */
  async run(signal) {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const after = this.cursor;
        const asked = this.now();
        const feed = await this.feed(after, signal);
        const unheld = this.now() - asked < AT_ONCE_MS;
        if (signal.aborted) {
          return;
        }
        failures = 0;
        this.cursor = feed.cursor;
        this.onLink("live");
        this.onFeed(feed, after === null);
        if (after !== null && unheld && feed.messages.length === 0) {
          await this.pause(UNHELD_PAUSE_MS, signal);
        }
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        failures += 1;
        this.onLink(this.linkAfter(error));
        await this.pause(pauseAfter(failures), signal).catch(() => undefined);
      }
    }
  }

  /** @param {unknown} error @returns {Link} */
  linkAfter(error) {
    const status = error instanceof Problem ? error.status : 0;
    if (status === 422) {
      // A cursor the server does not know, after a restored backup: start afresh.
      this.cursor = null;
    }
    if (status === 401) {
      return "signed_out";
    }
    return status === 403 ? "forbidden" : "offline";
  }
}

/** Double the pause with each failure. @param {number} failures */
export function pauseAfter(failures) {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
}

/** @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
export function pause(ms, signal) {
  return new Promise((resolve) => {
    // Spread out, so that panes do not all return in the same moment.
    const timer = setTimeout(resolve, ms * (0.75 + Math.random() / 2));
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
