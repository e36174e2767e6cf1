// The one module of the pane that touches Office: the item in view, sign-in, settings.
// Drafts are read and settled by launchevent.js, which the page loads beside it.

/**
 * @typedef {object} SentMail A mail that was opened for reading.
 * @property {string} key
 * @property {boolean} own whether it was sent under the signed-in person's own address
 * @property {string[]} recipients
 * @property {string} sentAt
 * @property {string} thread the conversation it belongs to, "" where that is not known
 * @property {() => Promise<Kept | null>} kept what the compose side kept with it; null
 *   where Outlook does not say
 */

/**
 * @typedef {object} Kept What lies with a mail since it was written.
 * @property {string} message its number, if it is tracked; else ""
 * @property {string} draft the reference Candor knows its draft by, if it was asked; else ""
 * @property {boolean} off whether the rep switched tracking off for it
 * @property {boolean} any whether anything of ours lies there at all
 */

/** @returns {Promise<unknown>} */
export const ready = () => Office.onReady();

/** The languages to speak, the preferred one first. */
export const languages = () => [Office.context.displayLanguage, ...navigator.languages];

/** What Outlook's own theme lies on; "" where it does not say (Mailbox 1.14 does). */
export const background = () => String(Office.context.officeTheme?.bodyBackgroundColor ?? "");

/** Whether this Outlook signs in add-ins itself. */
export const nests = () =>
  Office.context.requirements?.isSetSupported("NestedAppAuth", "1.1") === true;

/**
 * Get a token by Office's own sign-in.
 * @param {boolean} ask whether the person may be asked: only at their own click
 * @param {string} [claims] what the last token lacked
 */
export function accessToken(ask, claims) {
  return OfficeRuntime.auth.getAccessToken({
    allowSignInPrompt: ask,
    allowConsentPrompt: ask,
    ...(claims && { authChallenge: claims }),
  });
}

/** The rep's directory, by the domain of their mailbox. */
export const directory = () =>
  Office.context.mailbox.userProfile.emailAddress.split("@").at(-1)?.toLowerCase() ?? "";

/**
 * Open one of our pages in a dialog and wait for what it has to say.
 * @param {string} url
 * @returns {Promise<string>}
 */
export function askInDialog(url) {
  return new Promise((resolve, reject) => {
    Office.context.ui.displayDialogAsync(url, { height: 60, width: 30 }, (opened) => {
      if (String(opened.status) !== "succeeded") {
        reject(new Error(String(opened.error?.code)));
        return;
      }
      const dialog = opened.value;
      dialog.addEventHandler(Office.EventType.DialogMessageReceived, (told) => {
        // An older Office does not say from where; it takes a word of our origin alone.
        if ("message" in told && (told.origin ?? window.location.origin) === window.location.origin) {
          dialog.close();
          resolve(told.message);
        }
      });
      dialog.addEventHandler(Office.EventType.DialogEventReceived, (told) => {
        // Closed by the rep, or nothing came of it.
        reject(new Error(String("error" in told && told.error)));
      });
    });
  });
}

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
    thread: item.conversationId ?? "",
    kept: () => keptWith(item),
  };
}

/** @param {Office.MessageRead} item @returns {Promise<Kept | null>} */
function keptWith(item) {
  return new Promise((resolve) => {
    item.loadCustomPropertiesAsync(({ status, value }) => {
      if (String(status) !== "succeeded") {
        resolve(null);
        return;
      }
      const [message, draft, choice, told] = ["message_id", "draft_ref", "choice", "told"].map(
        (name) => String(value.get(name) ?? ""),
      );
      const any = [message, draft, choice, told].some(Boolean);
      resolve({ message: message ?? "", draft: draft ?? "", off: choice === "off", any });
    });
  });
}

/** Follow the pinned pane from mail to mail. @param {() => void} listener */
export function onItemChanged(listener) {
  Office.context.mailbox.addHandlerAsync(Office.EventType.ItemChanged, listener);
}

/**
 * How this Outlook opens another mail of the mailbox; null where it cannot.
 * @returns {((itemId: string) => Promise<void>) | null}
 */
export function opener() {
  const { mailbox } = Office.context;
  if (typeof mailbox.displayMessageFormAsync !== "function") {
    return null;
  }
  return (itemId) =>
    new Promise((resolve, reject) => {
      mailbox.displayMessageFormAsync(itemId, (result) => {
        if (String(result.status) === "succeeded") {
          resolve();
        } else {
          reject(new Error(String(result.error?.code)));
        }
      });
    });
}

/** Put HTML where the cursor of the draft is. @param {string} html @returns {Promise<void>} */
export function insert(html) {
  return new Promise((resolve, reject) => {
    const item = draft();
    if (!item) {
      reject(new Error("no draft"));
      return;
    }
    const options = { coercionType: Office.CoercionType.Html };
    item.body.setSelectedDataAsync(html, options, (result) => {
      if (String(result.status) === "succeeded") {
        resolve();
      } else {
        reject(new Error(String(result.error?.code)));
      }
    });
  });
}

/** Up to when the rep has seen the news; "" before the first time. */
export const seenAt = () => String(Office.context.roamingSettings.get("seenAt") ?? "");

/** @param {string} at */
export const keepSeenAt = (at) => keepSetting("seenAt", at);

/** Keep the habit where the event code reads it. @param {boolean | null} on */
export const keepHabit = (on) => keepSetting("autoTrack", on);

/** @param {string} name @param {string | boolean | null} value */
function keepSetting(name, value) {
  const settings = Office.context.roamingSettings;
  if ((settings.get(name) ?? null) !== value) {
    settings.set(name, value);
    settings.saveAsync(() => undefined);
  }
}
