// Runs functions of the add-on, each in a worker of its own.

/**
 * @typedef {import("./recording.js").Recorded} Recorded
 *
 * @typedef {object} Addon What appsscript.json tells Gmail.
 * @property {string} name
 * @property {string[]} whitelist
 * @property {string[]} scopes
 * @property {string} timeZone
 * @property {{label: string, runFunction?: string, openLink?: string}[]} menu
 * @property {{home: string, message: string, compose: string, composeText: string}} runs
 *
 * @typedef {object} Job
 * @property {string} functionName
 * @property {object} event
 * @property {{email: string, token: string, whitelist: string[], scopes: string[],
 *   timeZone: string, locale: string, mail: import("./standin.js").Mail|null}} around
 * @property {string} candorUrl
 * @property {string} configuredUrl The address that stands in config.js.
 */

/** Gmail ends an add-on after this time. */
const LONGEST_MS = 30_000;

/** @returns {Promise<Addon>} */
export async function readManifest() {
  const answer = await fetch("/addon/gmail/appsscript.json");
  const manifest = await answer.json();
  const { common, gmail } = manifest.addOns;
  const action = gmail.composeTrigger.selectActions[0];
  return {
    name: common.name,
    whitelist: manifest.urlFetchWhitelist,
    scopes: manifest.oauthScopes,
    timeZone: manifest.timeZone,
    menu: common.universalActions,
    runs: {
      home: common.homepageTrigger.runFunction,
      message: gmail.contextualTriggers[0].onTriggerFunction,
      compose: action.runFunction,
      composeText: action.text,
    },
  };
}

/**
 * @param {Job} job
 * @param {AbortSignal} signal Ends the worker when its answer is no longer wanted.
 * @returns {Promise<Recorded>}
 */
export function execute(job, signal) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("worker.js", import.meta.url));
    const end = () => {
      clearTimeout(limit);
      worker.terminate();
    };
    /** @param {string} said */
    const fail = (said) => {
      end();
      reject(new Error(said));
    };
    const limit = setTimeout(() => fail("the add-on took too long"), LONGEST_MS);
    signal.addEventListener("abort", () => fail("no longer wanted"));
    worker.addEventListener("error", (event) => fail(event.message));
    worker.addEventListener("message", ({ data }) => {
      if (data.violation) {
        fail(`the add-on tried to read a mail's text: ${data.violation}`);
      } else if (data.error) {
        fail(data.error);
      } else {
        end();
        resolve(data.answer);
      }
    });
    worker.postMessage(job);
  });
}
