// What is new to the rep: a mail whose latest opening nobody has looked at here yet.

/** @typedef {import("./types.js").Message} Message */

export class Marks {
  /** Which change of a message was looked at in this pane. @type {Map<string, string>} */
  looked = new Map();

  /**
   * @param {{seenAt: string, keep: (seenAt: string) => void}} parts `seenAt`: everything
   *   up to then was seen, in this pane or an earlier one; "" at first use
   */
  constructor({ seenAt, keep }) {
    this.seenAt = seenAt;
    this.keep = keep;
  }

  /** @param {Message} message */
  isNew({ id, summary }) {
    return summary.at !== null && summary.at > this.seenAt && this.looked.get(id) !== summary.at;
  }

  /** @param {Message} message */
  look({ id, summary }) {
    this.looked.set(id, summary.at ?? "");
  }

  /** Take all for seen. @param {Message[]} messages */
  seeAll(messages) {
    const latest = messages.flatMap(({ summary }) => summary.at ?? []).sort().at(-1);
    if (latest && latest > this.seenAt) {
      this.seenAt = latest;
      this.keep(latest);
    }
  }

  /** At first use nothing is new. @param {Message[]} messages */
  begin(messages) {
    if (this.seenAt === "") {
      this.seeAll(messages);
    }
  }
}
