"use strict";

// The card beside an open mail, and the same message opened from the homepage.

/** The most fetches listed of one message; the API sends ten. */
const FETCHES_AT_MOST = 10;

/** The most messages that an open mail may be; the API sends ten. */
const CANDIDATES_AT_MOST = 10;

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
  const sent = sentMail_(event, mail);
  if (problemWith_(sent.recipients, [])) {
    return unmatchedCard_();
  }
  const matched = postMatch_(sent);
  if (!matched.ok) {
    return troubleCard_(matched.kind);
  }
  const { message, candidates } = matched.body;
  if (message) {
    return viewedCard_(message.id, message);
  }
  return candidates?.length > 0 ? candidatesCard_(candidates) : unmatchedCard_();
}

/**
 * Gmail shows the rep the image too: without the mark that would look like an open.
 * @param {string} id
 * @param {Message} message As it was before the look.
 */
function viewedCard_(id, message) {
  const marked = postVerb_(id, "viewing");
  return messageCard_(marked.ok ? marked.body : message, marked.ok);
}

/**
 * @param {GmailEvent} event
 * @param {GoogleAppsScript.Gmail.GmailMessage} mail
 * @returns {SentMail}
 */
function sentMail_(event, mail) {
  const thread = threadRef_(event);
  return {
    sent_at: apiTime_(new Date(mail.getDate().getTime())),
    recipients: recipientsOfMail_(mail),
    ...(thread && { thread_ref: thread }),
  };
}

/**
 * Let the rep say which of several messages the open mail is.
 * @param {Message[]} candidates
 * @returns {Card}
 */
function candidatesCard_(candidates) {
  const said = words_().message;
  const facts = candidates.slice(0, CANDIDATES_AT_MOST).map((message) => {
    const press = { run: "onThisMail", with: { id: message.id } };
    return fact_({
      text: nameWords_(message),
      above: stateWords_(message),
      below: whenWords_(message.sent_at ?? message.issued_at),
      icon: "send",
      button: button_(said.thisOne, press),
    });
  });
  const question = paragraph_(said.which, said.whichTitle);
  return newCard_(said.title, "", [section_("", [question, ...facts])]);
}

/** @param {GmailEvent} event @returns {ActionResponse} */
function chooseMail_(event) {
  const mail = openedMail_(event);
  if (!isOwnSentMail_(mail)) {
    return replace_(othersMailCard_());
  }
  const id = parameter_(event, "id");
  const told = postSent_(id, sentMail_(event, mail));
  if (!told.ok) {
    return toastTrouble_(told.kind);
  }
  return replace_(viewedCard_(id, told.body), words_().message.notedSent);
}

/**
 * Headers are all that is read, and all that the scopes let us read.
 * @param {GmailEvent} event
 */
function openedMail_(event) {
  const id = event.gmail?.messageId ?? "";
  GmailApp.setCurrentMessageAccessToken(event.gmail?.accessToken ?? "");
  const short = shortId_(id);
  try {
    return GmailApp.getMessageById(short);
  } catch (error) {
    // Google's documents use either form; which one is taken is its own affair.
    if (short === id) {
      throw error;
    }
    return GmailApp.getMessageById(id);
  }
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
  const said = words_().message;
  return noteCard_(said.notYoursTitle, said.notYours);
}

/** @returns {Card} */
function unmatchedCard_() {
  const said = words_().message;
  return noteCard_(said.untrackedTitle, said.untracked);
}

/** @param {string} title @param {string} text @returns {Card} */
function noteCard_(title, text) {
  return newCard_(words_().message.title, "", [section_("", [paragraph_(text, title)])]);
}

/**
 * @param {Message} message
 * @param {boolean} [marked] False when the rep's own view could not be marked.
 * @returns {Card}
 */
function messageCard_(message, marked = true) {
  const said = words_().message;
  const id = { id: message.id };
  const sections = [section_("", stateWidgets_(message, marked))];
  const clicks = (message.clicks ?? []).slice(0, FETCHES_AT_MOST).map(clickFact_);
  if (clicks.length > 0) {
    sections.push(section_(said.clicks, clicks, 3));
  }
  const fetches = message.opens.slice(0, FETCHES_AT_MOST).map(fetchFact_(message));
  if (fetches.length > 0) {
    sections.push(section_(said.fetches, fetches, 3));
  }
  sections.push(section_("", [buttons_(choicesOf_(message))]));
  const refresh = button_(said.refresh, { run: "onRefresh", with: id }, true);
  return newCard_(said.title, stateWords_(message), sections, refresh);
}

