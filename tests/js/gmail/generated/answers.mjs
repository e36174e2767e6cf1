// Prints every answer that a server gives in the generated cases, each once, as lines of
// JSON: a test compares them with what the real one says that it answers.

import { allCases } from "./all.mjs";

const told = new Set();
for (const { in: world } of allCases()) {
  for (const [line, planned] of Object.entries(world?.server ?? {})) {
    for (const reply of [planned].flat()) {
      if (typeof reply !== "symbol" && reply.body !== undefined) {
        told.add(JSON.stringify([line, reply.status, reply.body]));
      }
    }
  }
}
process.stdout.write([...told].join("\n"));
