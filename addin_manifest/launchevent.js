"use strict";

// Tracks the mail being written: asks Candor for a pixel and registers it with
// append-on-send. Reads recipients, compose type and the conversation's number, never
// subject or body.
//
// Classic Outlook for Windows runs this one file in an engine without page, imports or
// crypto, at the language level of ES2016 and, by Microsoft's list, without the
// conditional operator:
// https://learn.microsoft.com/office/dev/add-ins/testing/troubleshoot-event-based-and-spam-reporting-add-ins
//
// Whatever fails here, the mail goes out as written. It is then not tracked.

/** Absolute, since classic Outlook knows no page address to resolve against. */
const MESSAGES_URL = "{{ public_url }}/api/v1/messages";
const REQUEST_MS = 15000;
/** Longest work on one event; token and Office calls have no timeout of their own. */
const WORK_MS = 20000;
/** Longest attempt, after that, to have what was issued closed. */
const WITHDRAW_MS = 5000;
/** The event is given back by then, even when Office no longer answers. */
const EVENT_MS = 25000;
const MOST_RECIPIENTS = 100;
/** Office refuses longer notices. */
const NOTICE_LIMIT = 150;
const NOTICE_KEY = "candor";
const NOTICE_ICON = "Icon.16";

/**
 * What the rep reads above the mail, by language; {who} are the recipients it is about.
 * @type {Record<string, Record<string, string>>}
 */
