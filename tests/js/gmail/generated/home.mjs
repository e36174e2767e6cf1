// The homepage: ways to it × what the feed holds × filters × failures. The feed is told as
// the server tells it: fifty mails at a time, and where the older ones follow.

import { SENT_WHEN, WHEN } from "../shown.mjs";
import { event, me, page } from "../world.mjs";
import { CONSENTS, consentPrompt } from "./consents.mjs";
import { FAILURES, repeated, troubleCard } from "./failures.mjs";
import { PEOPLE, STATES, STATUSES, at, messageOf, told } from "./messages.mjs";

/** @typedef {import("../compare.mjs").Case} Case */
/** @typedef {import("../compare.mjs").Asked} Asked */
/** @typedef {{each: import("./messages.mjs").Told, clicks?: number}} Held */

const PARTS = { opened: "Opened", unsure: "Not certain", notSeen: "Not seen" };
const PAGE = 50;
const PAGES = 5;

/** @param {number} many @param {(number: number) => Held} make */
const some = (many, make) => Array.from({ length: many }, (_, number) => make(number));

/** @type {(number: number) => Held} */
const mixed = (number) => ({
  each: told({ status: Object.keys(STATUSES)[number % 9] ?? "" }),
  clicks: number % 2,
});

// Axis: what the feed holds, newest first.
/** @type {Record<string, Held[]>} */
const FEEDS = {
  nothing: [],
  "one mail of every status": Object.keys(STATUSES).map((status) => ({
    each: told({ status }),
  })),
  "one mail of every state that is listed": [
    "sent",
    "sent, not confirmed",
    "stopped",
  ].map((state) => ({ each: told({ state, status: "opened" }) })),
  "mail to all kinds of people": Object.keys(PEOPLE).map((people) => ({
    each: told({ people, status: "opened through Gmail" }),
  })),
  "mail whose link was followed": [
    { each: told(), clicks: 2 },
    { each: told({ status: "opened" }), clicks: 1 },
    { each: told({ status: "opened" }), clicks: 0 },
  ],
  "50 mails": some(50, mixed),
  "51 mails": some(51, mixed),
  "500 mails": some(500, mixed),
  "an open, and a hundred unseen mails since": [
    ...some(100, () => ({ each: told() })),
    { each: told({ status: "opened" }) },
  ],
  "an open, and very many unseen mails since": [
    ...some(299, () => ({ each: told() })),
    { each: told({ status: "opened" }) },
  ],
};

// Axis: the part of it that is chosen.
const FILTERS = ["", "opened", "unsure", "notSeen", "clicked", "a_later_part"];

/** @param {string[]} lines */
const update = (lines) => ["update", ...lines.map((line) => `  ${line}`)];

/**
 * Axis: the way to it. Only some of them remember what was chosen and where it began.
 * @type {Record<string, (filter: string, before: string) => {calls: [string, object],
 *   filter: string, before: string, frame: (lines: string[]) => string[]}>}
 */
const WAYS = {
  "the sidebar": () => ({
    calls: ["onHomepage", event()],
    filter: "",
    before: "",
    frame: (lines) => lines,
  }),
  "the menu of a card": () => ({
    calls: ["onMenuHome", event()],
    filter: "",
    before: "",
    frame: (lines) => ["menu", ...lines],
  }),
  Refresh: (filter, before) => ({
    calls: ["onRefreshHome", event({}, { filter, before })],
    filter,
    before,
    frame: update,
  }),
  Older: (filter, before) => ({
    calls: ["onOlder", event({}, { filter, before })],
    filter,
    before,
    frame: (lines) => ["push", ...update(lines).slice(1)],
  }),
  Show: (filter) => ({
    calls: ["onFilter", event({}, {}, { filter })],
    filter,
    before: "",
    frame: update,
  }),
};

/** @param {number} number */
const idOf = (number) => number.toString(16).padStart(32, "0");

/** @param {Held} held @param {number} number */
function bodyOf({ each, clicks }, number) {
  const body = messageOf(each, { id: idOf(number) });
  return { ...body, summary: { ...body.summary, ...(clicks !== undefined && { clicks }) } };
}

/** @param {Held} held @param {string} filter */
function isOf({ each, clicks = 0 }, filter) {
  switch (filter) {
    case "opened":
    case "unsure":
    case "notSeen":
      return at(STATUSES, each.status).part === filter;
    case "clicked":
      return clicks > 0;
    default:
      return true;
  }
}

