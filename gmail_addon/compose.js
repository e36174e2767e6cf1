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
 * @property {string} [more] What else there is to say.
 *
 * @typedef {{draft_ref: string, earlier?: string}} DraftName What a button knows of the
 *   draft: the card's own reference, and the message that was prepared for it before.
 */

/** @returns {string} */
function newDraftRef_() {
  return Utilities.getUuid();
}

/** @param {GmailEvent} event @returns {DraftName} */
function draftName_(event) {
  const earlier = parameter_(event, "earlier");
  const draftRef = parameter_(event, "draft_ref") || newDraftRef_();
  return { draft_ref: draftRef, ...(earlier && { earlier }) };
}

/**
 * @param {DraftName} draft
 * @param {Widget[]} [notes] What has just come of it.
 * @returns {Card}
 */
function composeCard_(draft, notes = []) {
  const said = words_().compose;
  const press = { run: "onTrack", with: draft };
  const about = section_(said.whatHappens, [
    paragraph_(said.insertion),
    paragraph_(said.prepared),
    paragraph_(said.changed),
  ]);
  const track = buttons_([button_(said.track, press, true)]);
  const choices = buttons_([button_(words_().choices.open, { run: "onChoices" })]);
  return newCard_(said.title, "", [
    section_("", [track, ...notes]),
    linkSection_(draft),
    about,
    section_("", [choices]),
  ]);
}

/** @param {DraftName} draft */
function linkSection_(draft) {
  const said = words_().link;
  const press = { run: "onLink", with: draft };
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
  const more = answered.more ? [paragraph_(answered.more)] : [];
  const people = peopleFacts_(answered.people ?? []);
  return newCard_(said.compose.notTracked, said.compose.nothingPutIn, [
    section_("", [paragraph_(answered.text, answered.title), ...people]),
    section_("", [...more, buttons_([...again, back])]),
  ]);
}

/** @param {{address: string, reason: string}[]} people @returns {Widget[]} */
function peopleFacts_(people) {
  const said = words_();
  const listed = people.slice(0, LISTED_AT_MOST).map((person) =>
    fact_({
      text: person.address,
      below: said.person[person.reason] ?? said.compose.cannot,
      icon: "person",
    }),
  );
  const rest = people.length - listed.length;
  const more = fill_(said.compose.morePeople, { n: rest });
  return rest > 0 ? [...listed, paragraph_(more)] : listed;
}

/**
 * Ask for a token for the draft, once the recipients can be read.
 * @param {GmailEvent} event
 * @param {DraftName} draft
 * @returns {{refusal: Card} | {lost: Trouble} | {issued: Tracked, known: boolean}}
 */
