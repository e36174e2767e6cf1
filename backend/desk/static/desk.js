/** The shell: mounts the two mail programs and the inbox, and shows them as tabs
 * where three do not fit beside each other. */

import { connect } from "./client.js";
import { mountInbox } from "./inbox.js";
import { mountTabs } from "./tabs.js";

/** @typedef {import("./client.js").Desk} Desk */

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function element(id) {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the page has no #${id}`);
  }
  return found;
}

/**
 * Start a panel; one that fails says so in its place and leaves the others alone.
 * @param {HTMLElement} place
 * @param {() => Promise<void>} mount
 */
async function start(place, mount) {
  try {
    await mount();
  } catch (error) {
    const words = document.createElement("p");
    words.className = "desk-failure";
    words.setAttribute("role", "alert");
    words.textContent = `This panel could not start: ${String(error)}`;
    place.append(words);
  }
}

async function main() {
  mountTabs(element("tabs"));
  const desk = await connect();
  element("waiting").textContent = `${desk.windowSeconds} s`;
  const outlook = element("outlook-mount");
  const gmail = element("gmail-mount");
  const inbox = element("inbox");
  await Promise.all([
    start(outlook, async () => {
      const { mountOutlook } = await import("./outlook/panel.js");
      await mountOutlook(outlook, desk);
    }),
    start(gmail, async () => {
      const { mountGmail } = await import("./gmail/panel.js");
      await mountGmail(gmail, desk);
    }),
    start(inbox, async () => mountInbox(desk)),
  ]);
}

await main();