/** @param {import("./messages.mjs").Told} each @param {number} number */
function lineOf(each, number) {
  const people = at(PEOPLE, each.people);
  const status = at(STATUSES, each.status);
  const state = at(STATES, each.state);
  const when = "at" in status.summary ? WHEN : (state.when ?? SENT_WHEN);
  const names = people.subject ? `${people.says}: ${people.subject}` : people.says;
  const below = each.state === "sent" ? when : `${state.says} · ${when}`;
  return `(${status.icon}) ${status.says[people.several ? 1 : 0]} / ${names} / ${below} > onShow id=${idOf(number)}`;
}

/**
 * A mail stands at its last change: the newest at the highest number.
 * @param {Held[]} held
 * @param {number} from
 */
const placeOf = (held, from) => (from === 0 ? "" : String(held.length - from + 1));

/** @param {Held[]} held @returns {Record<string, {status: number, body: object}>} */
function answersOf(held) {
  const messages = held.map(bodyOf);
  /** @type {[string, {status: number, body: object}][]} */
  const answers = [];
  for (let from = 0; from === 0 || from < held.length; from += PAGE) {
    const end = from + PAGE;
    const older = end < held.length ? placeOf(held, end) : null;
    const body = page(messages.slice(from, end), older);
    answers.push([lineFor(placeOf(held, from)), { status: 200, body }]);
  }
  return Object.fromEntries(answers);
}

/** @param {string} before */
const lineFor = (before) => (before ? `GET /feed?before=${before}` : "GET /feed");

/** @param {Held[]} held @param {string} filter @param {number} from */
function found(held, filter, from) {
  const numbered = held.map((one, number) => ({ ...one, number }));
  for (let pages = 1; ; pages += 1) {
    const start = from + (pages - 1) * PAGE;
    const end = start + PAGE;
    const fitting = numbered.slice(start, end).filter((one) => isOf(one, filter));
    if (fitting.length > 0 || end >= held.length || pages === PAGES) {
      const through = numbered.slice(from, end).length;
      return { fitting, through, pages, older: end < held.length ? end : 0 };
    }
  }
}

/**
 * @param {Held[]} held
 * @param {string} filter
 * @param {boolean} enabled
 * @param {number} from
 */
function cardOf(held, filter, enabled, from) {
  const { fitting, through, older } = found(held, filter, from);
  const parts = Object.entries(PARTS).flatMap(([part, title]) => {
    const lines = fitting
      .filter(({ each }) => at(STATUSES, each.status).part === part)
      .map(({ each, number }) => lineOf(each, number));
    const folded = lines.length > 5 ? " (5 shown)" : "";
    return lines.length > 0 ? [`-- ${title}${folded}`, ...lines] : [];
  });
  const items = ["=All", ...Object.entries(PARTS).map((one) => one.join("=")), "clicked=With a link followed"];
  const shown = items.map((item) => (item.startsWith(`${filter}=`) ? `*${item}` : item));
  const empty = held.length === 0;
  const next = `[Older > onOlder filter=${filter} before=${placeOf(held, older)}]`;
  return [
    `card: Your tracked mail${from > 0 ? " | Older" : ""}`,
    ...(enabled
      ? []
      : [
          "--",
          "<b>Tracking is switched off for your organisation</b><br>Mail you send now is not tracked. Ask your IT if you expected otherwise.",
        ]),
    ...(enabled && empty
      ? [
          "--",
          "<b>No tracked mail yet</b><br>Press the Candor icon at the foot of a compose window and track a mail. Once it is sent, it is listed here.",
        ]
      : []),
    ...(empty ? [] : ["--", `{filter: Show: ${shown.join(", ")} > onFilter}`]),
    ...(!empty && fitting.length === 0
      ? ["--", "None of the mail looked through is of this kind."]
      : []),
    ...parts,
    "--",
    `${filter ? `Mails looked through: ${through}. ` : ""}As of 23 Nov 2026, 19:04 UTC.`,
    `foot: [*Refresh > onRefreshHome filter=${filter} before=${placeOf(held, from)}]${older > 0 ? ` ${next}` : ""}`,
  ];
}

/** @param {boolean} enabled */
const mine = (enabled) => ({ status: 200, body: me({ enabled }) });

/** @type {Asked} */
const ME = ["GET /me"];
/** @type {Asked} */
const FEED = ["GET /feed"];