const NOTICES = {
  en: {
    refused: "Not tracked: {who} said no to tracking.",
    consent_needed: "Not tracked: {who} has to agree first.",
    region_off: "Not tracked: tracking is off where {who} lives.",
    tracking_off: "Not tracked: {who} is on your own never-track list.",
    plain_text: "Not tracked: plain-text mail cannot carry the image.",
    own_domain: "Not tracked: mail inside your organisation never is.",
    organisation_off: "Not tracked: your organisation has tracking off.",
    no_recipients: "Tracking is on. It starts when you add a recipient.",
    too_many: "Not tracked: there are more recipients than can be checked.",
    no_address: "Not tracked: a recipient has no mail address yet.",
    mac: "Not tracked: Outlook for Mac would attach the image as a file.",
    old_outlook: "Not tracked: this Outlook cannot add the image on send.",
    sign_in: "Not tracked: open the Candor pane once to sign in.",
    forbidden: "Not tracked: your organisation has not set up Candor.",
    busy: "Not tracked: Candor is busy. Your mail is sent as usual.",
    unreachable: "Not tracked: Candor was not reached. Your mail is sent as usual.",
    failed: "Not tracked: Outlook did not take the image. Your mail is sent as usual.",
    tracked: "Tracked: Candor tells you when this mail is opened.",
    off: "Not tracked: you switched tracking off for this mail.",
    unknown: "Not tracked. The Candor pane says why.",
    somebody: "a recipient",
    others: " (and {n} more)",
  },
  de: {
    refused: "Nicht verfolgt: {who} hat Nein gesagt.",
    consent_needed: "Nicht verfolgt: {who} muss erst zustimmen.",
    region_off: "Nicht verfolgt: Wo {who} ist, ist Verfolgen ausgeschaltet.",
    tracking_off: "Nicht verfolgt: {who} steht auf Ihrer Nie-Liste.",
    plain_text: "Nicht verfolgt: Nur-Text kann das Bild nicht tragen.",
    own_domain: "Nicht verfolgt: E-Mail im eigenen Haus wird es nie.",
    organisation_off: "Nicht verfolgt: Ihre Organisation hat es ausgeschaltet.",
    no_recipients: "Verfolgen ist an. Es beginnt, sobald Sie Empfänger hinzufügen.",
    too_many: "Nicht verfolgt: Es sind mehr Empfänger, als geprüft werden können.",
    no_address: "Nicht verfolgt: Ein Empfänger hat noch keine Adresse.",
    mac: "Nicht verfolgt: Outlook für Mac würde das Bild als Datei anhängen.",
    old_outlook: "Nicht verfolgt: Dieses Outlook kann beim Senden kein Bild hinzufügen.",
    sign_in: "Nicht verfolgt: Öffnen Sie einmal den Candor-Bereich, um sich anzumelden.",
    forbidden: "Nicht verfolgt: Ihre Organisation hat Candor nicht eingerichtet.",
    busy: "Nicht verfolgt: Candor ist beschäftigt. Ihre E-Mail geht wie immer hinaus.",
    unreachable: "Nicht verfolgt: Candor war nicht erreichbar. Ihre E-Mail geht wie immer hinaus.",
    failed: "Nicht verfolgt: Outlook nahm das Bild nicht an. Ihre E-Mail geht wie immer hinaus.",
    tracked: "Verfolgt: Candor sagt Ihnen, wenn diese E-Mail geöffnet wird.",
    off: "Nicht verfolgt: Sie haben es für diese E-Mail ausgeschaltet.",
    unknown: "Nicht verfolgt. Der Candor-Bereich sagt, warum.",
    somebody: "ein Empfänger",
    others: " (+{n})",
  },
  fr: {
    refused: "Non suivi : {who} a dit non au suivi.",
    consent_needed: "Non suivi : {who} doit d'abord accepter.",
    region_off: "Non suivi : le suivi est désactivé là où est {who}.",
    tracking_off: "Non suivi : {who} est sur votre liste à ne jamais suivre.",
    plain_text: "Non suivi : le texte brut ne peut pas porter l'image.",
    own_domain: "Non suivi : le courrier interne ne l'est jamais.",
    organisation_off: "Non suivi : votre organisation a désactivé le suivi.",
    no_recipients: "Le suivi est activé. Il commence quand vous ajoutez un destinataire.",
    too_many: "Non suivi : il y a plus de destinataires qu'on ne peut vérifier.",
    no_address: "Non suivi : un destinataire n'a pas encore d'adresse.",
    mac: "Non suivi : Outlook pour Mac joindrait l'image comme fichier.",
    old_outlook: "Non suivi : cet Outlook ne peut pas ajouter l'image à l'envoi.",
    sign_in: "Non suivi : ouvrez une fois le volet Candor pour vous connecter.",
    forbidden: "Non suivi : votre organisation n'a pas configuré Candor.",
    busy: "Non suivi : Candor est occupé. Votre message part comme d'habitude.",
    unreachable: "Non suivi : Candor n'a pas été joint. Votre message part comme d'habitude.",
    failed: "Non suivi : Outlook n'a pas pris l'image. Votre message part comme d'habitude.",
    tracked: "Suivi : Candor vous dit quand ce message est ouvert.",
    off: "Non suivi : vous avez désactivé le suivi de ce message.",
    unknown: "Non suivi. Le volet Candor dit pourquoi.",
    somebody: "un destinataire",
    others: " (+{n})",
  },
  es: {
    refused: "Sin seguimiento: {who} dijo que no.",
    consent_needed: "Sin seguimiento: antes tiene que aceptar {who}.",
    region_off: "Sin seguimiento: está desactivado donde está {who}.",
    tracking_off: "Sin seguimiento: {who} está en su lista de no seguir nunca.",
    plain_text: "Sin seguimiento: el texto sin formato no puede llevar la imagen.",
    own_domain: "Sin seguimiento: el correo interno nunca lo tiene.",
    organisation_off: "Sin seguimiento: su organización lo tiene desactivado.",
    no_recipients: "El seguimiento está activado. Empieza cuando añada un destinatario.",
    too_many: "Sin seguimiento: hay más destinatarios de los que se pueden comprobar.",
    no_address: "Sin seguimiento: un destinatario aún no tiene dirección.",
    mac: "Sin seguimiento: Outlook para Mac adjuntaría la imagen como archivo.",
    old_outlook: "Sin seguimiento: este Outlook no puede añadir la imagen al enviar.",
    sign_in: "Sin seguimiento: abra una vez el panel de Candor para iniciar sesión.",
    forbidden: "Sin seguimiento: su organización no ha configurado Candor.",
    busy: "Sin seguimiento: Candor está ocupado. Su correo sale como siempre.",
    unreachable: "Sin seguimiento: no se llegó a Candor. Su correo sale como siempre.",
    failed: "Sin seguimiento: Outlook no aceptó la imagen. Su correo sale como siempre.",
    tracked: "Con seguimiento: Candor le dice cuándo se abre este correo.",
    off: "Sin seguimiento: lo desactivó para este correo.",
    unknown: "Sin seguimiento. El panel de Candor dice por qué.",
    somebody: "un destinatario",
    others: " (+{n})",
  },
  it: {
    refused: "Non tracciato: {who} ha detto di no.",
    consent_needed: "Non tracciato: {who} deve prima accettare.",
    region_off: "Non tracciato: è disattivato dove si trova {who}.",
    tracking_off: "Non tracciato: {who} è nella sua lista da non tracciare mai.",
    plain_text: "Non tracciato: il solo testo non può portare l'immagine.",
    own_domain: "Non tracciato: la posta interna non lo è mai.",
    organisation_off: "Non tracciato: la sua organizzazione lo ha disattivato.",
    no_recipients: "Il tracciamento è attivo. Comincia quando aggiunge un destinatario.",
    too_many: "Non tracciato: ci sono più destinatari di quanti se ne possano controllare.",
    no_address: "Non tracciato: un destinatario non ha ancora un indirizzo.",
    mac: "Non tracciato: Outlook per Mac allegherebbe l'immagine come file.",
    old_outlook: "Non tracciato: questo Outlook non può aggiungere l'immagine all'invio.",
    sign_in: "Non tracciato: apra una volta il riquadro di Candor per accedere.",
    forbidden: "Non tracciato: la sua organizzazione non ha configurato Candor.",
    busy: "Non tracciato: Candor è occupato. Il messaggio parte come sempre.",
    unreachable: "Non tracciato: Candor non è stato raggiunto. Il messaggio parte come sempre.",
    failed: "Non tracciato: Outlook non ha preso l'immagine. Il messaggio parte come sempre.",
    tracked: "Tracciato: Candor le dice quando questo messaggio viene aperto.",
    off: "Non tracciato: lo ha disattivato per questo messaggio.",
    unknown: "Non tracciato. Il riquadro di Candor dice perché.",
    somebody: "un destinatario",
    others: " (+{n})",
  },
};
/** Nothing the rep could or should do about these: said on request only. */
const SILENT = ["own_domain", "organisation_off", "no_recipients"];

