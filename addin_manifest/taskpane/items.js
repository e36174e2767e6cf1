// Which mail of the mailbox a message is, noted when its Sent copy was seen beside the
// pane: on this device alone. The server does not know and is not told.

const KEY = "candor.items";
const MOST = 200;

/** @typedef {[message: string, item: string]} Note */

export class Items {
  /** @param {{storage: () => Storage}} parts a browser that allows none throws there */
  constructor({ storage }) {
    this.storage = storage;
  }

  /** @param {string} messageId @returns {string | undefined} */
  of(messageId) {
    return this.read().find(([message]) => message === messageId)?.[1];
  }

  /** @param {string} messageId @param {string} itemId */
  note(messageId, itemId) {
    if (itemId && this.of(messageId) !== itemId) {
      this.write([...this.without(messageId), [messageId, itemId]]);
    }
  }

  /** @param {string} messageId */
  drop(messageId) {
    if (this.of(messageId)) {
      this.write(this.without(messageId));
    }
  }

  /** @param {string} messageId */
  without(messageId) {
    return this.read().filter(([message]) => message !== messageId);
  }

  /** @returns {Note[]} */
  read() {
    try {
      const found = JSON.parse(this.storage().getItem(KEY) ?? "[]");
      return Array.isArray(found) ? found : [];
    } catch {
      return [];
    }
  }

  /** @param {Note[]} notes */
  write(notes) {
    try {
      this.storage().setItem(KEY, JSON.stringify(notes.slice(-MOST)));
    } catch {
      // Without storage there is no button, and nothing else is missing.
    }
  }
}
