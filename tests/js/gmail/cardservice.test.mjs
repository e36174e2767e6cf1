// The recorder refuses what Gmail would refuse.

import assert from "node:assert/strict";
import { test } from "node:test";

import { cardService } from "../../../backend/desk/static/gmail/cardservice.js";
import { recordingOf } from "../../../backend/desk/static/gmail/recording.js";
import { formatDate } from "../../../backend/desk/static/gmail/standin.js";

const CardService = /** @type {any} */ (cardService());

const action = () => CardService.newAction().setFunctionName("onTrack");
const button = () =>
  CardService.newTextButton().setText("Go").setOnClickAction(action());
const line = () => CardService.newTextParagraph().setText("x");
/** @param {any[]} widgets */
const section = (widgets) =>
  widgets.reduce((all, each) => all.addWidget(each), CardService.newCardSection());
/** @param {number} count */
const lines = (count) => section(Array.from({ length: count }, line));

/** @type {[string, () => unknown, RegExp][]} */
const REFUSED = [
  ["a builder that is not documented", () => CardService.newChip(), /newChip/],
  ["a method that is not documented", () => line().setColour("red"), /setColour/],
  [
    "an enum value that does not exist",
    () => CardService.ContentType.PLAIN_TEXT,
    /PLAIN/,
  ],
  [
    "an enum value as text",
    () => button().setTextButtonStyle("FILLED"),
    /TextButtonStyle/,
  ],
  ["a number as text", () => line().setText(1), /text expected/],
  [
    "a parameter that is no text",
    () => action().setParameters({ n: 1 }),
    /parameter n/,
  ],
  [
    "a missing argument",
    () => CardService.newNavigation().pushCard(),
    /takes 1, got 0/,
  ],
  ["an unbuilt card", () => CardService.newNavigation().pushCard({}), /Card expected/],
  [
    "a button in the place of an action",
    () => button().setOnClickAction(button()),
    /Action expected/,
  ],
  [
    "a button that does nothing",
    () => section([CardService.newTextButton().setText("Go")]),
    /does nothing/,
  ],
  [
    "an action without a function",
    () => button().setOnClickAction(CardService.newAction()),
    /functionName/,
  ],
  [
    "a section in a section",
    () => section([section([line()])]),
    /expected, got CardSection/,
  ],
  [
    "an empty section",
    () => CardService.newCardBuilder().addSection(CardService.newCardSection()),
    /without widgets/,
  ],
  [
    "101 widgets on a card",
    () =>
      CardService.newCardBuilder().addSection(lines(60)).addSection(lines(41)).build(),
    /more than 100 widgets/,
  ],
  [
    "a link without encryption",
    () => CardService.newOpenLink().setUrl("http://candor.example.com/"),
    /link/,
  ],
  [
    "a response that does nothing",
    () => CardService.newActionResponseBuilder().build(),
    /does nothing/,
  ],
  [
    "a notification in answer to a draft",
    () => CardService.newUpdateDraftActionResponseBuilder().setNotification(line()),
    /setNotification/,
  ],
  [
    "an SVG image",
    () =>
      CardService.newDecoratedText().setStartIcon(
        CardService.newIconImage().setIconUrl("https://candor.example.com/a.svg"),
      ),
    /SVG/,
  ],
];

for (const [name, build, said] of REFUSED) {
  test(`it refuses ${name}`, () => {
    assert.throws(build, { name: "TypeError", message: said });
  });
}

test("it takes 100 widgets on a card", () => {
  assert.ok(CardService.newCardBuilder().addSection(lines(100)).build());
});

test("it records what was said, in order", () => {
  const card = CardService.newCardBuilder()
    .setHeader(CardService.newCardHeader().setTitle("Track"))
    .addSection(section([line(), button()]))
    .build();
  assert.deepEqual(recordingOf(card), {
    kind: "Card",
    header: { kind: "CardHeader", title: "Track" },
    sections: [
      {
        kind: "CardSection",
        widgets: [
          { kind: "TextParagraph", text: "x" },
          {
            kind: "TextButton",
            text: "Go",
            onClick: { kind: "Action", functionName: "onTrack" },
          },
        ],
      },
    ],
  });
});

test("it writes times in the zone it is told", () => {
  const at = new Date("2026-11-03T23:05:00Z");
  assert.equal(
    formatDate(at, "Etc/UTC", "d MMM yyyy, HH:mm z"),
    "3 Nov 2026, 23:05 UTC",
  );
  assert.equal(formatDate(at, "Europe/Berlin", "d MMM, HH:mm"), "4 Nov, 00:05");
  assert.throws(() => formatDate(at, "Etc/UTC", "QQ"), /QQ/);
});