/** Why a mail goes out untracked; `kind` names the notice. */
class NotTracked extends Error {
  /** @param {string} kind */
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

/**
 * @typedef {object} Outcome What was decided about one set of recipients.
 * @property {string} set the recipients it was decided for
 * @property {boolean} tracked
 * @property {string} reason names the notice
 * @property {boolean} again whether the same recipients should be asked about again
 * @property {{address: string, reason: string}[]} people who prevents tracking
 * @property {string} advice
 * @property {boolean} disclosed whether a line in the mail tells the recipient
 * @property {string} message the message's number, "" while there is none
 */

/**
 * @typedef {object} Draft What is known about the mail being written.
 * @property {string[]} addresses
 * @property {boolean} complete whether every recipient was handed over
 * @property {string} set the recipients and the format, spelled comparably
 * @property {string} composeType
 * @property {string} format
 * @property {string} thread the conversation it belongs to; "" where that is not known
 * @property {Record<string, string>} session
 * @property {Office.CustomProperties} kept
 * @property {Outcome | null} outcome
 */

/**
 * @typedef {object} Run One pass over a draft.
 * @property {string} id
 * @property {boolean} byHand whether the rep asked for it
 * @property {boolean} claimed whether the draft carries its id
 * @property {boolean} asked whether Candor may have issued something that is not in use
 * @property {boolean} over whether it ran out of time
 */

/**
 * Call an Office function that takes a callback; its status counts before its value.
 * @template T
 * @param {(callback: (result: Office.AsyncResult<T>) => void) => void} start
 * @returns {Promise<T>}
 */
function call(start) {
  return new Promise((resolve, reject) => {
    start((result) => {
      if (String(result.status) === "succeeded") {
        resolve(result.value);
      } else {
        reject(new NotTracked("failed"));
      }
    });
  });
}

/** Make a reference that only has to be unlike the others; it guards nothing. */
function newReference() {
  const parts = [Date.now().toString(36)];
  while (parts.join("").length < 32) {
    parts.push(Math.random().toString(36).slice(2));
  }
  return parts.join("").slice(0, 32);
}

/**
 * Name the conversation. A new mail has none until Outlook has saved it.
 * @param {Office.MessageCompose} item
 */
function threadOf(item) {
  const thread = String(item.conversationId || "");
  if (/^[\x20-\x7e]{1,255}$/.test(thread)) {
    return thread;
  }
  return "";
}

/**
 * Read what is known about a draft.
 * @param {Office.MessageCompose} item
 * @returns {Promise<Draft>}
 */
function readDraft(item) {
  return Promise.all([
    call((done) => item.to.getAsync(done)),
    call((done) => item.cc.getAsync(done)),
    call((done) => item.bcc.getAsync(done)),
    call((done) => item.getComposeTypeAsync(done)),
    call((done) => item.loadCustomPropertiesAsync(done)),
    call((done) => item.sessionData.getAllAsync(done)),
  ]).then((parts) => {
    /** @type {Office.EmailAddressDetails[][]} */
    const fields = [parts[0], parts[1], parts[2]];
    const addresses = [...parts[0], ...parts[1], ...parts[2]]
      .map((person) => String(person.emailAddress || "").trim().toLowerCase())
      .filter((address, index, all) => all.indexOf(address) === index)
      .sort();
    const format = parts[3].coercionType;
    const session = /** @type {Record<string, string>} */ (parts[5]);
    return {
      addresses: addresses,
      // A field that returns its limit may be holding back more people.
      complete:
        fields.every((field) => field.length < MOST_RECIPIENTS) &&
        addresses.length <= MOST_RECIPIENTS,
      set: addresses.concat(format).join("\n"),
      composeType: String(parts[3].composeType).replace("newMail", "new"),
      format: format,
      thread: threadOf(item),
      session: session,
      kept: parts[4],
      outcome: JSON.parse(session.outcome || "null"),
    };
  });
}

/**
 * Tell whether the rep wants this mail tracked: by choice, else by habit.
 * @param {Draft} draft
 */
function wantsTracking(draft) {
  const choice = draft.session.choice || draft.kept.get("choice");
  if (choice) {
    return choice === "on";
  }
  return Office.context.roamingSettings.get("autoTrack") === true;
}

/**
 * @param {Office.MessageCompose} item
 * @param {string} key
 * @param {string} value
 */
function remember(item, key, value) {
  return call((done) => item.sessionData.setAsync(key, value, done));
}

/**
 * Keep values with the mail, for a reopened draft and the Sent copy; "" removes one.
 * @param {Draft} draft
 * @param {Record<string, string>} values
 */
function keep(draft, values) {
  let changed = false;
  Object.keys(values).forEach((name) => {
    const value = values[name] || "";
    if ((draft.kept.get(name) || "") === value) {
      return;
    }
    changed = true;
    if (value === "") {
      draft.kept.remove(name);
    } else {
      draft.kept.set(name, value);
    }
  });
  if (!changed) {
    return Promise.resolve();
  }
  return call((done) => draft.kept.saveAsync(done)).then(() => undefined);
}

/**
 * Register what Outlook appends on send; null takes an earlier registration back.
 * @param {Office.MessageCompose} item
 * @param {string | null} html
 */
function append(item, html) {
  if (typeof item.body.appendOnSendAsync !== "function") {
    return Promise.reject(new NotTracked("old_outlook"));
  }
  // The types know no null, the documentation does: it clears.
  const data = /** @type {string} */ (html);
  return call((done) =>
    item.body.appendOnSendAsync(data, { coercionType: Office.CoercionType.Html }, done)
  );
}

/**
 * Get a token the one way an event has.
 * @returns {Promise<string>}
 */
function officeToken() {
  const options = { allowSignInPrompt: false, allowConsentPrompt: false };
  return OfficeRuntime.auth.getAccessToken(options);
}

let newToken = officeToken;

/**
 * Get tokens another way: the pane, which loads this file too, has more than one.
 * @param {() => Promise<string>} way
 */
function signInBy(way) {
  newToken = way;
}

/** @returns {Promise<string>} */
function bearer() {
  return Promise.resolve()
    .then(() => newToken())
    .catch(() => Promise.reject(new NotTracked("sign_in")));
}

/** @param {number} status */
function kindOfStatus(status) {
  if (status === 401) {
    return "sign_in";
  }
  if (status === 403) {
    return "forbidden";
  }
  if (status === 429) {
    return "busy";
  }
  return "unreachable";
}

/**
 * Say something to Candor.
 * @param {string} url
 * @param {string} token
 * @param {object} body
 * @returns {Promise<string>} the text of the answer
 */
function post(url, token, body) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const unreachable = () => reject(new NotTracked("unreachable"));
    request.open("POST", url);
    request.timeout = REQUEST_MS;
    request.setRequestHeader("Authorization", "Bearer " + token);
    request.setRequestHeader("Content-Type", "application/json");
    request.onerror = unreachable;
    request.ontimeout = unreachable;
    request.onabort = unreachable;
    request.onload = () => {
      if (request.status < 200 || request.status > 299) {
        reject(new NotTracked(kindOfStatus(request.status)));
        return;
      }
      resolve(request.responseText);
    };
    request.send(JSON.stringify(body));
  });
}

