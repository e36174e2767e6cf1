"use strict";

// The card beside an open mail, and the same message opened from the homepage.

/** The most fetches listed of one message; the API sends ten. */
const FETCHES_AT_MOST = 10;

/**
 * A mail From the rep is looked up, which also confirms that it was sent; of any other
 * mail nothing leaves Gmail.
 * @param {GmailEvent} event
 * @returns {Card}
 */
function openedMailCard_(event) {
  const mail = openedMail_(event);
  if (!isOwnSentMail_(mail)) {
    return othersMailCard_();
  }
  const thread = threadRef_(event);
  const recipients = recipientsOfMail_(mail);
  if (problemWith_(recipients, [])) {
    return unmatchedCard_();
  }
  const matched = postMatch_({
    sent_at: apiTime_(new Date(mail.getDate().getTime())),
    recipients,
    ...(thread && { thread_ref: thread }),
  });
  if (!matched.ok) {
    return troubleCard_(matched.kind);
  }
  const found = matched.body.message;
  if (!found) {
    return unmatchedCard_();
  }
  // Gmail shows the rep the image too: without the mark that would look like an open.
  const marked = postVerb_(found.id, "viewing");
  return messageCard_(marked.ok ? marked.body : found, marked.ok);
}

/**
 * Headers are all that is read, and all that the scopes let us read.
 * @param {GmailEvent} event
 */
function openedMail_(event) {
  GmailApp.setCurrentMessageAccessToken(event.gmail?.accessToken ?? "");
  return GmailApp.getMessageById(event.gmail?.messageId ?? "");
}

/** @param {GoogleAppsScript.Gmail.GmailMessage} mail */
function isOwnSentMail_(mail) {
  const sender = Session.getActiveUser().getEmail().toLowerCase();
  const from = addressesIn_(mail.getFrom()).map((address) => address.toLowerCase());
  return sender !== "" && from.length === 1 && from[0] === sender && !mail.isDraft();
}

/** @param {Date} at @returns {string} As the API writes times, in whole seconds. */
function apiTime_(at) {
  return at.toISOString().replace(/\.\d+Z$/, "Z");
}

/** @returns {Card} */
function othersMailCard_() {
  return noteCard_(
    "Not a mail of yours",
    "Candor looks at mail you sent, and only at its headers. " +
      "Nothing about this one was sent or stored.",
  );
}

/** @returns {Card} */
function unmatchedCard_() {
  return noteCard_(
    "This mail is not tracked",
    "Candor knows no tracked mail of yours with these recipients and this time.",
  );
}

/** @param {string} title @param {string} text @returns {Card} */
function noteCard_(title, text) {
  return newCard_("This mail", "", [section_("", [paragraph_(text, title)])]);
}

/**
 * @param {Message} message
 * @param {boolean} [marked] False when the rep's own view could not be marked.
 * @returns {Card}
 */
function messageCard_(message, marked = true) {
  const id = { id: message.id };
  const sections = [section_("", stateWidgets_(message, marked))];
  const fetches = message.opens.slice(0, FETCHES_AT_MOST).flatMap(fetchFact_(message));
  if (fetches.length > 0) {
    sections.push(section_("Fetches of the image", fetches, 3));
  }
  sections.push(section_("", [buttons_(choices_(message))]));
  const refresh = button_("Refresh", { run: "onRefresh", with: id }, true);
  return newCard_("This mail", stateWords_(message), sections, refresh);
}

