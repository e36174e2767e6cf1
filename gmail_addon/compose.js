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
  const press = { run: "onTrack", with: { draft_ref: draftRef } };
  const about = section_("What happens", [
    paragraph_(
      "One line that tells the recipients, and a 1×1 image, are put into this draft. " +
        "Candor never sees the text of your mail.",
    ),
    paragraph_(
      "Then the mail is prepared; send not confirmed. To confirm it, open the mail in " +
        "Sent with this sidebar open.",
    ),
    paragraph_("If you change the recipients later, track again before sending."),
  ]);
  const track = buttons_([button_("Track this mail", press, true)]);
  return newCard_("Track", "", [section_("", [track]), about]);
}

/**
 * Say why nothing was put into the draft. Laid on top of the compose card, which stays as
 * it was: a press that changes the draft cannot take back what a card says.
 * @param {Answered} answered
 * @returns {Card}
 */
function answerCard_(answered) {
  const people = (answered.people ?? []).slice(0, LISTED_AT_MOST).map((person) =>
    fact_({
      text: person.address,
      below: PERSON_WORDS[person.reason] ?? "Cannot be tracked",
      icon: "person",
    }),
  );
  return newCard_("Not tracked", "Nothing was put into the draft", [
    section_("", [paragraph_(answered.text, answered.title), ...people]),
    section_("", [buttons_([button_("Back", { run: "onBack" }, true)])]),
  ]);
}

/**
 * @param {GmailEvent} event
 * @returns {ActionResponse|DraftResponse}
 */
function track_(event) {
  const draftRef = parameter_(event, "draft_ref") || newDraftRef_();
  const { addresses, unreadable } = recipientsOfDraft_(event);
  const problem = problemWith_(addresses, unreadable);
  if (problem) {
    return push_(answerCard_(problem));
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
    return push_(answerCard_(TROUBLE_WORDS[asked.kind]));
  }
  const answer = asked.body;
  if (!answer.tracked) {
    return push_(untrackedCard_(draftRef, answer));
  }
  const inDraft = asked.status === 200 && !asked.retried;
  if (inDraft && !parameter_(event, "again")) {
    return replace_(preparedCard_(draftRef, answer.message_id, { again: "yes" }));
  }
  return insert_(answer.html, answer.insert_at === "start");
}

/**
 * @param {string[]} addresses
 * @param {string[]} unreadable
 * @returns {Answered|null}
 */
function problemWith_(addresses, unreadable) {
  if (unreadable.length > 0) {
    return {
      title: "A recipient cannot be read",
      text: `Correct this recipient, then try again: ${unreadable[0]}`,
    };
  }
  if (addresses.length === 0) {
    return {
      title: "Add a recipient first",
      text: "Whether a mail may be tracked depends on who it goes to.",
    };
  }
  if (addresses.length > RECIPIENTS_AT_MOST) {
    return {
      title: "Too many recipients",
      text: `Mail to more than ${RECIPIENTS_AT_MOST} recipients is not tracked.`,
    };
  }
  return null;
}

/** @param {string} draftRef @param {Untracked} answer @returns {Card} */
function untrackedCard_(draftRef, answer) {
  if (answer.reason === "recent_twin" && answer.earlier) {
    return twinCard_(draftRef, answer.earlier);
  }
  return answerCard_({
    title: REFUSAL_WORDS[answer.reason] ?? "Not tracked",
    text: answer.advice,
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
  const same = button_("It is that mail", {
    run: "onSameMail",
    with: { draft_ref: draftRef, id: earlier.message_id },
  });
  const another = button_("Track as another", {
    run: "onTrack",
    with: { draft_ref: draftRef, another: "yes" },
  });
  const when = whenWords_(earlier.issued_at);
  return newCard_("Track", "", [
    section_("", [
      paragraph_(
        `You prepared a mail to the same people: ${when}. If this is that mail, its ` +
          "line is in the draft already. If it is another, it needs a line of its own.",
        "This mail, or another?",
      ),
      buttons_([same, another]),
    ]),
  ]);
}

/**
 * @param {string} draftRef
 * @param {string} messageId
 * @param {Record<string, string>} again How to ask for the line once more.
 * @returns {Card}
 */
function preparedCard_(draftRef, messageId, again) {
  return newCard_("Track", "Prepared; send not confirmed", [
    section_("", [
      paragraph_(
        "The line and the image were put into this draft. Send it when you are ready.",
        "This mail is prepared",
      ),
      buttons_([
        button_("I sent it", { run: "onSent", with: { id: messageId } }),
        button_("Do not track it", { run: "onStop", with: { id: messageId } }),
      ]),
    ]),
    section_("", [
      paragraph_("If you removed the line from the draft, put it in once more."),
      buttons_([
        button_("Put it in again", {
          run: "onTrack",
          with: { draft_ref: draftRef, ...again },
        }),
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

/** @param {GmailEvent} event @returns {string} Empty for a mail of no thread. */
function threadRef_(event) {
  const thread = event.gmail?.threadId ?? "";
  return thread.length <= 255 ? thread : "";
}