/**
 * Ask Candor whether, and with which pixel, these recipients may be tracked.
 * @param {string} token
 * @param {Draft} draft
 * @param {string} reference
 * @returns {Promise<any>} the answer as the API words it
 */
function ask(token, draft, reference) {
  /** @type {Record<string, unknown>} */
  const asked = {
    channel: "outlook",
    draft_ref: reference,
    recipients: draft.addresses,
    compose_type: draft.composeType,
    format: draft.format,
  };
  if (draft.thread !== "") {
    asked.thread_ref = draft.thread;
  }
  return post(MESSAGES_URL, token, asked).then((text) => {
    try {
      return JSON.parse(text);
    } catch (_) {
      // Somebody else answered in Candor's place: a proxy, a sign-in page.
      throw new NotTracked("unreachable");
    }
  });
}

/**
 * @param {Draft} draft
 * @param {any} answer
 * @returns {Outcome}
 */
function outcomeOf(draft, answer) {
  if (answer.tracked !== true) {
    const people = answer.recipients || [];
    const advice = answer.advice || "";
    return Object.assign(untracked(draft.set, String(answer.reason)), {
      again: false,
      people: people,
      advice: advice,
    });
  }
  return {
    set: draft.set,
    tracked: true,
    reason: "tracked",
    again: false,
    people: [],
    advice: "",
    disclosed: Boolean(answer.disclosure && answer.disclosure.shown),
    message: String(answer.message_id),
  };
}