/** @returns {Iterable<Case>} */
export function* homeCases() {
  for (const way of Object.keys(WAYS)) {
    for (const [feed, held] of Object.entries(FEEDS)) {
      for (const filter of FILTERS) {
        for (const from of [0, 50, 100, 450]) {
          if (from === 0 || from < held.length) {
            yield* looked(way, feed, filter, from);
          }
        }
      }
    }
    yield* failed(way);
  }
  yield* consented();
}

/**
 * @param {string} way
 * @param {string} feed
 * @param {string} filter
 * @param {number} from
 * @returns {Iterable<Case>}
 */
function* looked(way, feed, filter, from) {
  const held = FEEDS[feed] ?? [];
  const before = placeOf(held, from);
  const to = /** @type {(typeof WAYS)[string]} */ (WAYS[way])(filter, before);
  if (to.filter !== filter || to.before !== before) {
    return; // this way chooses nothing, or begins anew
  }
  const { pages } = found(held, filter, from);
  const asks = some(pages, () => ({ each: told() })).map(
    (_, number) => /** @type {Asked} */ ([lineFor(placeOf(held, from + number * PAGE))]),
  );
  for (const enabled of [true, false]) {
    yield {
      it: `${way}, to ${filter || "all"} of ${feed} from ${from}${enabled ? "" : ", switched off"}`,
      calls: to.calls,
      in: { server: { "GET /me": mine(enabled), ...answersOf(held) } },
      asks: [ME, ...asks],
      shows: to.frame(cardOf(held, filter, enabled, from)).join("\n"),
    };
  }
}

/** @param {string} way @returns {Iterable<Case>} */
function* failed(way) {
  const { calls, frame } = /** @type {(typeof WAYS)[string]} */ (WAYS[way])("", "");
  /** @param {string} trouble */
  const shows = (trouble) =>
    frame(troubleCard(trouble, "onRefreshHome filter= before=")).join("\n");
  yield {
    it: `${way}: no identity token`,
    calls,
    in: { token: null },
    asks: [],
    shows: shows("signed_out"),
  };
  for (const [failure, { server, times, trouble }] of Object.entries(FAILURES)) {
    yield {
      it: `${way}: ${failure}`,
      calls,
      in: { server: { "GET /me": server } },
      asks: repeated(times, ME),
      shows: shows(trouble),
    };
    yield {
      it: `${way}: ${failure} at the feed`,
      calls,
      in: { server: { "GET /me": mine(true), "GET /feed": server } },
      asks: [ME, ...repeated(times, FEED)],
      shows: shows(trouble),
    };
    yield* failedFurtherOn(way, failure);
  }
}

/** What was looked through before something failed is told. @param {string} way @param {string} failure @returns {Iterable<Case>} */
function* failedFurtherOn(way, failure) {
  const { server, times } = /** @type {(typeof FAILURES)[string]} */ (FAILURES[failure]);
  const held = FEEDS["an open, and a hundred unseen mails since"] ?? [];
  const to = /** @type {(typeof WAYS)[string]} */ (WAYS[way])("opened", "");
  if (to.filter !== "opened") {
    return;
  }
  const second = lineFor(placeOf(held, PAGE));
  // As if the fifty that were looked through were all, but for the way on.
  const [foot = "", ...card] = cardOf(held.slice(0, PAGE), "opened", true, 0).reverse();
  const on = `[Older > onOlder filter=opened before=${placeOf(held, PAGE)}]`;
  yield {
    it: `${way}: ${failure} at the second page`,
    calls: to.calls,
    in: { server: { "GET /me": mine(true), ...answersOf(held), [second]: server } },
    asks: [ME, FEED, ...repeated(times, /** @type {Asked} */ ([second]))],
    shows: to.frame([...card.reverse(), `${foot} ${on}`]).join("\n"),
  };
}

/** @returns {Iterable<Case>} */
function* consented() {
  for (const way of ["the sidebar", "the menu of a card"]) {
    const { calls, frame } = /** @type {(typeof WAYS)[string]} */ (WAYS[way])("", "");
    for (const [consent, { granted, missing }] of Object.entries(CONSENTS)) {
      const lacking = missing("home");
      const allowed = lacking.length === 0;
      yield {
        it: `${way}, ${consent}`,
        calls,
        in: { granted, server: { "GET /me": mine(true), ...answersOf([]) } },
        asks: allowed ? [ME, FEED] : [],
        shows: allowed ? frame(cardOf([], "", true, 0)).join("\n") : consentPrompt(lacking),
      };
    }
  }
}
