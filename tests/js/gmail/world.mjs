// One execution of the real add-on, in a context that has nothing but JavaScript and the
// services its scopes open; the server, the mail and the clock are the test's.

import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";

import {
  ConsentMissing,
  answerOf,
  services,
} from "../../../backend/desk/static/gmail/standin.js";

const FOLDER = new URL("../../../gmail_addon/", import.meta.url);

export const MANIFEST = JSON.parse(
  readFileSync(new URL("appsscript.json", FOLDER), "utf8"),
);

/** The add-on's files: name → source. */
export const FILES = Object.fromEntries(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith(".js"))
    .map((name) => [name, readFileSync(new URL(name, FOLDER), "utf8")]),
);

export const NOW = Date.parse("2026-11-23T19:04:30Z");
export const CAROL = "carol@south.example";
export const DRAFT_REF = "3f0c8a52-6a0e-4b5e-9d8c-000000000001";
export const MESSAGE_ID = "0123456789abcdef0123456789abcdef";

/** What a server does that never answers. */
export const NOBODY = Symbol("nobody answers");

/**
 * @typedef {{status: number, body?: unknown, text?: string, seconds?: number}} Reply
 * @typedef {Reply | typeof NOBODY} Behaviour
 *
 * @typedef {object} World
 * @property {Record<string, Behaviour | Behaviour[]>} [server] By "METHOD path"; the last
 *   of a list answers from then on.
 * @property {Behaviour} [otherwise] What any other request gets.
 * @property {string|null} [token]
 * @property {string} [email]
 * @property {string} [locale]
 * @property {object|null} [mail]
 * @property {string[]} [granted] The scopes that the rep allowed; all of them else.
 * @property {string[]} [order] The order in which the files are evaluated.
 */

/**
 * Run one function of the add-on.
 * @param {string} functionName
 * @param {object} event
 * @param {World} [world]
 */
export function run(functionName, event, world = {}) {
  const { token = "carols-token", email = CAROL, mail = null, locale, granted } = world;
  /** @type {any[]} */
  const requests = [];
  /** @type {string[]} */
  const violations = [];
  /** @type {Map<string, number>} */
  const asked = new Map();
  let clock = NOW;
  /** @param {any} request */
  const fetch = (request) => {
    requests.push(request);
    const path = request.url.replace("https://candor.example.com/api/v1", "");
    const key = `${request.method} ${path}`;
    const planned = [world.server?.[key] ?? world.otherwise ?? NOBODY].flat();
    const turn = asked.get(key) ?? 0;
    asked.set(key, turn + 1);
    const reply = planned[Math.min(turn, planned.length - 1)];
    if (reply === NOBODY || reply === undefined || typeof reply === "symbol") {
      clock += request.timeoutSeconds * 1000;
      throw new Error(`Address unavailable: ${request.url}`);
    }
    clock += (reply.seconds ?? 0) * 1000;
    return {
      status: reply.status,
      text: reply.text ?? JSON.stringify(reply.body ?? {}),
    };
  };
  const context = createContext(
    services({
      email,
      token,
      ...(locale !== undefined && { locale }),
      fetch,
      mail: /** @type {any} */ (mail),
      whitelist: MANIFEST.urlFetchWhitelist,
      scopes: MANIFEST.oauthScopes,
      ...(granted !== undefined && { granted }),
      timeZone: MANIFEST.timeZone,
      uuid: () => (requests.length === 0 ? DRAFT_REF : randomUUID()),
      violation: (said) => violations.push(said),
    }),
  );
  runInContext(
    `(now) => {
      const Real = Date;
      globalThis.Date = class Date extends Real {
        constructor(...given) { super(...(given.length > 0 ? given : [now()])); }
        static now() { return now(); }
      };
    }`,
    context,
  )(() => clock);
  for (const name of world.order ?? Object.keys(FILES)) {
    runInContext(FILES[name] ?? "", context, { filename: name });
  }
  const call = runInContext(`(event) => ${functionName}(event)`, context);
  const answer = answered(() => answerOf(call(plain(event))));
  return {
    answer: plain(answer),
    requests: plain(requests),
    violations,
    seconds: (clock - NOW) / 1000,
  };
}

