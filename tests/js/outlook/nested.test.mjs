// Signing in through Outlook itself, and what happens where that cannot be.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Nested, eitherWay } from "../../../addin_manifest/taskpane/nested.js";

const CLIENT = "11111111-2222-3333-4444-555555555555";
const SCOPE = `api://candor.north.example/${CLIENT}/access_as_user`;

/**
 * An MSAL that notes what it is asked.
 * @param {{silent?: string, popup?: string, broken?: boolean}} answers
 */
function msalThat({ silent, popup, broken = false }) {
  /** @type {unknown[][]} */
  const log = [];
  /** @param {string} name @param {string | undefined} token */
  const acquire = (name, token) => async (/** @type {unknown} */ request) => {
    log.push([name, request]);
    if (!token) {
      throw new Error("interaction_required");
    }
    return { accessToken: token };
  };
  const nested = new Nested({
    clientId: CLIENT,
    host: "candor.north.example",
    load: async () => {
      log.push(["load"]);
      return {
        createNestablePublicClientApplication: async (configuration) => {
          log.push(["create", configuration]);
          if (broken) {
            throw new Error("no bridge");
          }
          return {
            acquireTokenSilent: acquire("silent", silent),
            acquireTokenPopup: acquire("popup", popup),
          };
        },
      };
    },
  });
  return { nested, log, names: () => log.map(([name]) => name) };
}

test("it asks for Candor's own scope alone, and keeps no token on disk", async () => {
  const { nested, log } = msalThat({ silent: "a" });
  assert.equal(await nested.token(false), "a");
  assert.deepEqual(log, [
    ["load"],
    [
      "create",
      {
        auth: { clientId: CLIENT, authority: "https://login.microsoftonline.com/organizations" },
        cache: { cacheLocation: "memoryStorage" },
      },
    ],
    ["silent", { scopes: [SCOPE] }],
  ]);
});

test("it loads MSAL once", async () => {
  const { nested, names } = msalThat({ silent: "a" });
  await Promise.all([nested.token(false), nested.token(false)]);
  assert.equal(names().filter((name) => name === "load").length, 1);
});

test("it asks nobody who did not click", async () => {
  const { nested, names } = msalThat({ popup: "a" });
  await assert.rejects(nested.token(false));
  assert.ok(!names().includes("popup"));
});

test("it asks at a click, for the claims that were missing", async () => {
  const { nested, log } = msalThat({ popup: "a" });
  assert.equal(await nested.token(true, "{}"), "a");
  assert.deepEqual(log.at(-1), ["popup", { scopes: [SCOPE], claims: "{}" }]);
});

/** @type {[string, Parameters<typeof msalThat>[0] | null, string][]} */
const WAYS = [
  ["prefers Outlook's own sign-in", { silent: "nested" }, "nested"],
  ["falls back to Office's when no token comes", {}, "office"],
  ["falls back to Office's when MSAL does not start", { broken: true }, "office"],
  ["uses Office's where nothing was built", null, "office"],
];
for (const [does, answers, expected] of WAYS) {
  test(`it ${does}`, async () => {
    const nested = answers && msalThat(answers).nested;
    const token = eitherWay(nested, async (ask, claims) => `office${claims ?? ""}${ask ? "!" : ""}`);
    assert.equal(await token(false), expected);
  });
}

test("it hands question and claims on to Office's sign-in", async () => {
  const token = eitherWay(null, async (ask, claims) => `${ask} ${claims}`);
  assert.equal(await token(true, "{}"), "true {}");
});
