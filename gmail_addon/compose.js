"use strict";

// The card beside a compose window. Gmail has no hook at sending, so a press before it is
// what tracks a mail; and no draft id, so `draft_ref` lives in the card's own buttons.

/** The most recipients the API takes. */
const RECIPIENTS_AT_MOST = 100;

/**
 * @typedef {object} Answered What the last press led to, when nothing was put in.
 * @property {string} title
 * @property {string} text
 * @property {{address: string, reason: string}[]} [people]
 */

/** @returns {string} */
function newDraftRef_() {
  return Utilities.getUuid();
}

/** @param {string} draftRef @returns {Card} */
function composeCard_(draftRef) {
  const said = words_().compose;
  const press = { run: "onTrack", with: { draft_ref: draftRef } };
  const about = section_(said.whatHappens, [
    paragraph_(said.insertion),
    paragraph_(said.prepared),
    paragraph_(said.changed),
  ]);
  const track = buttons_([button_(said.track, press, true)]);
  const choices = buttons_([button_(words_().choices.open, { run: "onChoices" })]);
  return newCard_(said.title, "", [
    section_("", [track]),
    linkSection_(draftRef),
    about,
    section_("", [choices]),
  ]);
}

/** @param {string} draftRef */
function linkSection_(draftRef) {
  const said = words_().link;
  const press = { run: "onLink", with: { draft_ref: draftRef } };
  const widgets = [
    field_(said.target, "target", said.targetHint),
    field_(said.text, "text"),
    buttons_([button_(said.put, press)]),
    paragraph_(said.about),
  ];
  return section_(said.section, widgets, 0);
}

/**
 * Say why nothing was put into the draft. Laid on top of the compose card, which stays as
 * it was: a press that changes the draft cannot take back what a card says.
 * @param {Answered} answered
 * @param {Press} [retry]
 * @returns {Card}
 */
function answerCard_(answered, retry) {
  const said = words_();
  const back = button_(said.compose.back, { run: "onBack" }, !retry);
  const again = retry ? [button_(said.home.tryAgain, retry, true)] : [];
  const people = (answered.people ?? []).slice(0, LISTED_AT_MOST).map((person) =>
    fact_({
      text: person.address,
      below: said.person[person.reason] ?? said.compose.cannot,
      icon: "person",
    }),
  );
  return newCard_(said.compose.notTracked, said.compose.nothingPutIn, [
    section_("", [paragraph_(answered.text, answered.title), ...people]),
    section_("", [buttons_([...again, back])]),
  ]);
}

/**
 * Ask for a token for the draft, once the recipients can be read.
 * @param {GmailEvent} event
 * @param {string} draftRef
 * @returns {{refusal: Card} | {lost: Trouble} | {issued: Tracked, known: boolean}}
 */
function issue_(event, draftRef) {
  const { addresses, unreadable } = recipientsOfDraft_(event);
  const problem = problemWith_(addresses, unreadable);
  if (problem) {
    return { refusal: answerCard_(problem) };
  }
  const composeType = composeType_(event);
  const thread = composeType === "new" ? "" : threadRef_(event);
  const asked = postMessage_({
    draft_ref: draftRef,
    recipients: addresses,
    compose_type: composeType,
    ...(thread && { thread_ref: thread }),
    ...(parameter_(event, "another") && { another: true }),
  });
  if (!asked.ok) {
    // The server may have kept the mail although no answer of its own arrived.
    const lost = asked.kind === "offline" || asked.kind === "broken";
    return lost
      ? { lost: asked.kind }
      : { refusal: answerCard_(words_().troubles[asked.kind]) };
  }
  if (!asked.body.tracked) {
    return { refusal: untrackedCard_(draftRef, asked.body) };
  }
  // After a retry the first try may be what made it known.
  return { issued: asked.body, known: asked.status === 200 && !asked.retried };
}

/**
 * @param {GmailEvent} event
 * @returns {ActionResponse|DraftResponse}
 */
function track_(event) {
  const draftRef = parameter_(event, "draft_ref") || newDraftRef_();
  const asked = issue_(event, draftRef);
  if ("refusal" in asked) {
    return push_(asked.refusal);
  }
  if ("lost" in asked) {
    const another = parameter_(event, "another");
    const again = { draft_ref: draftRef, again: "yes", ...(another && { another }) };
    const retry = { run: "onTrack", with: again };
    return push_(answerCard_(words_().troubles[asked.lost], retry));
  }
  const { issued, known } = asked;
  if (known && !parameter_(event, "again")) {
    return replace_(preparedCard_(draftRef, issued.message_id, { again: "yes" }));
  }
  return insert_([issued.html], issued.insert_at === "start");
}

/**
 * Put a tracked link into the draft, and the line that tells of links if that is new.
 * @param {GmailEvent} event
 * @returns {ActionResponse|DraftResponse}
 */