/** @param {Message} message @param {boolean} marked @returns {Widget[]} */
function stateWidgets_(message, marked) {
  const { at, status } = message.summary;
  const subject = message.label?.subject;
  const sent = message.sent_at ?? message.issued_at;
  const why = whyWords_(message, marked);
  return [
    fact_({
      text: statusWords_(message),
      above: recipientWords_(message),
      below: whenWords_(at),
      icon: STATUS_ICONS[status],
    }),
    ...(subject ? [fact_({ text: subject, icon: "subject" })] : []),
    fact_({ text: stateWords_(message), below: whenWords_(sent), icon: "send" }),
    ...(why ? [paragraph_(why)] : []),
  ];
}

/** @param {Message} message @param {boolean} marked @returns {string} */
function whyWords_({ state, summary }, marked) {
  const said = words_().message;
  const { reasons, machine, someone, status } = summary;
  const unsure = status === "maybe" || status === "cannot_tell";
  return [
    state === "stopped" ? said.whyStopped : "",
    unsure ? reasonWords_(reasons) : "",
    someone && status !== "not_seen" ? said.nobodyCanSay : "",
    machine > 0 ? fill_(said.notCounted, { n: machine }) : "",
    marked ? "" : said.notMarked,
  ]
    .filter((part) => part)
    .join(" ");
}

/** @param {Message} message */
function fetchFact_(message) {
  /** @param {Open} open */
  return (open) => {
    const counted = open.class === "direct" || open.class === "proxied";
    const press = { run: "onMine", with: { open: open.id } };
    const mine = button_(words_().message.thatWasMe, press);
    return fact_({
      text: openWords_(open, message.summary.someone),
      above: whenWords_(open.at),
      below: detailWords_(open),
      ...(counted && !open.mine && { button: mine }),
    });
  };
}

/** @param {Click} click */
function clickFact_(click) {
  return fact_({
    text: click.text ? `${clickWords_(click)}: ${click.text}` : clickWords_(click),
    above: whenWords_(click.at),
    below: detailWords_(click),
    icon: "link",
  });
}

/** @param {Open} open @returns {string} */
function detailWords_(open) {
  const parts = [deviceWords_(open), reasonWords_(open.reasons)];
  return parts.filter((part) => part).join(". ");
}

/** @param {Message} message @returns {TextButton[]} */
function choicesOf_(message) {
  const said = words_().message;
  const id = { id: message.id };
  const open = message.state === "prepared" || message.state === "sent";
  const sent = button_(said.iSentIt, { run: "onSent", with: id });
  const stop = button_(said.stop, { run: "onStop", with: id });
  const erase = button_(said.erase, { run: "onAskDelete", with: id });
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
  const asked = postVerb_(parameter_(event, "id"), "sent");
  return shown_(asked, words_().message.notedSent);
}

/** @param {GmailEvent} event @returns {ActionResponse} */
function stopTracking_(event) {
  const asked = postVerb_(parameter_(event, "id"), "stop");
  return shown_(asked, words_().message.stopped);
}

/** @param {GmailEvent} event @returns {ActionResponse} */
function markMine_(event) {
  return shown_(postMine_(parameter_(event, "open")), words_().message.notedYou);
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
  const said = words_().message;
  const id = { id: parameter_(event, "id") };
  const question = paragraph_(said.eraseWhat, said.eraseQuestion);
  const answers = buttons_([
    button_(said.eraseYes, { run: "onDelete", with: id }, true),
    button_(said.eraseNo, { run: "onBack" }),
  ]);
  return push_(newCard_(said.eraseTitle, "", [section_("", [question, answers])]));
}

/** @param {GmailEvent} event @returns {ActionResponse} */
function deleteMessage_(event) {
  const said = words_().message;
  const asked = eraseMessage_(parameter_(event, "id"));
  if (!asked.ok && asked.kind !== "gone") {
    return toastTrouble_(asked.kind);
  }
  return popAndReplace_(noteCard_(said.erasedTitle, said.erased), said.erasedToast);
}
