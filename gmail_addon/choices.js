"use strict";

// What the rep chose once and Candor remembers: the domains whose mail is never tracked.

/** The most domains the API takes. */
const DOMAINS_AT_MOST = 50;

/** @param {GmailEvent} event @returns {ActionResponse} */
function showChoices_(event) {
  const me = getMe_();
  if (!me.ok) {
    return toastTrouble_(me.kind);
  }
  return push_(choicesCard_(me.body, domainsOfDraft_(event)));
}

/**
 * @param {Me} me
 * @param {string[]} drafted The domains that the draft goes to.
 * @returns {Card}
 */
function choicesCard_(me, drafted) {
  const said = words_().choices;
  const never = me.preferences.never_domains;
  const known = [...never, ...me.organisation.own_domains];
  const offered = drafted.filter((domain) => !known.includes(domain)).slice(0, 5);
  const off = offered.map((domain) => domainButton_(said.never, domain, "yes"));
  const on = never.map((domain) => domainButton_(said.again, domain, ""));
  return newCard_(said.title, "", [
    section_("", [paragraph_(said.about)]),
    ...(off.length > 0 ? [section_("", off)] : []),
    section_("", on.length > 0 ? on : [paragraph_(said.none)], SHOWN_PER_PART),
  ]);
}

/** @param {string} text @param {string} domain @param {string} off */
function domainButton_(text, domain, off) {
  const press = { run: "onNever", with: { domain, off } };
  return buttons_([button_(fill_(text, { domain }), press)]);
}

/** @param {GmailEvent} event @returns {ActionResponse} */
function never_(event) {
  const domain = parameter_(event, "domain");
  const me = getMe_();
  if (!me.ok) {
    return toastTrouble_(me.kind);
  }
  const others = me.body.preferences.never_domains.filter((each) => each !== domain);
  const wanted = parameter_(event, "off") ? [...others, domain] : others;
  if (wanted.length > DOMAINS_AT_MOST) {
    return respond_(null, words_().choices.full);
  }
  const kept = patchNever_(wanted);
  if (!kept.ok) {
    return toastTrouble_(kept.kind);
  }
  const card = choicesCard_(kept.body, domainsOfDraft_(event));
  return replace_(card, words_().choices.noted);
}

/** @param {GmailEvent} event @returns {string[]} */
function domainsOfDraft_(event) {
  const { addresses } = recipientsOfDraft_(event);
  return distinct_(addresses.map((each) => each.slice(each.lastIndexOf("@") + 1)));
}
