// Signing in through Outlook itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Nested } from "../../../addin_manifest/taskpane/nested.js";

const CLIENT = "11111111-2222-3333-4444-555555555555";
const SCOPE = `api://candor.north.example/${CLIENT}/access_as_user`;

/**
 * An MSAL that notes what it is asked.
 * @param {{silent?: string, popup?: string, bridge?: boolean, wants?: string}} answers
 */
function msalThat({ silent, popup, bridge = true, wants = "" }) {
  /** @type {unknown[][]} */
  const log = [];
  /** @param {string} name @param {string | undefined} token */
  const acquire = (name, token) => async (/** @type {unknown} */ request) => {
    log.push([name, request]);
    if (!token) {
      throw Object.assign(new Error("interaction_required"), { claims: wants });
    }
    return { accessToken: token };
  };
  const nested = new Nested({
    clientId: CLIENT,
    host: "candor.north.example",
    load: async () => {
      log.push(["load"]);
      class PublicClientApplication {
        acquireTokenSilent = acquire("silent", silent);
        acquireTokenPopup = acquire("popup", popup);
      }
      return {
        PublicClientApplication,
        createNestablePublicClientApplication: async (configuration, _, make) => {
          log.push(["create", configuration]);
          return bridge ? make(configuration, {}) : new PublicClientApplication();
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

test("it asks at a click for what the directory wants before it gives a token", async () => {
  const wants = '{"access_token":{"polids":{"essential":true,"values":["p1"]}}}';
  const { nested, log } = msalThat({ popup: "a", wants });
  assert.equal(await nested.token(true), "a");
  assert.deepEqual(log.at(-1), ["popup", { scopes: [SCOPE], claims: wants }]);
});

test("it opens no window of MSAL's own where Outlook does not answer", async () => {
  const { nested, names } = msalThat({ silent: "a", popup: "a", bridge: false });
  await assert.rejects(nested.token(true));
  assert.deepEqual(names(), ["load", "create"]);
});
