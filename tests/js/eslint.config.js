// Run from the top of the repository: paths below are relative to it.
// Undefined and unused names are left to tsc, which sees across files.
import js from "@eslint/js";

// Candor's promise is that a mail's body cannot reach the server. The clients may not
// even read it: these are the calls of Office.js and Apps Script that would.
const BODY_READERS = [
  "getAttachmentContentAsync",
  "getAttachmentsAsync",
  "getSelectedDataAsync",
  "getCallbackTokenAsync",
  "makeEwsRequestAsync",
  "getBody",
  "getPlainBody",
  "getRawContent",
  "getAttachments",
];
const READS_A_BODY = "a client never reads the text of a mail";

const noBody = {
  "no-restricted-properties": [
    "error",
    ...BODY_READERS.map((property) => ({ property, message: READS_A_BODY })),
  ],
  "no-restricted-syntax": [
    "error",
    ...["[object.property.name='body']", "[object.name='body']"].map((of) => ({
      selector: `MemberExpression[property.name='getAsync']${of}`,
      message: READS_A_BODY,
    })),
    {
      // a name put together at run time would get past the rules above
      selector: "CallExpression > MemberExpression[computed=true].callee",
      message: "call methods by their names, so that it can be seen which are called",
    },
  ],
  // what a client knows about a mail stays out of logs
  "no-console": "error",
};

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
  { files: ["addin_manifest/**/*.js", "gmail_addon/**/*.js"], rules: noBody },
  {
    // newer than the engines that the pane is written for; tsc knows of the language alone
    files: ["addin_manifest/taskpane/*.js"],
    rules: {
      "no-restricted-syntax": [
        ...noBody["no-restricted-syntax"],
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
