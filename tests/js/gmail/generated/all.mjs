// All generated cases.

import { choicesCases } from "./choices.mjs";
import { composeCases } from "./compose.mjs";
import { homeCases } from "./home.mjs";
import { messageCases } from "./message.mjs";
import { readingCases } from "./reading.mjs";

/** @returns {Iterable<import("../compare.mjs").Case>} */
export function* allCases() {
  yield* composeCases();
  yield* readingCases();
  yield* messageCases();
  yield* homeCases();
  yield* choicesCases();
}
