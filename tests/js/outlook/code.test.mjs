// The dialog's sign-in: what goes to the directory, and what comes back.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { CodeFlow } from "../../../addin_manifest/taskpane/code.js";

const PAGE = "https://candor.north.example/addin/outlook/taskpane/signin.html";
const SCOPE = "api://candor.north.example/client/access_as_user";

/** @param {number} [status] @param {object} [body] */
function flowThat(status = 200, body = { access_token: "a token", expires_in: 3600 }) {
  /** @type {Map<string, string>} */
  const kept = new Map();
  /** @type {[string, any][]} */
  const asked = [];
  const flow = new CodeFlow({
    base: "https://login.microsoftonline.com",
    clientId: "client",
    scope: SCOPE,
    page: PAGE,
    storage: /** @type {any} */ ({
      getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
      setItem: (/** @type {string} */ name, /** @type {string} */ value) => kept.set(name, value),
      removeItem: (/** @type {string} */ name) => kept.delete(name),
    }),
    fetch: /** @type {any} */ (
      async (/** @type {string} */ url, /** @type {any} */ options) => {
        asked.push([url, options]);
        return new Response(JSON.stringify(body), { status });
      }
    ),
  });
  return { flow, kept, asked };
}

/** @param {Record<string, string>} answer */
const back = (answer) => new URLSearchParams(answer);

test("it asks the rep's directory for a code, for Candor's own scope", async () => {
  const { flow } = flowThat();
  const url = new URL(await flow.start("north.example", "{}"));
  assert.equal(url.origin + url.pathname, "https://login.microsoftonline.com/north.example/oauth2/v2.0/authorize");
  const { state, code_challenge: challenge, ...rest } = Object.fromEntries(url.searchParams);
  assert.match(`${state} ${challenge}`, /^[\w-]{43} [\w-]{43}$/);
  assert.deepEqual(rest, {
    client_id: "client",
    response_type: "code",
    response_mode: "fragment",
    redirect_uri: PAGE,
    scope: SCOPE,
    code_challenge_method: "S256",
    claims: "{}",
  });
});

test("it redeems the code with what only this window knows", async () => {
  const { flow, kept, asked } = flowThat();
  const url = new URL(await flow.start("north.example"));
  const state = url.searchParams.get("state") ?? "";
  assert.deepEqual(await flow.finish(back({ code: "c", state })), { token: "a token", seconds: 3600 });
  const [[to, { method, body, credentials }]] = /** @type {[[string, any]]} */ (asked);
  assert.equal(`${method} ${to}`, "POST https://login.microsoftonline.com/north.example/oauth2/v2.0/token");
  assert.equal(credentials, "omit");
  const { code_verifier: verifier, ...rest } = Object.fromEntries(body);
  const digest = createHash("sha256").update(verifier).digest("base64url");
  assert.equal(digest, url.searchParams.get("code_challenge"));
  assert.deepEqual(rest, {
    client_id: "client",
    grant_type: "authorization_code",
    code: "c",
    redirect_uri: PAGE,
    scope: SCOPE,
  });
  assert.equal(kept.size, 0);
});

test("it makes up another secret each time", async () => {
  const { flow } = flowThat();
  const [one, other] = [await flow.start("north.example"), await flow.start("north.example")];
  for (const name of ["state", "code_challenge"]) {
    assert.notEqual(new URL(one).searchParams.get(name), new URL(other).searchParams.get(name));
  }
});

/** @type {[string, (state: string) => Record<string, string>][]} */
const STRANGE = [
  ["answers somebody else's question", () => ({ code: "c", state: "another" })],
  ["answers no question", () => ({ code: "c" })],
  ["brings no code", (state) => ({ error: "access_denied", state })],
];
for (const [does, answer] of STRANGE) {
  test(`it redeems nothing that ${does}`, async () => {
    const { flow, asked, kept } = flowThat();
    const state = new URL(await flow.start("north.example")).searchParams.get("state") ?? "";
    await assert.rejects(flow.finish(back(answer(state))));
    assert.deepEqual([asked.length, kept.size], [0, 0]);
  });
}

test("it takes no code twice", async () => {
  const { flow, asked } = flowThat();
  const state = new URL(await flow.start("north.example")).searchParams.get("state") ?? "";
  await flow.finish(back({ code: "c", state }));
  await assert.rejects(flow.finish(back({ code: "c", state })));
  assert.equal(asked.length, 1);
});

test("it gives no token that the directory refused", async () => {
  for (const [status, body] of /** @type {const} */ ([
    [400, { error: "invalid_grant" }],
    [400, { access_token: "a token", expires_in: 1 }],
    [200, {}],
  ])) {
    const { flow } = flowThat(status, body);
    const state = new URL(await flow.start("north.example")).searchParams.get("state") ?? "";
    await assert.rejects(flow.finish(back({ code: "c", state })));
  }
});

for (const directory of ["", "../evil", "evil.example/x", "a b", "@", "x".repeat(300)]) {
  test(`it signs nobody in at ${JSON.stringify(directory.slice(0, 20))}`, async () => {
    const { flow, kept } = flowThat();
    await assert.rejects(flow.start(directory));
    assert.equal(kept.size, 0);
  });
}
