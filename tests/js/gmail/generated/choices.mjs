// The rep's choices: drafts × what was chosen before × presses × failures.

import { CAROL, DAVE, inset } from "../shown.mjs";
import { event, me as place } from "../world.mjs";
import { FAILURES, repeated, toast } from "./failures.mjs";

/** @typedef {import("../compare.mjs").Case} Case */
/** @typedef {import("../compare.mjs").Asked} Asked */

// Axis: the draft, and the domains of it that could be chosen.
/** @type {Record<string, {gmail: object, domains: string[]}>} */
const DRAFTS = {
  "no draft": { gmail: {}, domains: [] },
  "a draft to dave": { gmail: { toRecipients: [DAVE] }, domains: ["customer.example"] },
  "a draft to dave and a colleague": {
    gmail: { toRecipients: [`Dave <${DAVE}>`], ccRecipients: [CAROL] },
    domains: ["customer.example"],
  },
  "a draft to seven companies": {
    gmail: { bccRecipients: Array.from({ length: 7 }, (_, at) => `x@c${at}.example`) },
    domains: Array.from({ length: 7 }, (_, at) => `c${at}.example`),
  },
};

/** @param {number} many */
const some = (many) => Array.from({ length: many }, (_, at) => `d${at}.example`);

// Axis: the domains chosen before.
/** @type {Record<string, string[]>} */
const KEPT = {
  none: [],
  one: ["old.example"],
  "one that the draft goes to": ["customer.example"],
  seven: some(7),
  "as many as there may be": some(50),
};

// Axis: what is pressed, and what is to be kept then.
/** @type {Record<string, {parameters: Record<string, string>, wanted: (kept: string[]) => string[]}>} */
const PRESSES = {
  "Never track": {
    parameters: { domain: "new.example", off: "yes" },
    wanted: (kept) => [...kept, "new.example"],
  },
  "Never track, of one that is chosen already": {
    parameters: { domain: "customer.example", off: "yes" },
    wanted: (kept) => [...kept.filter((one) => one !== "customer.example"), "customer.example"],
  },
  "Track again": {
    parameters: { domain: "old.example", off: "" },
    wanted: (kept) => kept.filter((one) => one !== "old.example"),
  },
};

/** @param {string[]} kept */
const me = (kept) => place({}, kept);

/** @param {string} draft @param {string[]} kept */
function cardOf(draft, kept) {
  const offered = (DRAFTS[draft]?.domains ?? [])
    .filter((domain) => !kept.includes(domain))
    .slice(0, 5);
  return [
    "card: Your choices",
    "--",
    "Candor remembers them for you, in Gmail and in Outlook.",
    ...(offered.length > 0 ? ["--"] : []),
    ...offered.map((one) => `[Never track mail to ${one} > onNever domain=${one} off=yes]`),
    kept.length > 5 ? "--  (5 shown)" : "--",
    ...kept.map((one) => `[Track mail to ${one} again > onNever domain=${one} off=]`),
    ...(kept.length === 0 ? ["You switched no domain off."] : []),
  ];
}

/** @type {Asked} */
const READ = ["GET /me"];
/** @param {string[]} domains @returns {Asked} */
const write = (domains) => ["PATCH /me", { preferences: { never_domains: domains } }];

/** @returns {Iterable<Case>} */
export function* choicesCases() {
  for (const [draft, { gmail }] of Object.entries(DRAFTS)) {
    for (const [before, kept] of Object.entries(KEPT)) {
      const read = { status: 200, body: me(kept) };
      yield {
        it: `Your choices on ${draft}, ${before} before`,
        calls: ["onChoices", event(gmail)],
        in: { server: { "GET /me": read } },
        asks: [READ],
        shows: ["push", ...inset(cardOf(draft, kept))].join("\n"),
      };
      for (const [press, { parameters, wanted }] of Object.entries(PRESSES)) {
        const after = wanted(kept);
        const full = after.length > 50;
        yield {
          it: `${press} on ${draft}, ${before} before`,
          calls: ["onNever", event(gmail, parameters)],
          in: { server: { "GET /me": read, "PATCH /me": { status: 200, body: me(after) } } },
          asks: full ? [READ] : [READ, write(after)],
          shows: full
            ? "toast: The list is full; remove a domain first."
            : ["update", ...inset(cardOf(draft, after)), "toast: Noted."].join("\n"),
        };
      }
    }
  }
  yield* failed();
}

/** @returns {Iterable<Case>} */
function* failed() {
  /** @type {[string, [string, object]][]} */
  const reading = [
    ["Your choices", ["onChoices", event()]],
    ...Object.entries(PRESSES).map(
      ([press, { parameters }]) =>
        /** @type {[string, [string, object]]} */ ([press, ["onNever", event({}, parameters)]]),
    ),
  ];
  for (const [press, calls] of reading) {
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
        in: { server: { "GET /me": server } },
        asks: repeated(times, READ),
        shows: toast(trouble),
      };
    }
  }
  for (const [press, { parameters, wanted }] of Object.entries(PRESSES)) {
    for (const [failure, { server, times, trouble }] of Object.entries(FAILURES)) {
      yield {
        it: `${press}: ${failure} as it is kept`,
        calls: ["onNever", event({}, parameters)],
        in: { server: { "GET /me": { status: 200, body: me([]) }, "PATCH /me": server } },
        asks: [READ, ...repeated(times, write(wanted([])))],
        shows: toast(trouble),
      };
    }
  }
}