/**
 * @param {string} set
 * @param {string} kind
 * @returns {Outcome}
 */
function untracked(set, kind) {
  return {
    set: set,
    tracked: false,
    reason: kind,
    again: true,
    people: [],
    advice: "",
    disclosed: false,
    message: "",
  };
}

/** The notices in the language Outlook speaks. */
function notices() {
  const language = String(Office.context.displayLanguage || "").slice(0, 2).toLowerCase();
  return NOTICES[language] || NOTICES.en || {};
}

/** @param {Outcome} outcome */
function noticeText(outcome) {
  const said = notices();
  const text = said[outcome.reason] || said.unknown || "";
  const people = outcome.people.map((person) => person.address);
  let who = (people[0] || said.somebody || "").slice(0, 60);
  if (people.length > 1) {
    who += (said.others || "").replace("{n}", String(people.length - 1));
  }
  return text.replace("{who}", () => who).slice(0, NOTICE_LIMIT);
}

/**
 * Show, or take away, the line above the mail. Unasked, it says why at most once per
 * draft; and what it said is removed when it is no longer true.
 * @param {Office.MessageCompose} item
 * @param {Draft} draft
 * @param {Outcome} outcome
 * @param {boolean} byHand
 */
function notify(item, draft, outcome, byHand) {
  const unasked = !outcome.tracked && !SILENT.includes(outcome.reason);
  if (byHand || (unasked && !draft.kept.get("told"))) {
    const message = noticeText(outcome);
    let told = "yes";
    if (byHand) {
      told = draft.kept.get("told") || "";
    }
    return call((done) =>
      item.notificationMessages.replaceAsync(
        NOTICE_KEY,
        {
          type: Office.MailboxEnums.ItemNotificationMessageType.InformationalMessage,
          icon: NOTICE_ICON,
          message: message,
          persistent: false,
        },
        done
      )
    )
      .then(() => remember(item, "shown", message))
      .then(() => keep(draft, { told: told }));
  }
  if (!draft.session.shown || draft.session.shown === noticeText(outcome)) {
    return Promise.resolve();
  }
  return call((done) => item.notificationMessages.removeAsync(NOTICE_KEY, done)).then(
    () => remember(item, "shown", "")
  );
}

