// Nested app authentication: Outlook itself signs the rep in, asked through Microsoft's
// MSAL, which Candor serves where `candor outlook build` has fetched it.
// https://learn.microsoft.com/office/dev/add-ins/develop/enable-nested-app-authentication-in-your-add-in

import { claimsWith } from "./claims.js";

/**
 * The part of MSAL that is used.
 * @typedef {{scopes: string[], claims?: string}} TokenRequest
 * @typedef {object} NestedApp
 * @property {(request: TokenRequest) => Promise<{accessToken: string}>} acquireTokenSilent
 * @property {(request: TokenRequest) => Promise<{accessToken: string}>} acquireTokenPopup
 * @typedef {(configuration: object, controller: object) => NestedApp} MakeNested
 * @typedef {object} Msal
 * @property {new (configuration: object, controller: object) => NestedApp} PublicClientApplication
 * @property {(configuration: object, correlationId: undefined, make: MakeNested) =>
 *   Promise<NestedApp>} createNestablePublicClientApplication
 */

const AUTHORITY = "https://login.microsoftonline.com/organizations";

export class Nested {
  /** @type {Promise<NestedApp> | null} */
  app = null;

  /** @param {{clientId: string, host: string, load: () => Promise<Msal>}} parts */
  constructor({ clientId, host, load }) {
    this.clientId = clientId;
    this.host = host;
    this.load = load;
  }

  /**
   * Get a token for Candor's own API.
   * @param {boolean} ask whether the person may be asked
   * @param {string} [claims] what the last token lacked
   */
  async token(ask, claims) {
    this.app ??= this.start();
    const app = await this.app;
    const request = {
      scopes: [`api://${this.host}/${this.clientId}/access_as_user`],
      ...(claims && { claims }),
    };
    try {
      return (await app.acquireTokenSilent(request)).accessToken;
    } catch (error) {
      if (!ask) {
        throw error;
      }
      // A directory that wants more, by Conditional Access, says what in its refusal.
      const wanted = claimsWith(error, claims);
      const asked = { ...request, ...(wanted && { claims: wanted }) };
      return (await app.acquireTokenPopup(asked)).accessToken;
    }
  }

  async start() {
    const msal = await this.load();
    const configuration = {
      auth: { clientId: this.clientId, authority: AUTHORITY },
      // Nothing of a token is left behind when the pane is closed.
      cache: { cacheLocation: "memoryStorage" },
    };
    let nested = false;
    /** @type {MakeNested} */
    const make = (given, controller) => {
      nested = true;
      return new msal.PublicClientApplication(given, controller);
    };
    const app = await msal.createNestablePublicClientApplication(configuration, undefined, make);
    if (!nested) {
      // Where Outlook does not answer, MSAL would open a window of its own, with an address
      // to come back to that is not registered. Candor's dialog is the way there.
      throw new Error("Outlook signs nobody in");
    }
    return app;
  }
}

/** Load MSAL from beside this file. @returns {Promise<Msal>} */
export function loadMsal() {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("./msal-browser.min.js", import.meta.url).href;
    script.addEventListener("load", () => resolve(/** @type {any} */ (window).msal));
    script.addEventListener("error", () => reject(new Error("MSAL was not loaded")));
    document.head.append(script);
  });
}
