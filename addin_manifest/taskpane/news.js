// What the pane holds of the feed: each message once, the latest change first.

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./types.js").Feed} Feed
 */

const GONE = ["withdrawn", "erased", "expired"];

export class News {
  /** @type {Map<string, Message>} */
  messages = new Map();
  /** @type {((changed: Message[], fresh: boolean) => void)[]} */
  listeners = [];

  /** @param {(changed: Message[], fresh: boolean) => void} listener */
  onChange(listener) {
    this.listeners.push(listener);
  }

  /**
   * Take an answer of the feed.
   * @param {Feed} feed
   * @param {boolean} fresh whether it holds the latest rather than the changes since
   */
  take(feed, fresh) {
    if (fresh) {
      this.messages.clear();
    }
    // The latest come newest first, the changes oldest first.
    const changed = fresh ? [...feed.messages].reverse() : feed.messages;
    changed.forEach((message) => this.put(message));
    this.tell(changed, fresh);
  }

  /** Take the answer to something the rep did. @param {Message} message */
  update(message) {
    if (this.messages.has(message.id)) {
      this.messages.set(message.id, message);
    }
    this.tell([message], false);
  }

  /** @param {string} id */
  drop(id) {
    this.messages.delete(id);
    this.tell([], false);
  }

  /** @returns {Message[]} */
  get list() {
    return [...this.messages.values()].reverse();
  }

  /** @param {Message} message */
  put(message) {
    // Set again to move it to the end, the newest place.
    this.messages.delete(message.id);
    if (!GONE.includes(message.state)) {
      this.messages.set(message.id, message);
    }
  }

  /** @param {Message[]} changed @param {boolean} fresh */
  tell(changed, fresh) {
    this.listeners.forEach((listener) => listener(changed, fresh));
  }
}