/**
 * Put an outcome on record for the next event and for the pane, then show it.
 * @param {Office.MessageCompose} item
 * @param {Draft} draft
 * @param {Outcome} outcome
 * @param {boolean} byHand
 */
function conclude(item, draft, outcome, byHand) {
  return remember(item, "outcome", JSON.stringify(outcome)).then(() =>
    notify(item, draft, outcome, byHand)
  );
}

/**
 * The reference Candor knows the draft by; "" while it was never asked about it.
 * @param {Draft} draft
 * @returns {string}
 */
function referenceOf(draft) {
  return draft.session.draft_ref || draft.kept.get("draft_ref") || "";
}

/**
 * Take back what an earlier set of recipients had registered, as far as is known here.
 * @param {Office.MessageCompose} item
 * @param {Draft} draft
 */
function takeBack(item, draft) {
  if (referenceOf(draft) === "") {
    // Somebody who does not track is left alone.
    return Promise.resolve();
  }
  return append(item, null)
    .then(() => remember(item, "outcome", ""))
    .then(() => keep(draft, { message_id: "" }));
}

/**
 * Clear the append, then claim the draft for this run. A claim seen by another run
 * makes it step back, whichever runtime it lives in.
 * @param {Office.MessageCompose} item
 * @param {Draft} draft
 * @param {Run} run
 */
function begin(item, draft, run) {
  return append(item, null)
    .then(() => remember(item, "run", run.id))
    .then(() => {
      run.claimed = true;
      return remember(item, "outcome", "");
    })
    .then(() => keep(draft, { message_id: "" }));
}

/**
 * Tell whether the answer that arrived is still an answer to the draft as it is now.
 * @param {Draft} asked
 * @param {Draft} now
 * @param {Run} run
 */
function stillHolds(asked, now, run) {
  return (
    !run.over &&
    now.session.run === run.id &&
    now.set === asked.set &&
    wantsTracking(now)
  );
}

/**
 * Register the pixel, and take it back should the recipients have changed meanwhile:
 * nobody is tracked who was not judged.
 * @param {Office.MessageCompose} item
 * @param {Draft} asked
 * @param {Run} run
 * @param {string} html
 * @returns {Promise<Draft | null>} the draft as it is now, or null when taken back
 */
function register(item, asked, run, html) {
  return append(item, html)
    .then(() => readDraft(item))
    .then((now) => {
      if (stillHolds(asked, now, run)) {
        return now;
      }
      // A newer run that has registered its own pixel has replaced this one already.
      if (now.outcome && now.outcome.tracked) {
        return null;
      }
      return append(item, null).then(() => null);
    });
}

/**
 * Act on Candor's answer, unless the draft has moved on: the change has its own event.
 * @param {Office.MessageCompose} item
 * @param {Draft} asked
 * @param {Run} run
 * @param {any} answer
 * @returns {Promise<void>}
 */
