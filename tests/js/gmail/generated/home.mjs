// The homepage: ways to it × what the feed holds × filters × failures.

import { SENT_WHEN, WHEN } from "../shown.mjs";
import { event } from "../world.mjs";
import { FAILURES, repeated, troubleCard } from "./failures.mjs";
import { PEOPLE, STATES, STATUSES, at, messageOf, told } from "./messages.mjs";

/** @typedef {import("../compare.mjs").Case} Case */
/** @typedef {import("../compare.mjs").Asked} Asked */
/** @typedef {{each: import("./messages.mjs").Told, clicks?: number}} Held */

const PARTS = { opened: "Opened", unsure: "Not certain", notSeen: "Not seen" };

// Axis: what the feed holds, newest first.
/** @type {Record<string, Held[]>} */
const FEEDS = {
  nothing: [],
  "closed mail alone": ["withdrawn", "expired", "of a later state", "prepared"].map(
    (state) => ({ each: told({ state }) }),
  ),
  "one mail of every status": Object.keys(STATUSES).map((status) => ({
    each: told({ status }),
  })),
  "one mail of every state": Object.keys(STATES).map((state) => ({
    each: told({ state, status: "opened" }),
  })),
  "mail to all kinds of people": Object.keys(PEOPLE).map((people) => ({
    each: told({ people, status: "opened through Gmail" }),
  })),
  "mail whose link was followed": [
    { each: told(), clicks: 2 },
    { each: told({ status: "opened" }), clicks: 1 },
    { each: told({ status: "opened" }), clicks: 0 },
  ],
  "500 mails": Array.from({ length: 500 }, (_, number) => ({
    each: told({ status: Object.keys(STATUSES)[number % 9] ?? "" }),
    clicks: number % 2,
  })),
};

// Axis: the part of it that is chosen.
const FILTERS = ["", "opened", "unsure", "notSeen", "clicked", "a_later_part"];

/**
 * Axis: the way to it. Only two of them remember what was chosen.
 * @type {Record<string, (filter: string) => {calls: [string, object], filter: string,
 *   frame: (lines: string[]) => string[]}>}
 */
const WAYS = {
  "the sidebar": () => ({
    calls: ["onHomepage", event()],
    filter: "",
    frame: (lines) => lines,
  }),
  "the menu of a card": () => ({
    calls: ["onMenuHome", event()],
    filter: "",
    frame: (lines) => ["menu", ...lines],
  }),
  Refresh: (filter) => ({
    calls: ["onRefreshHome", event({}, { filter })],
    filter,
    frame: (lines) => ["update", ...lines.map((line) => `  ${line}`)],
  }),
  Show: (filter) => ({
    calls: ["onFilter", event({}, {}, { filter })],
    filter,
    frame: (lines) => ["update", ...lines.map((line) => `  ${line}`)],
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

/** @param {Held[]} held @param {string} filter @param {boolean} enabled */
function cardOf(held, filter, enabled) {
  const live = held
    .map((one, number) => ({ ...one, number }))
    .filter(({ each }) => /^(sent|stopped)/.test(each.state));
  const fitting = live.filter((one) => isOf(one, filter));
  const listed = fitting.slice(0, 40);
  const parts = Object.entries(PARTS).flatMap(([part, title]) => {
    const lines = listed
      .filter(({ each }) => at(STATUSES, each.status).part === part)
      .map(({ each, number }) => lineOf(each, number));
    const folded = lines.length > 5 ? " (5 shown)" : "";
    return lines.length > 0 ? [`-- ${title}${folded}`, ...lines] : [];
  });
  const items = ["=All", ...Object.entries(PARTS).map((one) => one.join("=")), "clicked=With a link followed"];
  const shown = items.map((item) => (item.startsWith(`${filter}=`) ? `*${item}` : item));
  const older = fitting.length - listed.length;
  return [
    "card: Your tracked mail",
    ...(enabled
      ? []
      : [
          "--",
          "<b>Tracking is switched off for your organisation</b><br>Mail you send now is not tracked. Ask your IT if you expected otherwise.",
        ]),
    ...(enabled && live.length === 0
      ? [
          "--",
          "<b>No tracked mail yet</b><br>Press the Candor icon at the foot of a compose window and track a mail. Once it is sent, it is listed here.",
        ]
      : []),
    ...(live.length > 0 ? ["--", `{filter: Show: ${shown.join(", ")} > onFilter}`] : []),
    ...(live.length > 0 && fitting.length === 0
      ? ["--", "None of the latest tracked mail is of this kind."]
      : []),
    ...parts,
    "--",
    `${older > 0 ? "Older ones are not listed. " : ""}As of 23 Nov 2026, 19:04 UTC.`,
    `foot: [*Refresh > onRefreshHome filter=${filter}]`,
  ];
}

/** @param {boolean} enabled */
const me = (enabled) => ({
  status: 200,
  body: {
    organisation: { name: "South", enabled, own_domains: ["south.example"] },
    preferences: { auto_track: null, never_domains: [] },
  },
});

/** @type {Asked} */
const ME = ["GET /me"];
/** @type {Asked} */
const FEED = ["GET /feed"];

/** @returns {Iterable<Case>} */
export function* homeCases() {
  for (const [way, to] of Object.entries(WAYS)) {
    for (const filter of FILTERS) {
      const { calls, filter: kept, frame } = to(filter);
      if (kept !== filter) {
        continue; // this way chooses nothing
      }
      for (const [feed, held] of Object.entries(FEEDS)) {
        for (const enabled of [true, false]) {
          const messages = held.map(bodyOf);
          yield {
            it: `${way}, to ${filter || "all"} of ${feed}${enabled ? "" : ", switched off"}`,
            calls,
            in: {
              server: { "GET /me": me(enabled), "GET /feed": { status: 200, body: { messages } } },
            },
            asks: [ME, FEED],
            shows: frame(cardOf(held, filter, enabled)).join("\n"),
          };
        }
      }
    }
    yield* failed(way);
  }
}

/** @param {string} way @returns {Iterable<Case>} */
function* failed(way) {
  const { calls, frame } = /** @type {(typeof WAYS)[string]} */ (WAYS[way])("");
  /** @param {string} trouble */
  const shows = (trouble) => frame(troubleCard(trouble, "onRefreshHome")).join("\n");
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
      in: { server: { "GET /me": me(true), "GET /feed": server } },
      asks: [ME, ...repeated(times, FEED)],
      shows: shows(trouble),
    };
  }
}

