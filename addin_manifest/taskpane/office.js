// The one module of the pane that touches Office: the item in view, sign-in, settings.
// Drafts are read and settled by launchevent.js, which the page loads beside it.

/**
 * @typedef {object} SentMail A mail that was opened for reading.
 * @property {string} key
 * @property {boolean} own whether the signed-in person sent it
 * @property {string[]} recipients
 * @property {string} sentAt
 * @property {() => Promise<string | undefined>} messageId what the compose side kept
 */

/** @returns {Promise<unknown>} */
export const ready = () => Office.onReady();

export const language = () => Office.context.displayLanguage || "en";

/** Get a token without troubling anybody. */
export const token = () =>
  OfficeRuntime.auth.getAccessToken({ allowSignInPrompt: false, allowConsentPrompt: false });

/** Sign in, asking the person where Outlook must: only at their own click. */
export const signIn = () =>
  OfficeRuntime.auth.getAccessToken({ allowSignInPrompt: true, allowConsentPrompt: true });

/** The draft being written, if one is. @returns {Office.MessageCompose | null} */
export function draft() {
  const item = /** @type {any} */ (Office.context.mailbox.item);
  return item && typeof item.getComposeTypeAsync === "function" ? item : null;
}

/** The mail being read, if one is. @returns {SentMail | null} */
export function mail() {
  const item = /** @type {Office.MessageRead | undefined} */ (
    /** @type {unknown} */ (Office.context.mailbox.item)
  );
  if (!item || draft() || !item.from) {
    return null;
  }
  const me = Office.context.mailbox.userProfile.emailAddress.toLowerCase();
  return {
    key: item.itemId,
    own: item.from.emailAddress.toLowerCase() === me,
    recipients: [...item.to, ...item.cc].map((person) => person.emailAddress.toLowerCase()),
    sentAt: `${item.dateTimeCreated.toISOString().slice(0, 19)}Z`,
    messageId: () => keptMessageId(item),
  };
}

/** @param {Office.MessageRead} item @returns {Promise<string | undefined>} */
function keptMessageId(item) {
  return new Promise((resolve) => {
    item.loadCustomPropertiesAsync((result) => {
      const found = String(result.status) === "succeeded";
      resolve(found ? result.value.get("message_id") : undefined);
    });
  });
}

/** Follow the pinned pane from mail to mail. @param {() => void} listener */
export function onItemChanged(listener) {
  Office.context.mailbox.addHandlerAsync(Office.EventType.ItemChanged, listener);
}

/** Keep the habit where the event code reads it. @param {boolean | null} on */
export function keepHabit(on) {
  const settings = Office.context.roamingSettings;
  if ((settings.get("autoTrack") ?? null) !== on) {
    settings.set("autoTrack", on);
    settings.saveAsync(() => undefined);
  }
}
