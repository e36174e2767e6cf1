// Addresses out of headers and events, as people and mail programs write them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";

import { FILES, plain } from "./world.mjs";

const context = createContext({});
runInContext(FILES["recipients.js"] ?? "", context);
const { addressesIn_: addressesIn, recipientsOfDraft_: recipientsOfDraft } =
  /** @type {any} */ (context);

/** @type {[string, string|null, string[]][]} */
const HEADERS = [
  ["a plain address", "dave@customer.example", ["dave@customer.example"]],
  ["a name", "Dave <dave@customer.example>", ["dave@customer.example"]],
  [
    "a comma in a quoted name",
    '"South, Carol" <carol@south.example>, dave@customer.example',
    ["carol@south.example", "dave@customer.example"],
  ],
  [
    "an address as the name",
    '"erin@client.example" <dave@customer.example>',
    ["dave@customer.example"],
  ],
  [
    "a quote within a quoted name",
    '"Dave \\"<erin@client.example>, D\\"" <dave@customer.example>',
    ["dave@customer.example"],
  ],
  [
    "comments, one within another",
    "dave@customer.example (Dave (of, the) team), (x) erin@client.example",
    ["dave@customer.example", "erin@client.example"],
  ],
  [
    "a group",
    "Buyers: dave@customer.example, Erin <erin@client.example>;, bob@north.example",
    ["dave@customer.example", "erin@client.example", "bob@north.example"],
  ],
  ["a quoted local part", '"d d"@customer.example', ['"d d"@customer.example']],
  ["an empty group", "undisclosed-recipients:;", []],
  [
    "semicolons",
    "dave@customer.example; erin@client.example",
    ["dave@customer.example", "erin@client.example"],
  ],
  [
    "an unquoted comma in a name",
    "South, Carol <carol@south.example>",
    ["carol@south.example"],
  ],
  ["no address", "Dave", []],
  ["two signs", "dave@@customer.example", []],
  ["an open quote", '"Dave <dave@customer.example>', []],
  ["nothing", "", []],
  ["no header", null, []],
];

for (const [name, header, addresses] of HEADERS) {
  test(`it reads ${name}`, () => {
    assert.deepEqual(plain(addressesIn(header)), addresses);
  });
}

const dave = "dave@customer.example";
const erin = "erin@client.example";

/** @type {[string, object, {addresses: string[], unreadable: string[]}][]} */
const DRAFTS = [
  [
    "all three fields, each person once",
    {
      gmail: {
        toRecipients: [dave],
        ccRecipients: [erin],
        bccRecipients: [`D <${dave}>`],
      },
    },
    { addresses: [dave, erin], unreadable: [] },
  ],
  [
    "a draft of the older form",
    {
      draftMetadata: { toRecipients: [dave], ccRecipients: [], bccRecipients: [erin] },
    },
    { addresses: [dave, erin], unreadable: [] },
  ],
  [
    "the newer form before the older",
    { gmail: { toRecipients: [dave] }, draftMetadata: { toRecipients: [erin] } },
    { addresses: [dave], unreadable: [] },
  ],
  [
    "the older form when the newer has only empty lists",
    {
      gmail: { toRecipients: [], ccRecipients: [], bccRecipients: [] },
      draftMetadata: { toRecipients: [dave], ccRecipients: [erin] },
    },
    { addresses: [dave, erin], unreadable: [] },
  ],
  [
    "nothing of the older form when the newer names somebody",
    {
      gmail: { toRecipients: [], ccRecipients: [dave] },
      draftMetadata: { toRecipients: [erin] },
    },
    { addresses: [dave], unreadable: [] },
  ],
  [
    "entries that are objects",
    { gmail: { toRecipients: [{ email: dave }, { address: erin }] } },
    { addresses: [dave, erin], unreadable: [] },
  ],
  [
    "an entry it cannot read, which it names",
    { gmail: { toRecipients: [dave, "Sales team"], ccRecipients: [null, {}] } },
    { addresses: [dave], unreadable: ["Sales team", "", ""] },
  ],
  ["a draft to nobody yet", { gmail: {} }, { addresses: [], unreadable: [] }],
  ["an event without a draft", {}, { addresses: [], unreadable: [] }],
];

for (const [name, given, recipients] of DRAFTS) {
  test(`it reads ${name}`, () => {
    assert.deepEqual(plain(recipientsOfDraft(given)), recipients);
  });
}
