// Notes every member of Office that code touches, on its way to it.

/**
 * @template {object} T
 * @param {T} thing
 * @param {string} path what it is called
 * @param {Set<string>} touched where the names go
 * @returns {T}
 */
export function spied(thing, path, touched) {
  return new Proxy(thing, {
    get(target, key) {
      const value = /** @type {any} */ (target)[key];
      if (typeof key === "symbol") {
        return value;
      }
      const name = `${path}.${key}`;
      touched.add(name);
      if (typeof value === "function") {
        return value.bind(target);
      }
      return typeof value === "object" && value !== null ? spied(value, name, touched) : value;
    },
    ownKeys() {
      throw new Error(`all of ${path} was looked at`);
    },
  });
}

const ITEM = "Office.context.mailbox.item";

/** All that the event code may touch. */
export const TOUCHES = new Set([
  ...["Office.actions", "Office.actions.associate", "Office.context", "Office.context.platform"],
  ...["Office.context.displayLanguage", "Office.context.mailbox", ITEM],
  ...["Office.context.roamingSettings", "Office.context.roamingSettings.get"],
  ...["Office.CoercionType", "Office.CoercionType.Html", "Office.MailboxEnums"],
  "Office.MailboxEnums.ItemNotificationMessageType",
  "Office.MailboxEnums.ItemNotificationMessageType.InformationalMessage",
  ...["OfficeRuntime.auth", "OfficeRuntime.auth.getAccessToken"],
  ...[
    ...["to", "to.getAsync", "cc", "cc.getAsync", "bcc", "bcc.getAsync"],
    ...["getComposeTypeAsync", "conversationId", "loadCustomPropertiesAsync"],
    ...["sessionData", "sessionData.getAllAsync", "sessionData.setAsync"],
    ...["notificationMessages", "notificationMessages.replaceAsync"],
    ...["notificationMessages.removeAsync", "body", "body.appendOnSendAsync"],
  ].map((name) => `${ITEM}.${name}`),
]);
