// Add the last recipient and send at once: whenever Send is pressed, what is appended was
// issued for exactly the recipients the mail then has.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Outlook, quiet, tracked } from "./runtime.mjs";

const DAVE = "dave@customer.example";
const GIL = "gil@customer.example";

/** @param {string[]} people */
const named = (people) => `<img for="${[...people].sort().join()}">`;

/** Who is on the mail now. @param {Outlook} outlook */
const present = ({ draft }) => [...draft.fields.to, ...draft.fields.cc, ...draft.fields.bcc];

/** An Outlook whose every answered call is a moment at which Send may be pressed. */
class Watched extends Outlook {
  /** @type {{call: string, appended: string | null, right: string}[]} */
  moments = [];

  /** @param {string[]} to */
  constructor(to) {
    super({ to }, { autoTrack: true });
    const answer = this.mailbox.answer.bind(this.mailbox);
    this.mailbox.answer = async (call, args) => {
      const value = await answer(call, args);
      this.moments.push({ call, appended: this.draft.appended, right: named(present(this)) });
      return value;
    };
  }

  /** The moments at which Send would carry a pixel of somebody else's. */
  get wrong() {
    return this.moments.filter(({ appended, right }) => appended !== null && appended !== right);
  }
}

/**
 * The moments between a change and the clearing of the append are Outlook's own: there is
 * no event on send that may append. In them only reading is done, and that at once.
 * @param {{call: string}[]} moments
 */
function onlyReads(moments) {
  const reads = ["to.", "cc.", "bcc.", "getComposeTypeAsync", "loadCustomPropertiesAsync", "sessionData.getAllAsync"];
  return moments.every(({ call }) => reads.some((read) => call.startsWith(read))) && moments.length <= 6;
}

/** @type {Record<string, string[][]>} */
const COURSES = {
  "adds gil": [[DAVE], [DAVE, GIL]],
  "replaces dave": [[DAVE], [GIL]],
  "adds gil and takes gil off": [[DAVE], [DAVE, GIL], [DAVE]],
  "empties the mail": [[DAVE], []],
  "writes the first recipient": [[], [DAVE]],
};

for (const [course, sets] of Object.entries(COURSES)) {
  for (const fresh of [false, true]) {
    const engine = fresh ? "an engine for each event" : "one engine";
    test(`it never sends a pixel that was issued for others when alice ${course}, in ${engine}`, async () => {
      const outlook = new Watched(sets[0] ?? []);
      for (const [index, set] of sets.entries()) {
        outlook.draft.fields.to = set;
        outlook.moments = [];
        outlook.replies = [tracked({ html: named(set) })];
        if (fresh) {
          outlook.side = outlook.start();
        }
        await outlook.fire(index === 0 ? "onMessageCompose" : "onRecipientsChanged");
        assert.ok(onlyReads(outlook.wrong), JSON.stringify(outlook.wrong));
        const expected = set.length > 0 ? named(set) : null;
        assert.equal(outlook.draft.appended, expected);
      }
    });

    test(`nor when the answers come late and in any order, in ${engine}, as alice ${course}`, async () => {
      for (const backwards of [false, true]) {
        const outlook = new Watched(sets[0] ?? []);
        outlook.replies = sets.map(() => ({ hang: true }));
        for (const [index, set] of sets.entries()) {
          outlook.draft.fields.to = set;
          if (fresh) {
            outlook.side = outlook.start();
          }
          await outlook.fire(index === 0 ? "onMessageCompose" : "onRecipientsChanged");
        }
        const waiting = outlook.pending.map((arrive, index) => {
          const html = named(outlook.requests[index]?.body.recipients ?? []);
          return () => arrive(tracked({ html }));
        });
        for (const arrive of backwards ? waiting.reverse() : waiting) {
          arrive();
          await quiet();
        }
        assert.deepEqual(outlook.wrong, []);
        const last = sets.at(-1) ?? [];
        assert.equal(outlook.draft.appended, last.length > 0 ? named(last) : null);
      }
    });
  }
}

test("it notices a pixel that was issued for others", async () => {
  const outlook = new Watched([DAVE]);
  outlook.replies = [tracked({ html: named([DAVE]) })];
  await outlook.fire("onMessageCompose");
  outlook.draft.fields.to = [GIL];
  await outlook.mailbox.answer("sessionData.setAsync", ["x", "y"]);
  assert.equal(outlook.wrong.length, 1);
  assert.ok(!onlyReads(outlook.wrong));
});
