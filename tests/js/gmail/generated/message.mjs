// The message card, opened from the homepage: what became of a message × presses ×
// failures.

import { ONE, inset } from "../shown.mjs";
import { MESSAGE_ID, event } from "../world.mjs";
import { FAILURES, repeated, toast } from "./failures.mjs";
import { CLICKS, FETCHES } from "./fetches.mjs";
import { PEOPLE, STATES, STATUSES, cardOf, messageOf, nameOf, told } from "./messages.mjs";

/** @typedef {import("../compare.mjs").Case} Case */
/** @typedef {import("../compare.mjs").Asked} Asked */

const OPEN_ID = "fedcba9876543210fedcba9876543210";
const ABOUT = event({}, { id: MESSAGE_ID });

/**
 * Axis: what is pressed, what is asked for it, and what is said when it is done.
 * @type {Record<string, {calls: [string, object], ask: Asked, step: string, done?: string}>}
 */
const PRESSES = {
  "a line of the homepage": {
    calls: ["onShow", ABOUT],
    ask: [ONE],
    step: "push",
  },
  Refresh: { calls: ["onRefresh", ABOUT], ask: [ONE], step: "update" },
  "I sent it": {
    calls: ["onSent", ABOUT],
    ask: [`POST /messages/${MESSAGE_ID}/sent`, {}],
    step: "update",
    done: "toast: Noted as sent.",
  },
  "Stop tracking": {
    calls: ["onStop", ABOUT],
    ask: [`POST /messages/${MESSAGE_ID}/stop`, {}],
    step: "update",
    done: "toast: Tracking stopped.",
  },
  "That was me": {
    calls: ["onMine", event({}, { open: OPEN_ID })],
    ask: [`POST /opens/${OPEN_ID}/mine`, {}],
    step: "update",
    done: "toast: Noted: that was you.",
  },
};

/** @param {string} press @param {ReturnType<typeof told>} each @returns {Case} */
function shown(press, each) {
  const { calls, ask, step, done } = /** @type {(typeof PRESSES)[string]} */ (
    PRESSES[press]
  );
  return {
    it: `${press} at ${nameOf(each)}`,
    calls,
    in: { server: { [ask[0]]: { status: 200, body: messageOf(each) } } },
    asks: [ask],
    shows: [step, ...inset(cardOf(each)), ...(done ? [done] : [])].join("\n"),
  };
}

/** @returns {Iterable<Case>} */
export function* messageCases() {
  for (const press of Object.keys(PRESSES)) {
    for (const state of Object.keys(STATES)) {
      for (const status of Object.keys(STATUSES)) {
        for (const people of Object.keys(PEOPLE)) {
          yield shown(press, told({ state, status, people }));
        }
      }
    }
  }
  // What is listed does not depend on what was pressed to see it.
  for (const people of Object.keys(PEOPLE)) {
    for (const fetches of Object.keys(FETCHES).slice(1)) {
      for (const clicks of Object.keys(CLICKS)) {
        for (const machine of [0, 7]) {
          yield shown("Refresh", told({ people, fetches, clicks, machine }));
        }
      }
    }
  }
  for (const [press, { calls, ask }] of Object.entries(PRESSES)) {
    yield* failed(press, calls, ask);
  }
  yield* deletion();
}

/**
 * @param {string} press
 * @param {[string, object]} calls
 * @param {Asked} ask
 * @returns {Iterable<Case>}
 */
function* failed(press, calls, ask) {
  yield {
    it: `${press}: no identity token`,
    calls,
    in: { token: null },
    asks: [],
    shows: toast("signed_out"),
  };
  for (const [failure, { server, times, trouble }] of Object.entries(FAILURES)) {
    yield {
      it: `${press}: ${failure}`,
      calls,
      in: { server: { [ask[0]]: server } },
      asks: repeated(times, ask),
      shows: toast(trouble),
    };
  }
  yield {
    it: `${press}: the server fails, and then does not`,
    calls,
    in: {
      server: {
        [ask[0]]: [{ status: 503 }, { status: 200, body: messageOf(told()) }],
      },
    },
    asks: [ask, ask],
    shows: [
      PRESSES[press]?.step ?? "",
      ...inset(cardOf(told())),
      ...(PRESSES[press]?.done ?? "").split("\n").filter(Boolean),
    ].join("\n"),
  };
}

const DELETED = [
  "pop",
  "update",
  "  card: This mail",
  "  --",
  "  <b>Deleted</b><br>Candor holds no data about this mail any more.",
  "toast: Deleted.",
].join("\n");

/** @returns {Iterable<Case>} */
function* deletion() {
  /** @type {Asked} */
  const ask = [`DELETE /messages/${MESSAGE_ID}`];
  yield {
    it: "Delete its data",
    calls: ["onAskDelete", ABOUT],
    asks: [],
    shows: [
      "push",
      "  card: Delete",
      "  --",
      "  <b>Delete the data about this mail?</b><br>What Candor knows about this mail is erased and its image goes dead. The mail itself stays. This cannot be undone.",
      `  [*Delete for good > onDelete id=${MESSAGE_ID}] [Keep > onBack]`,
    ].join("\n"),
  };
  yield { it: "Keep", calls: ["onBack", event()], asks: [], shows: "pop" };
  yield {
    it: "Delete for good",
    calls: ["onDelete", ABOUT],
    in: { server: { [ask[0]]: { status: 204, text: "" } } },
    asks: [ask],
    shows: DELETED,
  };
  yield {
    it: "Delete for good: no identity token",
    calls: ["onDelete", ABOUT],
    in: { token: null },
    asks: [],
    shows: toast("signed_out"),
  };
  for (const [failure, { server, times, trouble }] of Object.entries(FAILURES)) {
    yield {
      it: `Delete for good: ${failure}`,
      calls: ["onDelete", ABOUT],
      in: { server: { [ask[0]]: server } },
      asks: repeated(times, ask),
      // What is gone is as good as deleted.
      shows: trouble === "gone" ? DELETED : toast(trouble),
    };
  }
}