function putLink_(event) {
  const said = words_().link;
  const draftRef = parameter_(event, "draft_ref") || newDraftRef_();
  const target = input_(event, "target").trim();
  const text = linkText_(input_(event, "text"));
  if (!target) {
    const { text: advice } = words_().troubles.target_refused;
    return push_(noLinkCard_({ title: said.noTarget, text: advice }));
  }
  const asked = issue_(event, draftRef);
  if ("refusal" in asked) {
    return push_(asked.refusal);
  }
  if ("lost" in asked) {
    return push_(noLinkCard_(words_().troubles[asked.lost], draftRef));
  }
  const { issued, known } = asked;
  const made = postLink_(issued.message_id, { target, ...(text && { text }) });
  if (!made.ok) {
    return push_(noLinkCard_(words_().troubles[made.kind], draftRef));
  }
  // Asked again, since the line now tells of links. One that did so before came into the
  // draft with the link before.
  const told = issue_(event, draftRef);
  if ("refusal" in told) {
    return push_(told.refusal);
  }
  if ("lost" in told) {
    return push_(noLinkCard_(words_().troubles[told.lost], draftRef));
  }
  const line = known && told.issued.html === issued.html ? [] : [told.issued.html];
  return insert_([made.body.html, ...line], issued.insert_at === "start");
}

/** @param {string} typed @returns {string} As the API takes what a link is called. */
function linkText_(typed) {
  return [...typed.replace(/[\p{C}\p{Z}]+/gu, " ").trim()].slice(0, 255).join("");
}

/**
 * @param {Answered} answered
 * @param {string} [draftRef] When the line may be wanted without the link.
 * @returns {Card}
 */
function noLinkCard_(answered, draftRef) {
  const said = words_();
  const back = button_(said.compose.back, { run: "onBack" }, true);
  const again = { draft_ref: draftRef ?? "", again: "yes" };
  const put = button_(said.link.putLineIn, { run: "onTrack", with: again });
  const line = draftRef ? [put] : [];
  return newCard_(said.link.notPutIn, "", [
    section_("", [paragraph_(answered.text, answered.title)]),
    section_("", [
      ...(draftRef ? [paragraph_(said.link.lineWaits)] : []),
      buttons_([back, ...line]),
    ]),
  ]);
}

/**
 * @param {string[]} addresses
 * @param {string[]} unreadable
 * @returns {Answered|null}
 */
function problemWith_(addresses, unreadable) {
  const said = words_().compose;
  if (unreadable.length > 0) {
    const text = fill_(said.unreadable, { recipient: unreadable[0] ?? "" });
    return { title: said.unreadableTitle, text };
  }
  if (addresses.length === 0) {
    return { title: said.nobodyTitle, text: said.nobody };
  }
  if (addresses.length > RECIPIENTS_AT_MOST) {
    const text = fill_(said.tooMany, { n: RECIPIENTS_AT_MOST });
    return { title: said.tooManyTitle, text };
  }
  return null;
}

/** @param {string} draftRef @param {Untracked} answer @returns {Card} */
function untrackedCard_(draftRef, answer) {
  const said = words_();
  if (answer.reason === "recent_twin" && answer.earlier) {
    return twinCard_(draftRef, answer.earlier);
  }
  return answerCard_({
    title: said.refusals[answer.reason] ?? said.compose.notTracked,
    text: said.advice[answer.reason] ?? answer.advice,
    people: answer.recipients,
  });
}

/**
 * Ask about an earlier mail to the same people: Gmail does not say which draft this is.
 * @param {string} draftRef
 * @param {{message_id: string, issued_at: string}} earlier
 * @returns {Card}
 */
function twinCard_(draftRef, earlier) {
  const said = words_().compose;
  const same = button_(said.twinSame, {
    run: "onSameMail",
    with: { draft_ref: draftRef, id: earlier.message_id },
  });
  const another = button_(said.twinOther, {
    run: "onTrack",
    with: { draft_ref: draftRef, another: "yes" },
  });
  const text = fill_(said.twin, { when: whenWords_(earlier.issued_at) });
  return newCard_(said.title, "", [
    section_("", [paragraph_(text, said.twinTitle), buttons_([same, another])]),
  ]);
}

/**
 * @param {string} draftRef
 * @param {string} messageId
 * @param {Record<string, string>} again How to ask for the line once more.
 * @returns {Card}
 */
function preparedCard_(draftRef, messageId, again) {
  const said = words_().compose;
  const once = { run: "onTrack", with: { draft_ref: draftRef, ...again } };
  return newCard_(said.title, words_().state.prepared, [
    section_("", [
      paragraph_(said.inDraft, said.inDraftTitle),
      buttons_([
        button_(said.putInAgain, once),
        button_(said.doNotTrack, { run: "onStop", with: { id: messageId } }),
      ]),
    ]),
  ]);
}

/** @param {GmailEvent} event @returns {ActionResponse} */
function sameMail_(event) {
  const draftRef = parameter_(event, "draft_ref") || newDraftRef_();
  // The line of the earlier card is not kept, so putting it in again means a new one.
  const again = { another: "yes" };
  return replace_(preparedCard_(draftRef, parameter_(event, "id"), again));
}

/**
 * Tell a reply from a new mail by its thread, and a forward by the start of its subject,
 * where Gmail shows one. The subject is looked at here and goes nowhere.
 * @param {GmailEvent} event
 * @returns {"new"|"reply"|"forward"}
 */
function composeType_(event) {
  const subject = event.gmail?.subject ?? event.draftMetadata?.subject ?? "";
  if (/^\s*(fwd?|wg|tr|rv|i)\s*:/i.test(subject)) {
    return "forward";
  }
  return threadRef_(event) ? "reply" : "new";
}