function issue_(event, draft) {
  const { addresses, unreadable } = recipientsOfDraft_(event);
  const problem = problemWith_(addresses, unreadable);
  if (problem) {
    const more = words_().compose.lineStays;
    return { refusal: answerCard_({ ...problem, more }) };
  }
  const composeType = composeType_(event);
  const thread = composeType === "new" ? "" : threadRef_(event);
  const asked = postMessage_({
    ...draft,
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
    return { refusal: untrackedCard_(draft, asked.body) };
  }
  // After a retry the first try may be what made it known.
  return { issued: asked.body, known: asked.status === 200 && !asked.retried };
}

/**
 * @param {GmailEvent} event
 * @returns {ActionResponse|DraftResponse}
 */
function track_(event) {
  const draft = draftName_(event);
  const asked = issue_(event, draft);
  if ("refusal" in asked) {
    return push_(asked.refusal);
  }
  if ("lost" in asked) {
    const another = parameter_(event, "another");
    const again = { ...draft, again: "yes", ...(another && { another }) };
    const retry = { run: "onTrack", with: again };
    return push_(answerCard_(words_().troubles[asked.lost], retry));
  }
  const { issued, known } = asked;
  if (known && !parameter_(event, "again")) {
    return push_(preparedCard_({ ...draft, earlier: issued.message_id }));
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
  const draft = draftName_(event);
  const target = input_(event, "target").trim();
  const text = linkText_(input_(event, "text"));
  if (!target) {
    const { text: advice } = words_().troubles.target_refused;
    return push_(noLinkCard_({ title: said.noTarget, text: advice }));
  }
  const asked = issue_(event, draft);
  if ("refusal" in asked) {
    return push_(asked.refusal);
  }
  if ("lost" in asked) {
    return push_(noLinkCard_(words_().troubles[asked.lost], draft));
  }
  const { issued, known } = asked;
  const made = postLink_(issued.message_id, { target, ...(text && { text }) });
  if (!made.ok) {
    return push_(noLinkCard_(words_().troubles[made.kind], draft));
  }
  // Asked again, since the line now tells of links. One that did so before came into the
  // draft with the link before.
  const told = issue_(event, draft);
  if ("refusal" in told) {
    return push_(told.refusal);
  }
  if ("lost" in told) {
    return push_(noLinkCard_(words_().troubles[told.lost], draft));
  }
  const same = wordingOf_(told.issued.html) === wordingOf_(issued.html);
  const line = known && same ? [] : [told.issued.html];
  return insert_([made.body.html, ...line], issued.insert_at === "start");
}

/** @param {string} html @returns {string} Without its addresses, new in each answer. */
function wordingOf_(html) {
  return html.replace(/"[^"]*"/g, '""');
}

/** @param {string} typed @returns {string} As the API takes what a link is called. */
function linkText_(typed) {
  return [...typed.replace(/[\p{C}\p{Z}]+/gu, " ").trim()].slice(0, 255).join("");
}

/**
 * @param {Answered} answered
 * @param {DraftName} [draft] When the line may be wanted without the link.
 * @returns {Card}
 */
function noLinkCard_(answered, draft) {
  const said = words_();
  const back = button_(said.compose.back, { run: "onBack" }, true);
  const put = { run: "onTrack", with: { ...draft, again: "yes" } };
  const line = draft ? [button_(said.link.putLineIn, put)] : [];
  return newCard_(said.link.notPutIn, "", [
    section_("", [paragraph_(answered.text, answered.title)]),
    section_("", [
      ...(draft ? [paragraph_(said.link.lineWaits)] : []),
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

/** @param {DraftName} draft @param {Untracked} answer @returns {Card} */
function untrackedCard_(draft, answer) {
  const said = words_();
  if (answer.reason === "recent_twin" && answer.earlier) {
    return twinCard_(draft, answer.earlier);
  }
  return answerCard_({
    title: said.refusals[answer.reason] ?? said.compose.notTracked,
    text: said.advice[answer.reason] ?? answer.advice,
    people: answer.recipients,
    more: said.compose.lineStays,
  });
}

/**
 * Ask about earlier mail to the same people: Gmail does not say which draft this is.
 * @param {DraftName} draft
 * @param {Earlier[]} earlier
 * @returns {Card}
 */
function twinCard_({ draft_ref }, earlier) {
  const said = words_().compose;
  const each = earlier.map(({ message_id, issued_at }) => {
    const press = { run: "onSameMail", with: { draft_ref, earlier: message_id } };
    return fact_({
      text: whenWords_(issued_at),
      icon: "edit",
      button: button_(said.twinSame, press),
    });
  });
  const another = { run: "onTrack", with: { draft_ref, another: "yes" } };
  return newCard_(said.title, "", [
    section_("", [paragraph_(said.twin, said.twinTitle), ...each]),
    section_("", [buttons_([button_(said.twinOther, another)])]),
  ]);
}

/** @param {DraftName} draft With its message. @returns {Card} */
function preparedCard_(draft) {
  const said = words_().compose;
  const once = { run: "onTrack", with: { ...draft, again: "yes" } };
  return newCard_(said.title, words_().state.prepared, [
    section_("", [
      paragraph_(said.inDraft, said.inDraftTitle),
      buttons_([
        button_(said.putInAgain, once),
        button_(said.doNotTrack, { run: "onDoNotTrack", with: draft }),
      ]),
    ]),
  ]);
}

/**
 * From here on all of the card's buttons know which message the draft is.
 * @param {GmailEvent} event
 * @returns {ActionResponse}
 */
function sameMail_(event) {
  const draft = draftName_(event);
  return popReplaceAndPush_(composeCard_(draft), preparedCard_(draft));
}

/**
 * Stop the draft's message. What it left in the draft only the rep can take out: of a
 * draft Candor cannot read the text, so neither can it change what is there.
 * @param {GmailEvent} event
 * @returns {ActionResponse}
 */
function doNotTrack_(event) {
  const said = words_();
  const { draft_ref, earlier } = draftName_(event);
  const asked = postVerb_(earlier ?? "", "stop");
  if (!asked.ok && asked.kind !== "gone") {
    return toastTrouble_(asked.kind);
  }
  const note = paragraph_(said.compose.untracked, said.compose.untrackedTitle);
  return popAndReplace_(composeCard_({ draft_ref }, [note]), said.message.stopped);
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
