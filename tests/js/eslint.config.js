// Run from the top of the repository: paths below are relative to it.
// Undefined and unused names are left to tsc, which sees across files.
import js from "@eslint/js";
import bodyblind from "./bodyblind.js";

// What would read a mail's text, or hand the whole mail to somebody who can.
const OUTLOOK_READERS = [
  ...["getAttachmentContentAsync", "getAttachmentsAsync", "attachments"],
  ...["getSelectedDataAsync", "getSelectedRegExMatches", "getSelectedEntities"],
  ...["getRegExMatches", "getRegExMatchesByName", "getFilteredEntitiesByName"],
  ...["getEntities", "getEntitiesByType", "normalizedSubject"],
  ...["getAllInternetHeadersAsync", "internetHeaders", "inReplyTo"],
  ...["getCallbackTokenAsync", "makeEwsRequestAsync", "getUserIdentityTokenAsync"],
  ...["getInitializationContextAsync", "loadItemByIdAsync", "getSharedPropertiesAsync"],
  ...["getAsFileAsync", "saveAsFileAsync", "displayReplyForm", "displayReplyAllForm"],
];
// Files that Outlook's item passes through: no name may be made up there, and the mail's
// subject has no business there either. (Elsewhere it is that of a label.)
const BESIDE_THE_ITEM = ["launchevent.js", "taskpane/office.js", "taskpane/compose.js"].map(
  (name) => `addin_manifest/${name}`,
);
// Tables of our own that are looked up by a name; none is, or holds, a mail.
const TABLES = ["NOTICES", "said", "parts", "people", "values", "words"];
const GMAIL_READERS = [
  ...["getBody", "getPlainBody", "getRawContent", "getAttachments", "getSubject"],
  ...["getFirstMessageSubject", "getSnippet", "getMessages", "getMessagesForThread"],
  ...["getDraft", "getDrafts", "search", "getThreadById", "getInboxThreads"],
];
// what a client knows about a mail stays out of logs
const silent = { "no-console": "error" };

export default [
  { ignores: ["**/node_modules/"] },
  js.configs.recommended,
  {
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-undef": "off",
      "no-unused-vars": "off",
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: "error",
      curly: ["error", "multi-line"],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-throw-literal": "error",
    },
  },
  { plugins: { bodyblind } },
  {
    files: ["addin_manifest/**/*.js"],
    rules: {
      ...silent,
      "bodyblind/names": ["error", OUTLOOK_READERS],
      "bodyblind/only": [
        "error",
        {
          body: ["appendOnSendAsync", "setSelectedDataAsync"],
          getAsync: ["to", "cc", "bcc"],
          owners: ["document", "ThisExpression"],
        },
      ],
      "no-restricted-globals": ["error", "Office", "OfficeRuntime"],
    },
  },
  {
    files: BESIDE_THE_ITEM,
    rules: {
      "bodyblind/names": ["error", [...OUTLOOK_READERS, "subject"]],
      "bodyblind/plain": ["error", TABLES],
      "no-restricted-globals": "off",
    },
  },
  // a window of its own without a mail
  { files: ["addin_manifest/taskpane/signin.js"], rules: { "no-restricted-globals": "off" } },
  {
    files: ["gmail_addon/**/*.js"],
    rules: {
      ...silent,
      "bodyblind/names": ["error", GMAIL_READERS],
      "no-restricted-globals": ["error", "Gmail", "DriveApp", "GmailApp"],
    },
  },
  {
    files: ["gmail_addon/message.js", "gmail_addon/recipients.js"],
    rules: {
      "bodyblind/plain": ["error", ["STATUS_ICONS", "event", "text"]],
      "no-restricted-globals": ["error", "Gmail", "DriveApp"],
    },
  },
  {
    // newer than the engines that the pane is written for; tsc knows of the language alone
    files: ["addin_manifest/taskpane/*.js"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[object.name='AbortSignal']",
          message: "not in every engine of 2022: see limit.js",
        },
      ],
    },
  },
  {
    // classic Outlook runs this one file in an engine of the ES2016 level
    files: ["addin_manifest/launchevent.js"],
    languageOptions: { ecmaVersion: 2016, sourceType: "script" },
    rules: { strict: ["error", "global"] },
  },
  {
    // has to be understood by every engine that the pane is offered in
    files: ["addin_manifest/taskpane/start.js"],
    languageOptions: { ecmaVersion: 5, sourceType: "script" },
    rules: { strict: ["error", "global"], "no-var": "off" },
  },
  {
    // Apps Script puts all files into one scope and has no modules
    files: ["gmail_addon/**/*.js"],
    languageOptions: { sourceType: "script" },
    rules: { strict: ["error", "global"] },
  },
];
