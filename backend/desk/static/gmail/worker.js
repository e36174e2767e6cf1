"use strict";

// One execution of the add-on, as Apps Script runs it: fresh globals, the real files one
// after the other in one scope, no timers and no network but UrlFetchApp. A worker lives
// for one call, so nothing outlives an execution.

const ask = self.postMessage.bind(self);
const Xhr = self.XMLHttpRequest;

/** What Apps Script's V8 lacks and a browser's worker has. */
const ABSENT = [
  "Blob",
  "BroadcastChannel",
  "EventSource",
  "File",
  "FormData",
  "TextDecoder",
  "TextEncoder",
  "URL",
  "URLSearchParams",
  "WebSocket",
  "Worker",
  "XMLHttpRequest",
  "atob",
  "btoa",
  "caches",
  "close",
  "crypto",
  "fetch",
  "indexedDB",
  "location",
  "navigator",
  "performance",
  "postMessage",
  "queueMicrotask",
  "setInterval",
  "setTimeout",
];

/** Apps Script evaluates the files in the order of the project; any order must do. */
const FILES = [
  "config.js",
  "words_de.js",
  "words_en.js",
  "words_es.js",
  "words_fr.js",
  "words_it.js",
  "words.js",
  "cards.js",
  "api.js",
  "recipients.js",
  "consent.js",
  "choices.js",
  "compose.js",
  "message.js",
  "home.js",
  "main.js",
];

self.addEventListener("message", async ({ data }) => {
  try {
    ask({ answer: await run(data) });
  } catch (error) {
    ask({ error: String(error) });
  }
});

/**
 * @param {{functionName: string, event: object, around: Record<string, any>,
 *   candorUrl: string, configuredUrl: string}} job
 */
async function run({ functionName, event, around, candorUrl, configuredUrl }) {
  const standin = await import("./standin.js");
  const ids = self.crypto;
  const globals = standin.services({
    email: around["email"],
    token: around["token"],
    whitelist: around["whitelist"],
    scopes: around["scopes"],
    mail: around["mail"],
    timeZone: around["timeZone"],
    locale: around["locale"],
    uuid: () => ids.randomUUID(),
    violation: (said) => ask({ violation: said }),
    // The address in config.js is a placeholder; here it means the Candor of this desk.
    fetch: (asked) =>
      relay({ ...asked, url: asked.url.replace(configuredUrl, candorUrl) }),
  });
  for (const name of ABSENT) {
    Object.defineProperty(self, name, { value: undefined });
  }
  Object.assign(self, globals);
  /** @type {any} */ (self).importScripts(
    ...FILES.map((file) => `/addon/gmail/${file}`),
  );
  const called = Reflect.get(self, functionName);
  if (typeof called !== "function") {
    throw new TypeError(`the add-on has no function ${functionName}`);
  }
  return standin.answerOf(called(event));
}

/**
 * UrlFetchApp blocks, and so does this.
 * @param {import("./standin.js").Asked} asked
 * @returns {import("./standin.js").Answered}
 */
function relay(asked) {
  const request = new Xhr();
  request.open("POST", "/relay", false);
  request.setRequestHeader("Content-Type", "application/json");
  request.send(
    JSON.stringify({
      method: asked.method,
      url: asked.url,
      headers: asked.headers,
      body: asked.body,
      timeout_seconds: asked.timeoutSeconds,
    }),
  );
  if (request.status !== 200) {
    throw new Error(`the desk did not pass this on (${request.status})`);
  }
  const answer = JSON.parse(request.responseText);
  if (answer.error) {
    throw new Error(`Address unavailable: ${answer.error}`);
  }
  return { status: answer.status, text: answer.text };
}