/**
 * Answer as Gmail does where a consent is missing: with Google's own prompt.
 * @param {() => object} call
 */
function answered(call) {
  try {
    return call();
  } catch (error) {
    if (error instanceof ConsentMissing) {
      return { kind: "ConsentPrompt", scopes: error.scopes };
    }
    throw error;
  }
}

/**
 * Objects of the context have prototypes of their own; this makes them comparable.
 * @param {any} value
 * @returns {any}
 */
export function plain(value) {
  return JSON.parse(JSON.stringify(value));
}

/**
 * @param {object} [gmail]
 * @param {Record<string, string>} [parameters]
 * @param {Record<string, string>} [inputs] What was typed or chosen on the card.
 */
export function event(gmail = {}, parameters = {}, inputs = {}) {
  return {
    commonEventObject: {
      hostApp: "GMAIL",
      platform: "WEB",
      parameters,
      formInputs: Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [
          name,
          { stringInputs: { value: [value] } },
        ]),
      ),
    },
    gmail,
  };
}

/** @param {object} [fields] A message as the API tells it: sent, confirmed, not seen. */
export function message(fields = {}) {
  return {
    id: MESSAGE_ID,
    channel: "gmail",
    state: "sent",
    confirmed: true,
    mode: "detailed",
    issued_at: "2026-11-23T18:00:00Z",
    sent_at: "2026-11-23T18:01:00Z",
    recipient_count: 1,
    label: { recipients: ["dave@customer.example"] },
    summary: summary(),
    opens: [],
    clicks: [],
    ...fields,
  };
}

/** @param {object} [fields] */
export function summary(fields = {}) {
  return {
    status: "not_seen",
    via: null,
    at: null,
    someone: false,
    opens: 0,
    machine: 0,
    reasons: [],
    clicks: 0,
    ...fields,
  };
}

/** @param {object[]} messages @param {string|null} [before] A page of the feed. */
export const page = (messages, before = null) => ({
  cursor: "900",
  more: before !== null,
  before,
  messages,
});

/** @param {object} [organisation] @param {string[]} [never] Carol's own place. */
export const me = (organisation = {}, never = []) => ({
  principal: { id: MESSAGE_ID, provider: "google", role: "sender" },
  organisation: {
    name: "South",
    enabled: true,
    own_domains: ["south.example"],
    controller: "South Sales",
    ...organisation,
  },
  policy: {
    home_region: "US",
    ceiling: "detailed",
    label: "recipients",
    suggest_auto_track: true,
    disclosure_locked: false,
  },
  preferences: { auto_track: null, never_domains: never, always_disclose: false },
  timing: { window_seconds: 60, cooldown_seconds: 90 },
});

/** @param {object} [fields] */
export function open(fields = {}) {
  return {
    id: "fedcba9876543210fedcba9876543210",
    at: "2026-11-23T19:00:00Z",
    class: "proxied",
    confidence: 0.9,
    reasons: ["proxy_agent"],
    rules: 1,
    client: "gmail_proxy",
    os: null,
    device: null,
    mine: false,
    ...fields,
  };
}

/** @param {object} [fields] A mail that carol sent to dave. */
export function sentMail(fields = {}) {
  return {
    id: "msg-a:r-1",
    threadId: "thread-a:r-1",
    from: "Carol South <carol@south.example>",
    to: "Dave <dave@customer.example>",
    cc: "",
    bcc: "",
    date: "2026-11-23T18:01:00Z",
    draft: false,
    ...fields,
  };
}

/** The event of a mail being opened. */
export const OPENED = event({
  messageId: "msg-a:r-1",
  threadId: "thread-a:r-1",
  accessToken: "key-of-the-open-mail",
});
