"use strict";

// What Gmail calls: the triggers of appsscript.json, then the buttons of the cards.
// Each answers with a card or a toast, whatever happens behind it.

/** The compose action was chosen in a compose window. */
function onCompose() {
  requireConsent_(SCOPE_OF_HEADERS, SCOPE_OF_DRAFTS);
  return card_(() => composeCard_({ draft_ref: newDraftRef_() }));
}

/** @param {GmailEvent} event A mail was opened. */
function onMessage(event) {
  requireConsent_(SCOPE_OF_HEADERS);
  return card_(() => openedMailCard_(event));
}

/** The sidebar was opened with no mail open. */
function onHomepage() {
  requireConsent_();
  return card_(() => homeCard_());
}

/** @param {GmailEvent} event "Track" was pressed. */
function onTrack(event) {
  return action_(() => track_(event));
}

/** @param {GmailEvent} event "Put the link in" was pressed. */
function onLink(event) {
  return action_(() => putLink_(event));
}

/** @param {GmailEvent} event An earlier mail was chosen: the draft is that one. */
function onSameMail(event) {
  return action_(() => sameMail_(event));
}

/** @param {GmailEvent} event "Do not track it" was pressed beside a draft. */
function onDoNotTrack(event) {
  return action_(() => doNotTrack_(event));
}

/** @param {GmailEvent} event One of several mails was chosen: it is the open one. */
function onThisMail(event) {
  return action_(() => chooseMail_(event));
}

/** @param {GmailEvent} event A line of the homepage was pressed. */
function onShow(event) {
  return action_(() => showMessage_(event));
}

/** @param {GmailEvent} event "Refresh" was pressed on a message. */
function onRefresh(event) {
  return action_(() => refreshMessage_(event));
}

/** @param {GmailEvent} event "Refresh" was pressed on the homepage. */
function onRefreshHome(event) {
  return action_(() => refreshHome_(event));
}

/** @param {GmailEvent} event Another part of the feed was chosen. */
function onFilter(event) {
  return action_(() => filterHome_(event));
}

/** @param {GmailEvent} event "Older" was pressed on the homepage. */
function onOlder(event) {
  return action_(() => olderHome_(event));
}

/** The feed was chosen from the menu of any card. */
function onMenuHome() {
  requireConsent_();
  return universal_(card_(() => homeCard_()));
}

/** @param {GmailEvent} event The rep's choices were asked for. */
function onChoices(event) {
  return action_(() => showChoices_(event));
}

/** @param {GmailEvent} event A domain was switched off or on. */
function onNever(event) {
  return action_(() => never_(event));
}

/** @param {GmailEvent} event "I sent it" was pressed. */
function onSent(event) {
  return action_(() => confirmSent_(event));
}

/** @param {GmailEvent} event "Stop tracking" was pressed. */
function onStop(event) {
  return action_(() => stopTracking_(event));
}

/** @param {GmailEvent} event "Delete" was pressed; asks first. */
function onAskDelete(event) {
  return action_(() => askDelete_(event));
}

/** @param {GmailEvent} event "Delete for good" was pressed. */
function onDelete(event) {
  return action_(() => deleteMessage_(event));
}

/** "Back" or "Keep" was pressed. */
function onBack() {
  return action_(() => goBack_());
}

/** @param {GmailEvent} event "That was me" was pressed at an open. */
function onMine(event) {
  return action_(() => markMine_(event));
}
