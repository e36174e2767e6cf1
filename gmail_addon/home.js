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

/** Pages of the feed that one press looks through for mail of a kind. */
const PAGES_AT_MOST = 5;

/**
 * @typedef {object} Looked What was found, looking from some place towards older mail.
 * @property {Message[]} fitting
 * @property {number} through How many mails were looked at.
 * @property {string} older Where to go on; empty at the end.
 */

/**
 * @param {string} [filter] A part's name, or nothing for all.
 * @param {string} [before] Where to begin; empty for the latest.
 * @returns {Card}
 */
function homeCard_(filter = "", before = "") {
  const retry = { run: "onRefreshHome", with: { filter, before } };
  const me = getMe_();
  if (!me.ok) {
    return troubleCard_(me.kind, retry);
  }
  const looked = lookThrough_(filter, before);
  if ("kind" in looked) {
    return troubleCard_(looked.kind, retry);
  }
  return feedCard_(looked, me.body.organisation.enabled, filter, before);
}

/**
 * Look for mail of a kind until a page has some: the server knows no kinds.
 * @param {string} filter
 * @param {string} before
 * @returns {Looked|Failure}
 */
function lookThrough_(filter, before) {
  /** @type {Looked} */
  let looked = { fitting: [], through: 0, older: before };
  for (let page = 0; page < PAGES_AT_MOST; page += 1) {
    const asked = getFeed_(looked.older);
    if (!asked.ok) {
      // What was looked through before is something all the same.
      return page === 0 ? asked : looked;
    }
    const { messages, before: older } = asked.body;
    looked = {
      fitting: messages.filter((message) => passes_(filter, message)),
      through: looked.through + messages.length,
      older: older ?? "",
    };
    if (looked.fitting.length > 0 || !looked.older) {
      break;
    }
  }
  return looked;
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
 * @param {Looked} looked
 * @param {boolean} enabled
 * @param {string} filter
 * @param {string} before
 * @returns {Card}
 */
function feedCard_({ fitting, through, older }, enabled, filter, before) {
  const said = words_().home;
  const listed = fitting.slice(0, LISTED_AT_MOST);
  const empty = through === 0 && !older && !before;
  const nothing = empty ? paragraph_(said.empty, said.emptyTitle) : paragraph_(said.noneSuch);
  const notes = [
    ...(enabled ? [] : [section_("", [paragraph_(said.off, said.offTitle)])]),
    ...(empty ? [] : [section_("", [filter_(filter)])]),
    ...(listed.length > 0 || (empty && !enabled) ? [] : [section_("", [nothing])]),
  ];
  const parts = Object.values(feedParts_()).flatMap((part) => feedSection_(part, listed));
  const foot = [
    filter ? fill_(said.lookedThrough, { n: through }) : "",
    fill_(said.asOf, { time: clockWords_(new Date()) }),
  ];
  const last = section_("", [paragraph_(foot.filter((part) => part).join(" "))]);
  const again = { run: "onRefreshHome", with: { filter, before } };
  const on = { run: "onOlder", with: { filter, before: older } };
  return newCard_(
    said.title,
    before ? said.older : "",
    [...notes, ...parts, last],
    button_(said.refresh, again, true),
    older ? button_(said.older, on) : null,
  );
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
  const settled = message.state === "sent" && message.confirmed;
  const when = whenWords_(at ?? message.sent_at ?? message.issued_at);
  return fact_({
    text: nameWords_(message),
    above: statusWords_(message),
    below: settled ? when : `${stateWords_(message)} · ${when}`,
    icon: STATUS_ICONS[status],
    press: { run: "onShow", with: { id: message.id } },
  });
}

/** @param {GmailEvent} event @returns {ActionResponse} */
function refreshHome_(event) {
  return replace_(homeCard_(parameter_(event, "filter"), parameter_(event, "before")));
}

/** @param {GmailEvent} event @returns {ActionResponse} */
function olderHome_(event) {
  return push_(homeCard_(parameter_(event, "filter"), parameter_(event, "before")));
}

/** @param {GmailEvent} event Begins anew at the latest. @returns {ActionResponse} */
function filterHome_(event) {
  return replace_(homeCard_(input_(event, "filter")));
}
