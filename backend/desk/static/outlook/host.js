// An Outlook mailbox in memory: what Office.js talks to, without Outlook. The desk and
// the tests use the same one, so it keeps Outlook's limits and refusals.

/**
 * @typedef {{emailAddress: string, displayName: string}} Person
 * @typedef {"to" | "cc" | "bcc"} Field
 * @typedef {{name: string, code: number, message: string}} OfficeError
 */

// Limits and errors as documented for the Outlook JavaScript API:
// https://learn.microsoft.com/office/dev/add-ins/outlook/limits-for-activation-and-javascript-api-for-outlook-add-ins
const APPEND_LIMIT = 5000;
const SESSION_LIMIT = 50000;
const PROPERTIES_LIMIT = 2500;
const NOTICE_LIMIT = 150;
const RECIPIENT_LIMIT = 100;

/** What an add-in may do to a body that it never reads. */
const BODY_WRITES = ["body.appendOnSendAsync", "body.setSelectedDataAsync"];

/** A call Outlook answers with a failed status. */
export class Refusal extends Error {
  /** @param {string} name @param {number} code */
  constructor(name, code) {
    super(name);
    this.name = name;
    this.code = code;
  }
}

/** The mail being written. */
export class Draft {
  /**
   * @param {Partial<Record<Field, string[]>> & {
   *   composeType?: "newMail" | "reply" | "forward",
   *   format?: "html" | "text",
   *   conversation?: string | null,
   *   properties?: Record<string, string>,
   * }} start
   */
  constructor(start = {}) {
    /** @type {Record<Field, string[]>} */
    this.fields = { to: start.to ?? [], cc: start.cc ?? [], bcc: start.bcc ?? [] };
    this.composeType = start.composeType ?? "newMail";
    this.format = start.format ?? "html";
    /** A new mail has none before it is saved. */
    this.conversation = start.conversation ?? null;
    /** @type {Record<string, string>} */
    this.properties = { ...start.properties };
    /** @type {string | null} */
    this.appended = null;
    /** @type {Record<string, string>} */
    this.session = {};
    /** @type {Map<string, string>} */
    this.notices = new Map();
    /** Called with what an add-in puts at the cursor. @type {(html: string) => void} */
    this.onInsert = () => undefined;
  }

  /** What Outlook puts into the pipe on Send. @param {string} body */
  send(body) {
    return {
      ...this.fields,
      html: body + (this.appended ?? ""),
      compose_type: this.composeType === "newMail" ? "new" : this.composeType,
      custom_properties: { ...this.properties },
    };
  }

  /** @type {Record<string, (...args: any[]) => unknown>} */
  calls = {
    "to.getAsync": () => people(this.fields.to),
    "cc.getAsync": () => people(this.fields.cc),
    "bcc.getAsync": () => people(this.fields.bcc),
    getComposeTypeAsync: () => ({
      composeType: this.composeType,
      coercionType: this.format,
    }),
    "body.appendOnSendAsync": (html, options) => {
      if (html !== null && html.length > APPEND_LIMIT) {
        throw new Refusal("DataExceedsMaximumSize", 9006);
      }
      if (html !== null && options.coercionType === "html" && this.format === "text") {
        throw new Refusal("InvalidFormatError", 9005);
      }
      this.appended = html;
    },
    "body.setSelectedDataAsync": (html, options) => {
      if (options.coercionType === "html" && this.format === "text") {
        throw new Refusal("InvalidFormatError", 9005);
      }
      this.onInsert(html);
    },
    "sessionData.getAllAsync": () => ({ ...this.session }),
    "sessionData.setAsync": (key, value) => {
      const next = { ...this.session, [key]: value };
      if (JSON.stringify(next).length > SESSION_LIMIT) {
        throw new Refusal("SessionDataSizeExceeded", 9057);
      }
      this.session = next;
    },
    "notificationMessages.replaceAsync": (key, details) => {
      if (details.message.length > NOTICE_LIMIT || !details.icon) {
        throw new Refusal("ArgumentOutOfRange", 9017);
      }
      this.notices.set(key, details.message);
    },
    "notificationMessages.removeAsync": (key) => {
      if (!this.notices.delete(key)) {
        throw new Refusal("NotificationKeyNotFound", 9018);
      }
    },
    ...propertyCalls(this),
  };
}

