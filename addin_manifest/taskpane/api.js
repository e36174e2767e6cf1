// Candor's HTTP API, as far as the pane uses it.

import { claimsOf } from "./claims.js";
import { limit } from "./limit.js";

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./types.js").Feed} Feed
 * @typedef {import("./types.js").Me} Me
 */

/** Longer than the longest wait of the feed. */
const TIMEOUT_MS = 40000;

/**
 * @typedef {{sent_at: string, recipients: string[], thread_ref?: string}} Copy
 * @typedef {Copy & {draft_ref?: string, untracked?: boolean}} Unknown A copy of a mail of
 *   which the number is not known; `untracked`: it says itself that nothing was registered
 */

/** @typedef {{status: number, challenge: string | null, answer: any}} Said */

/** A refusal by the API, or no answer at all (status 0). */
export class Problem extends Error {
  /** @param {number} status @param {string} kind */
  constructor(status, kind) {
    super(kind);
    this.status = status;
    this.kind = kind;
  }
}

export class Candor {
  /** What the last refused token lacked; the next sign-in asks for it. @type {string | undefined} */
  claims;

  /**
   * @param {{base: string, token: (claims?: string) => Promise<string>,
   *   fetch: typeof globalThis.fetch}} way
   */
  constructor({ base, token, fetch }) {
    this.base = base;
    this.token = token;
    this.fetch = fetch;
  }

  /** @returns {Promise<Me>} */
  me() {
    return this.request("GET", "me");
  }

  /**
   * @param {Partial<Me["preferences"]>} preferences
   * @returns {Promise<Me>}
   */
  async prefer(preferences) {
    try {
      return await this.request("PATCH", "me", { preferences });
    } catch (error) {
      // Perhaps only the answer was lost on its way: then what was wanted holds.
      const me = uncertain(error) ? await this.me().catch(() => null) : null;
      if (me && holds(me.preferences, preferences)) {
        return me;
      }
      throw error;
    }
  }

  /** The latest messages, also those whose send was not seen. @returns {Promise<{messages: Message[]}>} */
  latest() {
    return this.request("GET", "messages?limit=100");
  }

  /**
   * @param {string} id
   * @param {string} target
   * @param {string} text "" leaves it to the server
   * @returns {Promise<{html: string}>}
   */
  makeLink(id, target, text) {
    return this.request("POST", `messages/${id}/links`, { target, ...(text && { text }) });
  }

  /**
   * @param {string | null} after
   * @param {AbortSignal} signal
   * @returns {Promise<Feed>}
   */
  feed(after, signal) {
    const query = after === null ? "" : `?after=${encodeURIComponent(after)}&wait=25`;
    return this.request("GET", `feed${query}`, undefined, signal);
  }

  /** @param {Unknown} copy @returns {Promise<{message: Message | null}>} */
  match(copy) {
    return this.request("POST", "messages/match", { channel: "outlook", ...copy });
  }

  /** @param {string} id @param {Copy} copy @returns {Promise<Message>} */
  confirmSent(id, copy) {
    return this.request("POST", `messages/${id}/sent`, copy);
  }

  /** @param {string} id @returns {Promise<Message>} */
  viewing(id) {
    return this.request("POST", `messages/${id}/viewing`, {});
  }

  /** @param {string} id @returns {Promise<Message>} */
  stop(id) {
    return this.request("POST", `messages/${id}/stop`, {});
  }

  /** @param {string} id @returns {Promise<{url: string}>} */
  privacyLink(id) {
    return this.request("POST", `messages/${id}/privacy-link`, {});
  }

  /** @param {string} id @returns {Promise<void>} */
  erase(id) {
    return this.request("DELETE", `messages/${id}`);
  }

  /** @param {string} id @returns {Promise<Message>} */
  mine(id) {
    return this.request("POST", `opens/${id}/mine`, {});
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {AbortSignal} [signal]
   * @returns {Promise<any>}
   */
  async request(method, path, body, signal) {
    const first = await this.once(method, path, body, signal);
    // A token that ran out on the way is worth one more try with a new one.
    const last = first.status === 401 ? await this.again(first, [method, path, body, signal]) : first;
    if (last.status >= 400) {
      throw new Problem(last.status, String(last.answer?.type ?? "").replace("/problems/", ""));
    }
    return last.answer;
  }

  /**
   * @param {Said} refusal
   * @param {[string, string, object?, AbortSignal?]} request
   */
  async again(refusal, request) {
    this.claims = claimsOf(refusal.challenge);
    return this.once(...request);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {AbortSignal} [signal]
   * @returns {Promise<Said>}
   */
  async once(method, path, body, signal) {
    const token = await this.token(this.claims).catch(() => {
      throw new Problem(401, "unauthenticated");
    });
    const limited = limit(TIMEOUT_MS, signal);
    try {
      const response = await this.fetch.call(undefined, new URL(path, this.base), {
        method,
        headers: {
          Authorization: `Bearer ${token}`,
          ...(body && { "Content-Type": "application/json" }),
        },
        body: body && JSON.stringify(body),
        signal: limited.signal,
        credentials: "omit",
        cache: "no-store",
      });
      if (response.ok) {
        this.claims = undefined;
      }
      return await heard(response);
    } catch (error) {
      throw signal?.aborted ? error : new Problem(0, "unreachable");
    } finally {
      limited.release();
    }
  }
}

/** Tell whether Candor may have done what it did not answer. @param {unknown} error */
function uncertain(error) {
  return error instanceof Problem && (error.status === 0 || error.status >= 500);
}

/** @param {object} all @param {object} some */
function holds(all, some) {
  const found = { ...all, ...some };
  return JSON.stringify(found) === JSON.stringify(all);
}

/**
 * Read an answer. A yes that is not Candor's own, such as the page of a hotel's network,
 * is none; a no counts as one whatever it is wrapped in.
 * @param {Response} response
 * @returns {Promise<Said>}
 */
async function heard(response) {
  const { status, ok } = response;
  const text = status === 204 ? "null" : await response.text();
  const challenge = response.headers.get("WWW-Authenticate");
  try {
    return { status, challenge, answer: JSON.parse(text) ?? undefined };
  } catch (error) {
    if (ok) {
      throw error;
    }
    return { status, challenge, answer: undefined };
  }
}
