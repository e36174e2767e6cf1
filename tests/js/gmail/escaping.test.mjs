// Text of others reaches a card as text, wherever it comes from.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  MESSAGE_ID,
  OPENED,
  event,
  message,
  open,
  run,
  sentMail,
  summary,
} from "./world.mjs";

/** @type {[string, string][]} */
const PAYLOADS = [
  ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
  ['<img src=x onerror="x">', "&lt;img src=x onerror=&quot;x&quot;&gt;"],
  ["<a href='javascript:x'>", "&lt;a href=&#39;javascript:x&#39;&gt;"],
  ["</b><b>Opened</b>", "&lt;/b&gt;&lt;b&gt;Opened&lt;/b&gt;"],
  ["&lt;b&gt;", "&amp;lt;b&amp;gt;"],
  ["Tom & Jerry", "Tom &amp; Jerry"],
  ["one\r\ntwo\u0000three", "one two three"],
  ["right\u202Eleft", "right left"],
  ["zero\u200Bwidth", "zero width"],
  ["𝒟ave 👋", "𝒟ave 👋"],
];

/** @param {unknown} recorded @returns {string[]} Every text of a recording. */
function texts(recorded) {
  if (typeof recorded === "string") {
    return [recorded];
  }
  return typeof recorded === "object" && recorded !== null
    ? Object.values(recorded).flatMap(texts)
    : [];
}

for (const [payload, escaped] of PAYLOADS) {
  const hostile = message({
    label: { recipients: [payload], subject: payload },
    summary: summary({ status: "opened_via", via: payload, machine: 1 }),
    opens: [
      open({ os: payload, device: payload, client: payload, reasons: [payload] }),
    ],
  });
  const refused = {
    tracked: false,
    reason: payload,
    advice: payload,
    recipients: [{ address: payload, reason: payload }],
  };
  /** @type {[string, object, import("./world.mjs").World, number][]} */
  const ways = [
    [
      "onShow",
      event({}, { id: MESSAGE_ID }),
      { otherwise: { status: 200, body: hostile } },
      4,
    ],
    [
      "onHomepage",
      event(),
      {
        otherwise: {
          status: 200,
          body: { organisation: { enabled: true }, messages: [hostile] },
        },
      },
      2,
    ],
    [
      "onTrack",
      event({ toRecipients: ["dave@customer.example"] }),
      { otherwise: { status: 200, body: refused } },
      2,
    ],
    ["onTrack", event({ toRecipients: [payload] }), {}, 1],
    [
      "onMessage",
      OPENED,
      {
        mail: sentMail(),
        otherwise: { status: 200, body: { ...hostile, message: hostile } },
      },
      4,
    ],
  ];
  for (const [functionName, told, world, times] of ways) {
    test(`${functionName} shows ${JSON.stringify(payload)} as text (${times})`, () => {
      const shown = texts(run(functionName, told, world).answer);
      const found = shown.filter((text) => text.includes(escaped));
      assert.equal(found.length, times, shown.join("\n"));
      const left = shown.map((text) => text.replaceAll(/<\/?b>|<br>/g, ""));
      assert.deepEqual(
        left.filter((text) => /[<>\p{Cc}\p{Cf}]/u.test(text)),
        [],
      );
    });
  }
}

test("it cuts a text that is longer than a card can bear, between letters", () => {
  const subject = "👋".repeat(5000);
  const body = message({ label: { recipients: ["x"], subject } });
  const shown = texts(
    run("onShow", event({}, { id: MESSAGE_ID }), { otherwise: { status: 200, body } })
      .answer,
  );
  assert.ok(shown.includes(`${"👋".repeat(399)}…`));
});