/** A mail in the Sent folder, opened for reading. */
export class SentCopy {
  /**
   * @param {{id: string, from: string, to: string[], cc: string[], sent_at: string,
   *   conversation?: string, custom_properties?: Record<string, unknown>}} mail
   */
  constructor(mail) {
    this.mail = mail;
    this.properties = { ...mail.custom_properties };
    this.conversation = mail.conversation ?? null;
  }

  /** The values a reading add-in sees without asking. */
  get values() {
    const { id, from, to, cc, sent_at } = this.mail;
    return { itemId: id, from, to, cc, dateTimeCreated: sent_at };
  }

  /** @type {Record<string, (...args: any[]) => unknown>} */
  calls = propertyCalls(this);
}

/** One signed-in mailbox: settings, the item in view, and a log of what was asked. */
export class Mailbox {
  /**
   * @param {{email: string, platform?: string, settings?: Record<string, unknown>,
   *   token: (asked?: unknown) => Promise<string>}} owner
   */
  constructor(owner) {
    this.email = owner.email;
    this.platform = owner.platform ?? "OfficeOnline";
    this.settings = owner.settings ?? {};
    this.token = owner.token;
    /** Opens a page of the add-in in a window. @type {(url: string) => void} */
    this.openDialog = () => {
      throw new Refusal("DialogNotSupported", 13000);
    };
    /** @type {() => void} */
    this.closeDialog = () => undefined;
    /** Opens another mail of the mailbox. @type {(itemId: string) => void | Promise<void>} */
    this.openItem = () => {
      throw new Refusal("ItemNotFound", 9019);
    };
    /** @type {Draft | SentCopy | null} */
    this.item = null;
    /** @type {unknown[][]} */
    this.log = [];
    /** Reads of the body: there must be none. @type {string[]} */
    this.bodyReads = [];
    /** Calls that fail or come back late, by name. @type {Map<string, Refusal | Promise<void>>} */
    this.faults = new Map();
  }

  /** What an add-in's page knows as soon as it is loaded. */
  place() {
    const item = this.item;
    return {
      email: this.email,
      platform: this.platform,
      settings: { ...this.settings },
      conversation: item?.conversation ?? null,
      mode: item instanceof Draft ? "compose" : item ? "read" : "none",
      values: item instanceof SentCopy ? item.values : null,
    };
  }

  /**
   * Answer one asynchronous Office call.
   * @param {string} name
   * @param {unknown[]} args
   * @returns {Promise<unknown>}
   */
  async answer(name, args) {
    this.log.push([name, ...args]);
    const fault = this.faults.get(name);
    if (fault instanceof Refusal) {
      throw fault;
    }
    await fault;
    if (name.startsWith("body.") && !BODY_WRITES.includes(name)) {
      this.bodyReads.push(name);
      throw new Refusal("BodyIsNotForAddins", 9999);
    }
    if (name === "auth.getAccessToken") {
      return this.token(args[0]);
    }
    if (name === "ui.displayDialogAsync") {
      return this.openDialog(String(args[0]));
    }
    if (name === "displayMessageFormAsync") {
      return this.openItem(String(args[0]));
    }
    if (name === "dialog.close") {
      return this.closeDialog();
    }
    if (name === "roamingSettings.saveAsync") {
      this.settings = { .../** @type {Record<string, unknown>} */ (args[0]) };
      return undefined;
    }
    const call = this.item?.calls[name];
    if (!call) {
      throw new Refusal("OperationNotSupported", 5000);
    }
    return call(...args);
  }
}

/** @param {string[]} addresses @returns {Person[]} */
function people(addresses) {
  // Outlook hands over at most this many of a field's recipients.
  return addresses
    .slice(0, RECIPIENT_LIMIT)
    .map((address) => ({ emailAddress: address, displayName: address }));
}

/** @param {{properties: Record<string, unknown>}} item */
function propertyCalls(item) {
  return {
    loadCustomPropertiesAsync: () => ({ ...item.properties }),
    /** @param {Record<string, string>} values */
    "customProperties.saveAsync": (values) => {
      if (JSON.stringify(values).length > PROPERTIES_LIMIT) {
        throw new Refusal("DataExceedsMaximumSize", 9006);
      }
      item.properties = { ...values };
    },
  };
}
