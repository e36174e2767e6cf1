"use strict";

// The broker of an Outlook that signs add-ins in itself, as MSAL talks to it: JSON both
// ways. It has one account, alice's, and answers each request for a token.

window.bridged = [];
const listeners = [];

/** An identity token as MSAL reads it; nobody verifies it here. */
function identity() {
  const part = (value) =>
    btoa(JSON.stringify(value)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_");
  const claims = {
    aud: "client",
    iss: "https://login.microsoftonline.com/tenant/v2.0",
    tid: "tenant",
    oid: "alice",
    sub: "alice",
    preferred_username: "alice@north.example",
    iat: 1,
    exp: 4102444800,
  };
  return `${part({ alg: "RS256" })}.${part(claims)}.signature`;
}

const answers = {
  GetInitContext: () => ({
    initContext: { capabilities: { queryAccount: true }, sdkName: "Outlook", sdkVersion: "1", accountContext: null },
  }),
  GetToken: () => ({
    token: {
      access_token: "the broker's token",
      id_token: identity(),
      expires_in: 3600,
      scope: "access_as_user",
      token_type: "Bearer",
    },
    account: {
      homeAccountId: "alice.tenant",
      environment: "login.microsoftonline.com",
      tenantId: "tenant",
      username: "alice@north.example",
      localAccountId: "alice",
    },
  }),
};

window.nestedAppAuthBridge = {
  addEventListener: (_, listener) => listeners.push(listener),
  removeEventListener: () => undefined,
  postMessage: (text) => {
    const asked = JSON.parse(text);
    window.bridged.push([asked.method, asked.tokenParams?.scope ?? ""]);
    const known = window.STAND.refuses ? undefined : answers[asked.method];
    const answer = known ? { success: true, ...known() } : { success: false, error: { status: "USER_INTERACTION_REQUIRED" } };
    const told = JSON.stringify({ messageType: "NestedAppAuthResponse", requestId: asked.requestId, ...answer });
    setTimeout(() => listeners.forEach((listener) => listener(told)), 0);
  },
};
