"use strict";

// Stands where Microsoft's office.js stands: gives a page the Office object and carries
// its calls to the mailbox, which lives in the desk's page (or in a test).
// A classic script without imports, since add-in pages load Office.js that way.

/**
 * @typedef {object} Place What the page knows as soon as it is loaded.
 * @property {string} email
 * @property {string} platform
 * @property {Record<string, unknown>} settings
 * @property {string | null} conversation
 * @property {"compose" | "read" | "none"} mode
 * @property {{itemId: string, from: string, to: string[], cc: string[],
 *   dateTimeCreated: string} | null} values
 */

/**
 * The parts of Office that are played here, each as Office declares it.
 * @typedef {Pick<Office.MessageCompose, "addHandlerAsync" | "body" | "itemType" |
 *   "loadCustomPropertiesAsync"> & {conversationId: string | null}} AnyItem
 * @typedef {AnyItem & Pick<Office.MessageCompose, "getComposeTypeAsync"> & {
 *   to: Pick<Office.Recipients, "getAsync">,
 *   cc: Pick<Office.Recipients, "getAsync">,
 *   bcc: Pick<Office.Recipients, "getAsync">,
 *   sessionData: Pick<Office.SessionData, "getAllAsync" | "setAsync">,
 *   notificationMessages: Pick<Office.NotificationMessages, "replaceAsync" | "removeAsync">,
 * }} ComposedItem
 * @typedef {AnyItem & Pick<Office.MessageRead, "itemId" | "dateTimeCreated"> & {
 *   from: Pick<Office.EmailAddressDetails, "emailAddress" | "displayName">,
 *   to: Pick<Office.EmailAddressDetails, "emailAddress" | "displayName">[],
 *   cc: Pick<Office.EmailAddressDetails, "emailAddress" | "displayName">[],
 * }} OpenedItem
 */

/**
 * What a body offers. Candor may use two of them; the mailbox notes any use of the others.
 * @type {(keyof Office.Body)[]}
 */
const BODY_MEMBERS = [
  "appendOnSendAsync",
  "getAsync",
  "getTypeAsync",
  "prependAsync",
  "prependOnSendAsync",
  "setAsync",
  "setSelectedDataAsync",
  "setSignatureAsync",
];

const DIALOG_EVENTS = ["dialogMessageReceived", "dialogEventReceived"];

/**
 * Build the Office object over a mailbox.
 * @param {(name: string, args: unknown[]) => Promise<any>} ask
 */
