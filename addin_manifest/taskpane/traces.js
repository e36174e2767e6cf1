// Whether this Outlook shows on a Sent copy what was kept with the draft. Microsoft's pages
// differ on that; seen once, it is believed, and a copy without traces was then not tracked.

const KEY = "candor.traces";

export class Traces {
  /** @param {{storage: () => Storage}} parts a browser that allows none throws there */
  constructor({ storage }) {
    this.storage = storage;
  }

  get last() {
    try {
      return this.storage().getItem(KEY) === "last";
    } catch {
      return false;
    }
  }

  seen() {
    try {
      this.storage().setItem(KEY, "last");
    } catch {
      // Without storage a copy without traces is looked up each time, as before.
    }
  }
}
