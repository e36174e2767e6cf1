// Sign-in by the authorization code flow with PKCE (RFC 7636), for the dialog page.
// Written out rather than left to MSAL, which signs in by redirect only where it may
// leave the tokens in the browser's storage. Here nothing is kept but what has to
// outlast the way to the sign-in page and back; the token is never part of an address.
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow

const KEPT = "signin";
/** A directory is named by its number or by one of its mail domains. */
const DIRECTORY = /^[a-z0-9](?:[a-z0-9.-]{0,252})$/i;

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

export class CodeFlow {
  /**
   * @param {object} parts
   * @param {string} parts.base where directories sign people in
   * @param {string} parts.clientId
   * @param {string} parts.scope
   * @param {string} parts.page the address the sign-in comes back to
   * @param {Storage} parts.storage
   * @param {typeof globalThis.fetch} parts.fetch
   */
  constructor({ base, clientId, scope, page, storage, fetch }) {
    this.base = base;
    this.clientId = clientId;
    this.scope = scope;
    this.page = page;
    this.storage = storage;
    this.fetch = fetch;
  }

  /**
   * Return where to sign in.
   * @param {string} directory
   * @param {string} [claims] what the last token lacked
   */
  async start(directory, claims) {
    if (!this.clientId || !DIRECTORY.test(directory)) {
      throw new Error("nothing to sign in to");
    }
    const authority = `${this.base}/${directory}/oauth2/v2.0`;
    const kept = { authority, verifier: random(), state: random() };
    this.storage.setItem(KEPT, JSON.stringify(kept));
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(kept.verifier));
    const asked = new URLSearchParams({
      client_id: this.clientId,
      response_type: "code",
      // Behind the #, the code reaches no server's log.
      response_mode: "fragment",
      redirect_uri: this.page,
      scope: this.scope,
      state: kept.state,
      code_challenge: base64url(new Uint8Array(digest)),
      code_challenge_method: "S256",
      ...(claims && { claims }),
    });
    return `${authority}/authorize?${asked}`;
  }

  /**
   * Take what the sign-in came back with and return the token it is worth.
   * @param {URLSearchParams} answer
   * @returns {Promise<{token: string, seconds: number}>}
   */
  async finish(answer) {
    const kept = JSON.parse(this.storage.getItem(KEPT) ?? "{}");
    this.storage.removeItem(KEPT);
    const code = answer.get("code");
    if (!code || !kept.state || answer.get("state") !== kept.state) {
      throw new Error("not the answer to what was asked");
    }
    const response = await this.fetch.call(undefined, `${kept.authority}/token`, {
      method: "POST",
      body: new URLSearchParams({
        client_id: this.clientId,
        grant_type: "authorization_code",
        code,
        redirect_uri: this.page,
        code_verifier: kept.verifier,
        scope: this.scope,
      }),
      credentials: "omit",
      cache: "no-store",
    });
    const { access_token: token, expires_in: seconds } = await response.json();
    if (!response.ok || typeof token !== "string") {
      throw new Error("the code was refused");
    }
    return { token, seconds: Number(seconds) || 0 };
  }
}
