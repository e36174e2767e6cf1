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

/** Lines of one part of the feed that stay in view. */
const SHOWN_PER_PART = 5;

/** @param {string} [filter] A part's name, or nothing for all. @returns {Card} */
function homeCard_(filter = "") {
  const retry = { run: "onRefreshHome" };
  const me = getMe_();
  if (!me.ok) {
    return troubleCard_(me.kind, retry);
  }
  const feed = getFeed_();
  if (!feed.ok) {
    return troubleCard_(feed.kind, retry);
  }
  return feedCard_(feed.body.messages, me.body.organisation.enabled, filter);
}

/** @returns {Record<string, FeedPart>} The sections of the feed, by name. */
function feedParts_() {
  const said = words_().home;
  return {
    opened: {
      title: said.opened,
      holds: ({ summary }) => summary.status.startsWith("opened"),
    },
    unsure: {
      title: said.unsure,
      holds: ({ summary }) =>
        summary.status === "maybe" || summary.status === "cannot_tell",
    },
    notSeen: {
      title: said.notSeen,
      holds: ({ summary }) => summary.status === "not_seen",
    },
  };
}

/**
 * @param {Message[]} messages
 * @param {boolean} enabled
 * @param {string} filter
 * @returns {Card}
 */
function feedCard_(messages, enabled, filter) {
  const said = words_().home;
  const live = messages.filter(({ state }) => state === "sent" || state === "stopped");
  const fitting = live.filter((message) => passes_(filter, message));
  const listed = fitting.slice(0, LISTED_AT_MOST);
  const notes = [
    ...(enabled ? [] : [section_("", [paragraph_(said.off, said.offTitle)])]),
    ...(enabled && live.length === 0
      ? [section_("", [paragraph_(said.empty, said.emptyTitle)])]
      : []),
    ...(live.length > 0 ? [section_("", [filter_(filter)])] : []),
    ...(live.length > 0 && fitting.length === 0
      ? [section_("", [paragraph_(said.noneSuch)])]
      : []),
  ];
  const parts = Object.values(feedParts_()).flatMap((part) => feedSection_(part, listed));
  const more = fitting.length - listed.length;
  const foot = [
    more > 0 ? said.older : "",
    fill_(said.asOf, { time: clockWords_(new Date()) }),
  ];
  const last = section_("", [paragraph_(foot.filter((part) => part).join(" "))]);
  const press = { run: "onRefreshHome", with: { filter } };
  const refresh = button_(said.refresh, press, true);
  return newCard_(said.title, "", [...notes, ...parts, last], refresh);
}

/** @param {string} filter @param {Message} message @returns {boolean} */
function passes_(filter, message) {
  if (filter === "clicked") {
    return (message.summary.clicks ?? 0) > 0;
  }
  return feedParts_()[filter]?.holds(message) ?? true;
}

/** @param {string} chosen @returns {Widget} */
function filter_(chosen) {
  const said = words_().home;
  /** @type {[string, string][]} */
  const items = [
    ["", said.all],
    ...Object.entries(feedParts_()).map(
      ([name, { title }]) => /** @type {[string, string]} */ ([name, title]),
    ),
    ["clicked", said.clicked],
  ];
  return choice_(said.show, "filter", items, chosen, { run: "onFilter" });
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
    text: subject ? fill_(words_().home.named, { names, subject }) : names,
    above: statusWords_(message),
    below: settled ? when : `${stateWords_(message)} · ${when}`,
    icon: STATUS_ICONS[status],
    press: { run: "onShow", with: { id: message.id } },
  });
}

/** @param {GmailEvent} event @returns {ActionResponse} */
function refreshHome_(event) {
  return replace_(homeCard_(parameter_(event, "filter")));
}

/** @param {GmailEvent} event @returns {ActionResponse} */
function filterHome_(event) {
  return replace_(homeCard_(input_(event, "filter")));
}
