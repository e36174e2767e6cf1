// Sign-in in a window of its own: the last way, where Outlook and Office give no token.

/** So long before its end a token counts as over: it must last for the request. */
const MARGIN_MS = 60000;

/**
 * Office's words for a window that was not let open: the person said no to it, or their
 * browser keeps pop-ups away.
 * https://learn.microsoft.com/office/dev/add-ins/develop/dialog-handle-errors-events
 */
const BLOCKED = ["12009", "12011"];

/** Tell whether the window never opened. @param {unknown} error */
export const isBlocked = (error) => error instanceof Error && BLOCKED.includes(error.message);

export class Dialog {
  /** In memory alone: closing the pane forgets it. */
  held = "";
  until = 0;
  /** What it was asked to be good for. @type {string | undefined} */
  claims;
  /** @type {Promise<string> | null} */
  asking = null;

  /**
   * @param {object} parts
   * @param {() => string} parts.directory the rep's directory, by its mail domain
   * @param {(url: string) => Promise<string>} parts.open opens the page; returns its word
   * @param {() => number} parts.now
   */
  constructor({ directory, open, now }) {
    this.directory = directory;
    this.open = open;
    this.now = now;
  }

  /**
   * The token of an earlier sign-in, as long as it is good for what is wanted.
   * @param {boolean} ask
   * @param {string} [claims]
   */
  async earlier(ask, claims) {
    const short = claims !== undefined && claims !== this.claims;
    if (ask || short || this.now() >= this.until) {
      throw new Error("no token is held");
    }
    return this.held;
  }

  /**
   * Get a token by asking the person.
   * @param {boolean} ask whether the person may be asked
   * @param {string} [claims] what the last token lacked
   */
  async token(ask, claims) {
    if (!ask) {
      throw new Error("nobody may be asked");
    }
    this.asking ??= this.signIn(claims).finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  /** @param {string} [claims] */
  async signIn(claims) {
    const url = new URL("./signin.html", import.meta.url);
    const asked = { directory: this.directory(), ...(claims && { claims }) };
    url.search = new URLSearchParams(asked).toString();
    const { token, seconds } = JSON.parse(await this.open(url.href));
    this.held = token;
    this.claims = claims;
    this.until = this.now() + seconds * 1000 - MARGIN_MS;
    return token;
  }
}
