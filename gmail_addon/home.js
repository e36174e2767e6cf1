"use strict";

// The homepage: the rep's feed. Gmail pushes nothing to a sidebar, so it has a button.

/** @type {Record<string, string>} */
const STATUS_ICONS = {
  opened: "drafts",
  opened_via: "drafts",
  maybe: "help",
  cannot_tell: "help",
  not_seen: "mail",
};

/** @typedef {{title: string, holds: (message: Message) => boolean}} FeedPart */

/** @type {FeedPart[]} */
const FEED_PARTS = [
  { title: "Opened", holds: ({ summary }) => summary.status.startsWith("opened") },
  {
    title: "Not certain",
    holds: ({ summary }) =>
      summary.status === "maybe" || summary.status === "cannot_tell",
  },
  { title: "Not seen", holds: ({ summary }) => summary.status === "not_seen" },
];

/** Lines of one part of the feed that stay in view. */
const SHOWN_PER_PART = 5;

/** @returns {Card} */
function homeCard_() {
  const retry = { run: "onRefreshHome" };
  const me = getMe_();
  if (!me.ok) {
    return troubleCard_(me.kind, retry);
  }
  const feed = getFeed_();
  if (!feed.ok) {
    return troubleCard_(feed.kind, retry);
  }
  return feedCard_(feed.body.messages, me.body.organisation.enabled);
}

/**
 * @param {Message[]} messages
 * @param {boolean} enabled
 * @returns {Card}
 */
function feedCard_(messages, enabled) {
  const live = messages.filter(({ state }) => state === "sent" || state === "stopped");
  const listed = live.slice(0, LISTED_AT_MOST);
  const parts = FEED_PARTS.flatMap((part) => feedSection_(part, listed));
  const notes = [
    ...(enabled ? [] : [section_("", [offNote_()])]),
    ...(enabled && live.length === 0 ? [section_("", [emptyNote_()])] : []),
  ];
  const foot = `As of ${clockWords_(new Date())}.`;
  const more = live.length - listed.length;
  const rest = more > 0 ? `${more} older ones are not listed. ${foot}` : foot;
  const refresh = button_("Refresh", { run: "onRefreshHome" }, true);
  const sections = [...notes, ...parts, section_("", [paragraph_(rest)])];
  return newCard_("Your tracked mail", "", sections, refresh);
}

/** @param {FeedPart} part @param {Message[]} messages */
function feedSection_(part, messages) {
  const facts = messages.filter((message) => part.holds(message)).map(feedFact_);
  return facts.length > 0 ? [section_(part.title, facts, SHOWN_PER_PART)] : [];
}

/** @param {Message} message */
function feedFact_(message) {
  const { at, status } = message.summary;
  const subject = message.label?.subject;
  const names = recipientWords_(message);
  const settled = message.state === "sent" && message.confirmed;
  const when = whenWords_(at ?? message.sent_at ?? message.issued_at);
  return fact_({
    text: subject ? `${names}: ${subject}` : names,
    above: statusWords_(message),
    below: settled ? when : `${stateWords_(message)} · ${when}`,
    icon: STATUS_ICONS[status],
    press: { run: "onShow", with: { id: message.id } },
  });
}

/** @returns {Widget} */
function offNote_() {
  return paragraph_(
    "Mail you send now is not tracked. Ask your IT if you expected otherwise.",
    "Tracking is switched off for your organisation",
  );
}

/** @returns {Widget} */
function emptyNote_() {
  return paragraph_(
    "Press the Candor icon at the foot of a compose window and track a mail. Once it " +
      "is sent, it is listed here.",
    "No tracked mail yet",
  );
}

/** @returns {ActionResponse} */
function refreshHome_() {
  return replace_(homeCard_());
}
