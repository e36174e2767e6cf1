// What carol reads on the homepage: examples, told in full. All combinations are in
// generated.test.mjs.

import { test } from "node:test";

import { compareWhole } from "./compare.mjs";
import { DAVE, OPENED_AT, SENT_WHEN, WHEN } from "./shown.mjs";
import { event, me, message, page, summary } from "./world.mjs";

/** @param {object[]} messages */
const feed = (...messages) => ({
  server: {
    "GET /me": { status: 200, body: me() },
    "GET /feed": { status: 200, body: page(messages) },
  },
});
/** @type {[string][]} */
const BOTH = [["GET /me"], ["GET /feed"]];

/** @type {import("./compare.mjs").Case[]} */
const CASES = [
  {
    it: "sorts mail by what is known",
    calls: ["onHomepage", event()],
    in: feed(
      message({ id: "1".repeat(32), summary: summary({ status: "opened", at: OPENED_AT }) }),
      message({ id: "2".repeat(32), confirmed: false }),
      message({
        id: "3".repeat(32),
        recipient_count: 2,
        label: null,
        summary: summary({ status: "cannot_tell", reasons: ["apple_agent"] }),
      }),
      message({ id: "4".repeat(32), state: "stopped" }),
    ),
    asks: BOTH,
    shows: [
      "card: Your tracked mail",
      "--",
      "{filter: Show: *=All, opened=Opened, unsure=Not certain, notSeen=Not seen, clicked=With a link followed > onFilter}",
      "-- Opened",
      `(drafts) Opened / ${DAVE} / ${WHEN} > onShow id=${"1".repeat(32)}`,
      "-- Not certain",
      `(help) Apple privacy: cannot tell / 2 recipients / ${SENT_WHEN} > onShow id=${"3".repeat(32)}`,
      "-- Not seen",
      `(mail) Not seen / ${DAVE} / Send not confirmed · ${SENT_WHEN} > onShow id=${"2".repeat(32)}`,
      `(mail) Not seen / ${DAVE} / Tracking stopped · ${SENT_WHEN} > onShow id=${"4".repeat(32)}`,
      "--",
      "As of 23 Nov 2026, 19:04 UTC.",
      "foot: [*Refresh > onRefreshHome filter= before=]",
    ].join("\n"),
  },
  {
    it: "speaks the rep's language",
    calls: ["onHomepage", event()],
    in: { locale: "de_CH", ...feed() },
    asks: BOTH,
    shows: [
      "card: Ihre getrackte Mail",
      "--",
      "<b>Noch keine getrackte Mail</b><br>Wählen Sie unten im Verfassen-Fenster das Candor-Zeichen und tracken Sie eine Mail. Ist sie gesendet, steht sie hier.",
      "--",
      "Stand 23.11.2026, 19:04 UTC.",
      "foot: [*Aktualisieren > onRefreshHome filter= before=]",
    ].join("\n"),
  },
];

for (const each of CASES) {
  test(`it ${each.it}`, () => compareWhole(each));
}