/** @param {Message} message @param {boolean} marked @returns {Widget[]} */
function stateWidgets_(message, marked) {
  const { at, reasons, machine, status } = message.summary;
  const subject = message.label?.subject;
  const lines = [
    fact_({
      text: statusWords_(message),
      above: recipientWords_(message),
      below: whenWords_(at),
      icon: STATUS_ICONS[status],
    }),
  ];
  if (subject) {
    lines.push(fact_({ text: subject, icon: "subject" }));
  }
  const sent = message.sent_at ?? message.issued_at;
  lines.push(
    fact_({ text: stateWords_(message), below: whenWords_(sent), icon: "send" }),
  );
  const why = [];
  const unsure = status === "maybe" || status === "cannot_tell";
  if (unsure && reasonWords_(reasons)) {
    why.push(reasonWords_(reasons));
  }
  if (message.summary.someone && status !== "not_seen") {
    why.push("All recipients got the same image, so nobody can say who of them.");
  }
  if (machine > 0) {
    why.push(`${machine} not counted: machines, or you.`);
  }
  if (!marked) {
    why.push("Your own view now could not be marked as yours.");
  }
  return why.length > 0 ? [...lines, paragraph_(why.join(" "))] : lines;
}

/** @param {Message} message */
function fetchFact_(message) {
  /** @param {Open} open */
  return (open) => {
    const counted = open.class === "direct" || open.class === "proxied";
    const detail = [deviceWords_(open), reasonWords_(open.reasons)];
    const press = { run: "onMine", with: { open: open.id } };
    return fact_({
      text: openWords_(open, message.summary.someone),
      above: whenWords_(open.at),
      below: detail.filter((part) => part).join(". "),
      ...(counted && !open.mine && { button: button_("That was me", press) }),
    });
  };
}

/** @param {Message} message @returns {TextButton[]} */
function choices_(message) {
  const id = { id: message.id };
  const open = message.state === "prepared" || message.state === "sent";
  const sent = button_("I sent it", { run: "onSent", with: id });
  const stop = button_("Stop tracking", { run: "onStop", with: id });
  const erase = button_("Delete its data", { run: "onAskDelete", with: id });
  return [
    ...(open && !message.confirmed ? [sent] : []),
    ...(open ? [stop] : []),
    erase,
  ];
}

/** @param {GmailEvent} event @returns {ActionResponse} */
function showMessage_(event) {
  const asked = getMessage_(parameter_(event, "id"));
  return asked.ok ? push_(messageCard_(asked.body)) : toastTrouble_(asked.kind);
}

/** @param {GmailEvent} event @returns {ActionResponse} */
function refreshMessage_(event) {
  return shown_(getMessage_(parameter_(event, "id")), "");
}

/** @param {GmailEvent} event @returns {ActionResponse} */
function confirmSent_(event) {
  return shown_(postVerb_(parameter_(event, "id"), "sent"), "Noted as sent.");
}

/** @param {GmailEvent} event @returns {ActionResponse} */
function stopTracking_(event) {
  return shown_(postVerb_(parameter_(event, "id"), "stop"), "Tracking stopped.");
}

/** @param {GmailEvent} event @returns {ActionResponse} */
function markMine_(event) {
  return shown_(postMine_(parameter_(event, "open")), "Noted: that was you.");
}

/** @param {Answer<Message>} asked @param {string} toast @returns {ActionResponse} */
function shown_(asked, toast) {
  if (!asked.ok) {
    return toastTrouble_(asked.kind);
  }
  return replace_(messageCard_(asked.body), toast);
}

/** @param {GmailEvent} event @returns {ActionResponse} */
function askDelete_(event) {
  const id = { id: parameter_(event, "id") };
  const question = paragraph_(
    "What Candor knows about this mail is erased and its image goes dead. The mail " +
      "itself stays. This cannot be undone.",
    "Delete the data about this mail?",
  );
  const answers = buttons_([
    button_("Delete for good", { run: "onDelete", with: id }, true),
    button_("Keep", { run: "onBack" }),
  ]);
  return push_(newCard_("Delete", "", [section_("", [question, answers])]));
}

/** @param {GmailEvent} event @returns {ActionResponse} */
function deleteMessage_(event) {
  const asked = eraseMessage_(parameter_(event, "id"));
  if (!asked.ok && asked.kind !== "gone") {
    return toastTrouble_(asked.kind);
  }
  const card = noteCard_("Deleted", "Candor holds no data about this mail any more.");
  return popAndReplace_(card, "Deleted.");
}