function apply(item, asked, run, answer) {
  return readDraft(item).then((now) => {
    if (!stillHolds(asked, now, run)) {
      return;
    }
    const outcome = outcomeOf(asked, answer);
    if (!outcome.tracked) {
      // Candor has closed what it had issued for this draft.
      run.asked = false;
      return remember(item, "issued", "no").then(() =>
        conclude(item, now, outcome, run.byHand)
      );
    }
    return register(item, asked, run, answer.html).then((after) => {
      if (!after) {
        return Promise.resolve();
      }
      return keep(after, {
        draft_ref: after.session.draft_ref || "",
        message_id: answer.message_id,
      }).then(() => conclude(item, after, outcome, run.byHand));
    });
  });
}

/** What is being withdrawn: who asks anew waits for it, or might get what it closes. */
let withdrawing = Promise.resolve();

/**
 * Judge the recipients as they are now and register, or not.
 * @param {Office.MessageCompose} item
 * @param {Draft} draft
 * @param {Run} run
 * @returns {Promise<void>}
 */
function judge(item, draft, run) {
  const reference = referenceOf(draft) || newReference();
  return begin(item, draft, run)
    .then(() => remember(item, "draft_ref", reference))
    .then(() => withdrawing)
    .then(() => bearer())
    .then((token) =>
      remember(item, "issued", "maybe").then(() => {
        run.asked = true;
        return ask(token, draft, reference);
      })
    )
    .then((answer) => apply(item, draft, run, answer));
}

/**
 * Tell whether Candor may hold something open for a draft that goes out untracked.
 * @param {Draft} draft
 * @param {Run} run
 */
function mayBeOpen(draft, run) {
  if (draft.outcome && draft.outcome.tracked) {
    return false;
  }
  if (run.claimed && draft.session.run !== run.id) {
    // A newer run has taken over, and looks after it at its own end.
    return false;
  }
  const issued = draft.session.issued;
  return run.asked || issued === "maybe" || (!issued && !!draft.kept.get("draft_ref"));
}

/**
 * Have closed what was issued for a draft that goes out untracked. A tracked link may be
 * in its body, where nobody takes it out: it leads on, and must not be counted.
 * @param {Office.MessageCompose} item
 * @param {Run} run
 * @returns {Promise<void>}
 */
function withdraw(item, run) {
  return readDraft(item).then((draft) => {
    if (!mayBeOpen(draft, run)) {
      return;
    }
    const asked = bearer()
      .then((token) =>
        post(MESSAGES_URL + "/withdraw", token, { draft_ref: referenceOf(draft) })
      )
      .then(() => remember(item, "issued", "no"))
      .then(() => undefined);
    withdrawing = within(WITHDRAW_MS, () => asked).catch(() => undefined);
    return withdrawing;
  });
}

/**
 * Name what can be said about a draft without asking anybody, if anything.
 * @param {Draft} draft
 */
function obstacle(draft) {
  if (draft.addresses.length === 0) {
    return "no_recipients";
  }
  if (!draft.complete) {
    return "too_many";
  }
  if (draft.addresses.some((address) => !address.includes("@"))) {
    return "no_address";
  }
  // Remote images become attachments there, and have removed the rep's own ones:
  // https://github.com/OfficeDev/office-js/issues/3372 and /issues/3598
  if (String(Office.context.platform) === "Mac") {
    return "mac";
  }
  return "";
}

/**
 * Bring the registration in line with the recipients and the rep's wish.
 * @param {Office.MessageCompose} item
 * @param {Run} run
 * @returns {Promise<void>}
 */
function settle(item, run) {
  return readDraft(item).then((draft) => {
    let kind = obstacle(draft);
    if (!wantsTracking(draft)) {
      kind = "off";
    }
    if (kind !== "") {
      const outcome = untracked(draft.set, kind);
      return takeBack(item, draft).then(() => {
        if (kind === "off" && !run.byHand) {
          return;
        }
        return conclude(item, draft, outcome, run.byHand);
      });
    }
    const known = draft.outcome;
    if (known && known.set === draft.set && !known.again && !run.byHand) {
      return;
    }
    return judge(item, draft, run);
  });
}

