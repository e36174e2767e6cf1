// Runs one function of the add-on, for a test that plays the server: reads
// {calls, in: {server}} as JSON, prints what was asked and what is shown.

import { readFileSync } from "node:fs";

import { widgetsOf } from "../../../backend/desk/static/gmail/recording.js";
import { outline } from "./outline.mjs";
import { run } from "./world.mjs";

const { calls, in: world } = JSON.parse(readFileSync(0, "utf8"));
const { answer, requests } = run(calls[0], calls[1], world);
/** @type {any[]} */
const steps = answer.navigation?.steps ?? [];
const cards = answer.kind === "Card" ? [answer] : steps.flatMap(({ card }) => card ?? []);
process.stdout.write(
  JSON.stringify({
    requests,
    shows: outline(answer),
    widgets: cards.map((card) => widgetsOf(card).length),
  }),
);
