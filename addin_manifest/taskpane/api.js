// Candor's HTTP API, as far as the pane uses it.

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./types.js").Feed} Feed
 * @typedef {import("./types.js").Me} Me
 */

/** Longer than the longest wait of the feed. */
const TIMEOUT_MS = 40000;

/**
 * Read what a refused token lacks, as Entra's resources tell it: the claims parameter of
 * WWW-Authenticate, base64 of JSON.
 * https://learn.microsoft.com/entra/identity-platform/claims-challenge
 * @param {string | null} header
 * @returns {string | undefined}
 */
export function claimsOf(header) {
  const found = /\bclaims="([A-Za-z0-9+/_=-]+)"/.exec(header ?? "");
  if (!found?.[1]) {
    return undefined;
  }
  try {
    const text = atob(found[1].replaceAll("-", "+").replaceAll("_", "/"));
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}

/**
 * @typedef {{sent_at: string, recipients: string[], thread_ref?: string}} Copy
 * @typedef {Copy & {draft_ref?: string, untracked?: boolean}} Unknown A copy of a mail of
 *   which the number is not known; `untracked`: it says itself that nothing was registered
 */

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
  prefer(preferences) {
    return this.request("PATCH", "me", { preferences });
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
    const response = first.status === 401 ? await this.again(first, [method, path, body, signal]) : first;
    if (response.status === 204) {
      return undefined;
    }
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) {
      throw new Problem(response.status, String(answer.type ?? "").replace("/problems/", ""));
    }
    return answer;
  }

  /**
   * @param {Response} refusal
   * @param {[string, string, object?, AbortSignal?]} request
   */
  async again(refusal, request) {
    this.claims = claimsOf(refusal.headers.get("WWW-Authenticate"));
    return this.once(...request);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {AbortSignal} [signal]
   */
  async once(method, path, body, signal) {
    const token = await this.token(this.claims).catch(() => {
      throw new Problem(401, "unauthenticated");
    });
    const limit = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const response = await this.fetch.call(undefined, new URL(path, this.base), {
        method,
        headers: {
          Authorization: `Bearer ${token}`,
          ...(body && { "Content-Type": "application/json" }),
        },
        body: body && JSON.stringify(body),
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
        credentials: "omit",
        cache: "no-store",
      });
      if (response.ok) {
        this.claims = undefined;
      }
      return response;
    } catch (error) {
      throw signal?.aborted ? error : new Problem(0, "unreachable");
    }
  }
}