function officeOver(ask) {
  /** @type {Record<string, Function>} */
  const actions = {};
  /** @type {Record<string, Function[]>} */
  const listeners = {};
  /** @type {Function[]} */
  const waiting = [];
  /** @type {ComposedItem | OpenedItem | null} */
  let item = null;
  /** @type {Record<string, unknown>} */
  let settings = {};
  let ready = false;

  /**
   * An Office function with callback: (…args, options?, callback?).
   * @param {string} name
   * @param {(value: any) => any} [shape]
   */
  const remote =
    (name, shape = (value) => value) =>
    /** @param {any[]} args */
    (...args) => {
      const callback =
        typeof args[args.length - 1] === "function" ? args.pop() : () => undefined;
      ask(name, args).then(
        (value) => callback({ status: "succeeded", value: shape(value) }),
        (error) => callback({ status: "failed", error, value: undefined }),
      );
    };

  /** @param {string} name */
  const listen = (name) => {
    /** @param {string} type @param {Function} handler @param {any[]} rest */
    return (type, handler, ...rest) => {
      (listeners[name + type] ??= []).push(handler);
      rest.at(-1)?.({ status: "succeeded" });
    };
  };

  /** The window of the add-in that is open; its listeners go with it. */
  const dialog = () => {
    DIALOG_EVENTS.forEach((type) => delete listeners[`dialog:${type}`]);
    return { addEventHandler: listen("dialog:"), close: () => tell("dialog.close") };
  };

  /** Call what has no answer. @param {string} name @param {unknown[]} args */
  const tell = (name, ...args) => void ask(name, args).catch(() => undefined);

  /** @param {Record<string, string>} values */
  const customProperties = (values) => ({
    get: (/** @type {string} */ name) => values[name],
    set: (/** @type {string} */ name, /** @type {string} */ value) => {
      values[name] = value;
    },
    remove: (/** @type {string} */ name) => {
      delete values[name];
    },
    saveAsync: (/** @type {Function} */ callback) =>
      remote("customProperties.saveAsync")({ ...values }, callback),
  });

  /** @returns {Office.Body} */
  const body = () => {
    const members = BODY_MEMBERS.map((name) => [name, remote(`body.${name}`)]);
    return Object.fromEntries(members);
  };

  /** @param {Place} place @returns {AnyItem} */
  const shared = (place) => ({
    conversationId: place.conversation,
    itemType: "message",
    body: body(),
    loadCustomPropertiesAsync: remote("loadCustomPropertiesAsync", customProperties),
    addHandlerAsync: listen("item:"),
  });

  /** @param {Place} place @returns {ComposedItem} */
  const composed = (place) => ({
    ...shared(place),
    to: { getAsync: remote("to.getAsync") },
    cc: { getAsync: remote("cc.getAsync") },
    bcc: { getAsync: remote("bcc.getAsync") },
    getComposeTypeAsync: remote("getComposeTypeAsync"),
    sessionData: {
      getAllAsync: remote("sessionData.getAllAsync"),
      setAsync: remote("sessionData.setAsync"),
    },
    notificationMessages: {
      replaceAsync: remote("notificationMessages.replaceAsync"),
      removeAsync: remote("notificationMessages.removeAsync"),
    },
  });

  /** @param {string} address */
  const person = (address) => ({ emailAddress: address, displayName: address });

  /** @param {Place} place @param {NonNullable<Place["values"]>} values @returns {OpenedItem} */
  const opened = (place, values) => ({
    ...shared(place),
    itemId: values.itemId,
    from: person(values.from),
    to: values.to.map(person),
    cc: values.cc.map(person),
    dateTimeCreated: new Date(values.dateTimeCreated),
  });

  const context = {
    platform: "",
    displayLanguage: "en-US",
    mailbox: {
      get item() {
        return item;
      },
      userProfile: { emailAddress: "" },
      addHandlerAsync: listen("mailbox:"),
      displayMessageFormAsync: remote("displayMessageFormAsync"),
    },
    ui: {
      displayDialogAsync: remote("ui.displayDialogAsync", dialog),
      messageParent: (/** @type {string} */ text) => tell("ui.messageParent", text),
    },
    roamingSettings: {
      get: (/** @type {string} */ name) => settings[name],
      set: (/** @type {string} */ name, /** @type {unknown} */ value) => {
        settings[name] = value;
      },
      saveAsync: (/** @type {Function} */ callback) =>
        remote("roamingSettings.saveAsync")({ ...settings }, callback),
    },
  };

  const Office = {
    context,
    CoercionType: { Html: "html", Text: "text" },
    AsyncResultStatus: { Succeeded: "succeeded", Failed: "failed" },
    EventType: {
      ItemChanged: "itemChanged",
      RecipientsChanged: "recipientsChanged",
      DialogMessageReceived: "dialogMessageReceived",
      DialogEventReceived: "dialogEventReceived",
    },
    MailboxEnums: {
      ItemNotificationMessageType: { InformationalMessage: "informationalMessage" },
    },
    actions: {
      associate: (/** @type {string} */ name, /** @type {Function} */ handler) => {
        actions[name] = handler;
      },
    },
    onReady: (/** @type {Function} */ callback) => {
      const told = new Promise((resolve) => {
        waiting.push(() => resolve({ host: "Outlook", platform: context.platform }));
      });
      if (ready) {
        waiting.splice(0).forEach((tell) => tell());
      }
      return callback ? told.then((info) => callback(info)) : told;
    },
  };
  const OfficeRuntime = {
    auth: {
      getAccessToken: (/** @type {unknown} */ options) =>
        ask("auth.getAccessToken", [options]),
    },
  };

  /** Move the page to another item. @param {Place} place */
  const moveTo = (place) => {
    settings = { ...place.settings };
    context.platform = place.platform;
    context.mailbox.userProfile.emailAddress = place.email;
    item = null;
    if (place.mode === "compose") {
      item = composed(place);
    } else if (place.values) {
      item = opened(place, place.values);
    }
    ready = true;
    waiting.splice(0).forEach((tell) => tell());
  };

  /**
   * Tell listeners.
   * @param {"mailbox" | "item" | "dialog"} source
   * @param {string} type
   * @param {object} [told]
   */
  const fire = (source, type, told) => {
    (listeners[`${source}:${type}`] ?? []).forEach((handler) => handler({ type, ...told }));
  };

  /** Run an event handler or a command. @param {string} name @param {() => void} completed */
  const run = (name, completed) => {
    actions[name]?.({ completed, source: { id: name } });
  };

  return { Office, OfficeRuntime, moveTo, fire, run };
}

/** Connect this page with the desk that frames or opened it, and with nobody else. */
function joinDesk() {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const desk = new URL(script.src).origin;
  /** @type {Map<number, {resolve: Function, reject: Function}>} */
  const open = new Map();
  let last = 0;
  // Candor's dialog is a window that the desk has opened.
  const host = window.opener ?? window.parent;
  const post = (/** @type {object} */ message) => host.postMessage(message, desk);

  const side = officeOver(
    (name, args) =>
      new Promise((resolve, reject) => {
        last += 1;
        open.set(last, { resolve, reject });
        post({ kind: "call", id: last, name, args });
      }),
  );
  Object.assign(window, { Office: side.Office, OfficeRuntime: side.OfficeRuntime });

  window.addEventListener("message", (event) => {
    if (event.origin !== desk || event.source !== host) {
      return;
    }
    const message = event.data;
    if (message.kind === "answer") {
      const asked = open.get(message.id);
      open.delete(message.id);
      if (message.error) {
        asked?.reject(message.error);
      } else {
        asked?.resolve(message.value);
      }
    } else if (message.kind === "place") {
      side.moveTo(message.place);
      if (message.changed) {
        side.fire("mailbox", "itemChanged");
      }
    } else if (message.kind === "dialog") {
      side.fire("dialog", message.type, message.told);
    } else if (message.kind === "recipients") {
      side.fire("item", "recipientsChanged");
    } else if (message.kind === "run") {
      side.moveTo(message.place);
      side.run(message.name, () => post({ kind: "completed", id: message.id }));
    }
  });
  window.addEventListener("load", () => post({ kind: "hello" }));
}

if (typeof document !== "undefined") {
  joinDesk();
}
