// The desk's Outlook keeps Outlook's own rules, or what is tried on it proves nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Draft, Mailbox, Refusal, SentCopy } from "../../../backend/desk/static/outlook/host.js";

/** @param {Draft | SentCopy | null} item */
function mailboxWith(item) {
  const mailbox = new Mailbox({ email: "alice@north.example", token: async () => "t" });
  mailbox.item = item;
  return mailbox;
}

const HTML = { coercionType: "html" };
/** @type {[string, string, unknown[], string][]} */
const REFUSALS = [
  ["an append of more than 5,000 characters", "body.appendOnSendAsync", ["x".repeat(5001), HTML], "DataExceedsMaximumSize"],
  ["a notice of more than 150 characters", "notificationMessages.replaceAsync", ["k", { message: "x".repeat(151), icon: "i" }], "ArgumentOutOfRange"],
  ["a notice without an icon", "notificationMessages.replaceAsync", ["k", { message: "x" }], "ArgumentOutOfRange"],
  ["to remove a notice that is not there", "notificationMessages.removeAsync", ["k"], "NotificationKeyNotFound"],
  ["more session data than it holds", "sessionData.setAsync", ["k", "x".repeat(50001)], "SessionDataSizeExceeded"],
  ["more custom properties than it holds", "customProperties.saveAsync", [{ k: "x".repeat(2501) }], "DataExceedsMaximumSize"],
  ["what it does not offer", "item.saveAsync", [], "OperationNotSupported"],
];
for (const [what, call, args, name] of REFUSALS) {
  test(`it refuses ${what}`, async () => {
    await assert.rejects(mailboxWith(new Draft()).answer(call, args), { name });
  });
}

test("it refuses HTML in a plain-text mail", async () => {
  const mailbox = mailboxWith(new Draft({ format: "text" }));
  await assert.rejects(mailbox.answer("body.appendOnSendAsync", ["<p>", HTML]), {
    name: "InvalidFormatError",
  });
});

test("it replaces an append, and null clears it", async () => {
  const draft = new Draft({ to: ["dave@customer.example"] });
  const mailbox = mailboxWith(draft);
  await mailbox.answer("body.appendOnSendAsync", ["<p>1</p>", HTML]);
  await mailbox.answer("body.appendOnSendAsync", ["<p>2</p>", HTML]);
  assert.equal(draft.send("<p>Hi</p>").html, "<p>Hi</p><p>2</p>");
  await mailbox.answer("body.appendOnSendAsync", [null, HTML]);
  assert.equal(draft.send("<p>Hi</p>").html, "<p>Hi</p>");
});

test("it takes note of every attempt to read a body, and reads none", async () => {
  for (const item of [
    new Draft(),
    new SentCopy({ id: "1", from: "a", to: [], cc: [], sent_at: "2026-11-23T09:00:00Z" }),
  ]) {
    const mailbox = mailboxWith(item);
    await assert.rejects(mailbox.answer("body.getAsync", ["html"]), Refusal);
    assert.deepEqual(mailbox.bodyReads, ["body.getAsync"]);
  }
});

test("it hands a Sent copy the properties the draft was sent with, and they stay apart", async () => {
  const draft = new Draft({ properties: { message_id: "m" } });
  const { custom_properties } = draft.send("");
  const copy = new SentCopy({
    id: "1",
    from: "alice@north.example",
    to: [],
    cc: [],
    sent_at: "2026-11-23T09:00:00Z",
    custom_properties,
  });
  draft.properties.message_id = "other";
  const kept = await mailboxWith(copy).answer("loadCustomPropertiesAsync", []);
  assert.deepEqual(kept, { message_id: "m" });
});

test("it hands over no more than a hundred people of a field", async () => {
  const draft = new Draft({ to: Array.from({ length: 120 }, (_, index) => `p${index}@b.example`) });
  const people = await mailboxWith(draft).answer("to.getAsync", []);
  assert.equal(/** @type {unknown[]} */ (people).length, 100);
});