/**
 * Leave a failed draft unregistered and say why, unless a newer run has taken over.
 * @param {Office.MessageCompose} item
 * @param {Run} run
 * @param {string} kind
 * @returns {Promise<void>}
 */
function giveUp(item, run, kind) {
  run.over = true;
  return readDraft(item).then((draft) => {
    if (run.claimed && draft.session.run !== run.id) {
      return;
    }
    if (!wantsTracking(draft) && !run.byHand) {
      return;
    }
    return append(item, null)
      .catch(() => undefined)
      .then(() => conclude(item, draft, untracked(draft.set, kind), run.byHand));
  });
}

/**
 * Settle within a time limit; whatever goes wrong is told to the rep.
 * @param {Office.MessageCompose} item
 * @param {boolean} byHand whether the rep asked, and so wants to hear
 * @returns {Promise<void>} never rejects
 */
function settleDraft(item, byHand) {
  const run = {
    id: newReference(),
    byHand: byHand,
    claimed: false,
    asked: false,
    over: false,
  };
  return within(WORK_MS, () => settle(item, run))
    .catch((error) => giveUp(item, run, error.kind || "failed"))
    .catch(() => undefined)
    .then(() => withdraw(item, run))
    .catch(() => undefined);
}

/**
 * Do work that may never come to an end.
 * @param {number} ms
 * @param {() => Promise<void>} work
 * @returns {Promise<void>} rejects when the time is over first
 */
function within(ms, work) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<void>} */
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new NotTracked("unreachable")), ms);
  });
  const over = () => clearTimeout(timer);
  const first = Promise.race([Promise.resolve().then(work), late]);
  first.then(over, over);
  return first;
}

/**
 * Write down the rep's choice for this mail and act on it.
 * @param {Office.MessageCompose} item
 * @param {boolean} on
 * @returns {Promise<void>} never rejects
 */
function chooseTracking(item, on) {
  let choice = "off";
  if (on) {
    choice = "on";
  }
  return remember(item, "choice", choice)
    .then(() => readDraft(item))
    .then((draft) => keep(draft, { choice: choice }))
    .catch(() => undefined)
    .then(() => settleDraft(item, true));
}

/**
 * Do the work of an event and give the event back once, whatever happens.
 * @param {{completed: () => void}} event
 * @param {(item: Office.MessageCompose) => Promise<void>} work
 */
function during(event, work) {
  let open = true;
  const complete = () => {
    if (open) {
      open = false;
      clearTimeout(timer);
      event.completed();
    }
  };
  const timer = setTimeout(complete, EVENT_MS);
  Promise.resolve()
    .then(() => work(composedItem()))
    .then(complete, complete);
}

/** @returns {Office.MessageCompose} */
function composedItem() {
  const mailbox = Office.context.mailbox;
  return /** @type {Office.MessageCompose & Office.ItemRead} */ (mailbox.item);
}

/** @param {Office.AddinCommands.Event} event */
function onMessageCompose(event) {
  during(event, (item) => settleDraft(item, false));
}

/** @param {Office.AddinCommands.Event} event */
function onRecipientsChanged(event) {
  during(event, (item) => settleDraft(item, false));
}

/**
 * Tell whether to try again may track a mail that the rep wants tracked and that is not:
 * it failed, or somebody was corrected since. Who then clicks Track does not mean off.
 * @param {Draft} draft
 */
function worthTrying(draft) {
  const last = draft.outcome;
  if (!last || last.tracked || obstacle(draft) !== "") {
    return false;
  }
  return last.again || last.set !== draft.set;
}

/**
 * The ribbon button: turn tracking of this mail on or off, or try it again.
 * @param {Office.AddinCommands.Event} event
 */
function track(event) {
  during(event, (item) =>
    readDraft(item).then((draft) =>
      chooseTracking(item, !wantsTracking(draft) || worthTrying(draft))
    )
  );
}

Office.actions.associate("onMessageCompose", onMessageCompose);
Office.actions.associate("onRecipientsChanged", onRecipientsChanged);
Office.actions.associate("track", track);
