"use strict";

// What a rep reads, in Italian.

/** @type {Words} */
const WORDS_IT = {
  clock: "dd/MM/yyyy, HH:mm z",
  troubles: {
    signed_out: {
      title: "Accesso non effettuato",
      text:
        "Google non ha detto a Candor chi è lei. Chiuda questo pannello, lo riapra e " +
        "consenta ciò che Candor chiede.",
    },
    organisation_unknown: {
      title: "La sua organizzazione non è configurata",
      text: "Chieda al reparto IT di aggiungere il dominio Google Workspace a Candor.",
    },
    forbidden: {
      title: "Non consentito",
      text: "La sua organizzazione non consente a questo account di usare Candor. Chieda al reparto IT.",
    },
    gone: {
      title: "Non c’è più",
      text: "I dati di questo messaggio sono stati cancellati o sono scaduti.",
    },
    busy: {
      title: "Troppe richieste",
      text: "Attenda un minuto e riprovi. Il suo messaggio non ne risente.",
    },
    refused: {
      title: "Candor non può usare questo",
      text: "Controlli i destinatari e riprovi. Può inviare senza tracciamento.",
    },
    target_refused: {
      title: "Un link non può portare lì",
      text: "Indichi l’indirizzo https:// completo di una pagina che chiunque può raggiungere.",
    },
    conflict: {
      title: "Nel frattempo è cambiato",
      text: "Aggiorni e riprovi.",
    },
    offline: {
      title: "Candor non è raggiungibile",
      text: "Il suo messaggio non ne risente: inviato ora, parte senza tracciamento. Riprovi tra un minuto.",
    },
    broken: {
      title: "Qualcosa è andato storto",
      text: "Il suo messaggio non ne risente. Riprovi; se continua, avvisi il reparto IT.",
    },
  },
  refusals: {
    no_recipients: "Aggiunga prima un destinatario",
    own_domain: "La posta tra colleghi non viene mai tracciata",
    refused: "Qualcuno ha detto di no",
    consent_needed: "Prima bisogna chiedere a qualcuno",
    region_off: "Non in questo Paese",
    organisation_off: "Il tracciamento è disattivato per la sua organizzazione",
    plain_text: "Il testo semplice non può essere tracciato",
    recent_twin: "Questo messaggio o un altro?",
    tracking_off: "Ha disattivato questo dominio",
  },
  advice: {
    no_recipients: "Se un messaggio può essere tracciato dipende da a chi è diretto.",
    own_domain: "Invii il messaggio come sempre.",
    refused: "Invii senza tracciamento, o scriva a parte a questa persona.",
    consent_needed: "Chieda il consenso e lo faccia registrare, o invii senza tracciamento.",
    region_off: "Invii senza tracciamento, o scriva a parte a questa persona.",
    organisation_off: "Invii senza tracciamento. Chieda al reparto IT se non se lo aspettava.",
    plain_text: "Passi il messaggio a testo formattato.",
    tracking_off: "Riattivi il dominio in «Le sue scelte».",
  },
  person: {
    own_domain: "Collega",
    refused: "Ha detto di no",
    consent_needed: "Prima bisogna chiedere",
    region_off: "In questo Paese il tracciamento è disattivato",
    tracking_off: "Ha disattivato questo dominio",
  },
  clients: {
    gmail_proxy: "Gmail",
    gmail_prefetch: "Gmail",
    yahoo_proxy: "Yahoo Mail",
    apple_mpp: "Apple Mail",
    other_proxy: "un servizio di posta",
    outlook_desktop: "Outlook per Windows",
    outlook_web: "Outlook sul web",
    outlook_mac: "Outlook per Mac",
    outlook_mobile: "Outlook su un telefono",
    thunderbird: "Thunderbird",
    apple_mail: "Apple Mail",
    other_mail: "un programma di posta",
    chrome: "Chrome",
    edge: "Edge",
    firefox: "Firefox",
    safari: "Safari",
    robot: "un programma",
  },
  reasons: {
    draft_open: "caricato prima dell’invio, come fa la sua bozza",
    send_time_guessed: "l’ora di invio è una stima",
    viewing_mark: "lei stava guardando il messaggio",
    user_marked: "lo ha detto lei",
    prefetch_header: "annunciato come caricamento anticipato",
    apple_agent: "Apple carica le immagini, che il messaggio sia guardato o no",
    apple_relay: "arrivato da un relay per la privacy di Apple",
    gmail_prefetch_agent: "Gmail carica le immagini in anticipo",
    proxy_agent: "arrivato dal proxy delle immagini di un servizio di posta",
    proxy_network: "arrivato dalla rete di quel servizio di posta",
    proxy_network_mismatch: "si dice servizio di posta ma viene da altrove",
    within_window: "arrivato subito dopo l’invio, come fanno le macchine",
    robot_agent: "si dice un programma",
    empty_agent: "non dice che cosa è",
    mail_client: "arrivato da un programma di posta",
    browser: "arrivato da un browser",
    hosting_network: "arrivato da un centro dati",
    scanner_network: "arrivato da un servizio di sicurezza della posta",
    scanner_agent: "si dice un controllo di sicurezza",
    send_not_confirmed: "l’invio non è confermato: può essere la sua bozza",
    send_time_unknown: "l’ora di invio non è nota",
    odd_agent: "si descrive in modo insolito",
    sender_domain: "arrivato dalla sua organizzazione",
    no_google_recipient: "nessun destinatario ha la casella presso Google",
  },
  status: {
    opened: "Aperto",
    openedSomeone: "Qualcuno lo ha aperto",
    through: "{who} tramite {via}, ora approssimativa",
    service: "un servizio di posta",
    maybe: "Forse aperto",
    maybeSomeone: "Forse qualcuno lo ha aperto",
    cannotTell: "Impossibile dirlo",
    apple: "Privacy di Apple: impossibile dirlo",
    gmail: "Gmail in anticipo: impossibile dirlo",
    noSendTime: "Impossibile dirlo: ora di invio ignota",
    notSeen: "Non visto",
    you: "Lei",
    youProbably: "Probabilmente lei",
    scan: "Controllo di sicurezza",
    program: "Programma automatico",
    beforeSending: "Prima dell’invio",
    again: "Di nuovo lo stesso",
    followed: "Link seguito",
    followedMaybe: "Link forse seguito",
  },
  state: {
    prepared: "Preparato; invio non confermato",
    sent: "Inviato",
    unconfirmed: "Invio non confermato",
    stopped: "Tracciamento interrotto",
    withdrawn: "Ritirato",
    expired: "Scaduto",
    erased: "Cancellato",
  },
  who: {
    one: "1 destinatario",
    some: "{n} destinatari",
    more: "{names} e altri {n}",
  },
  when: {
    now: "Adesso · {exact}",
    minutes: "{n} min fa · {exact}",
    hours: "{n} h fa · {exact}",
  },
  compose: {
    title: "Tracciamento",
    track: "Traccia questo messaggio",
    whatHappens: "Che cosa succede",
    insertion:
      "A questa bozza si aggiungono una riga che informa i destinatari e un’immagine 1×1. " +
      "Candor non vede mai il testo del suo messaggio.",
    prepared:
      "Il messaggio è allora preparato; invio non confermato. Per confermarlo, apra il " +
      "messaggio in «Posta inviata» con questo pannello aperto.",
    changed:
      "Se poi cambia i destinatari, tracci di nuovo prima di inviare e cancelli lei la riga " +
      "precedente: Candor può aggiungere a una bozza, non togliere.",
    lineStays:
      "Se nella bozza c’è una riga precedente di Candor, la cancelli lei: Candor può " +
      "aggiungere a una bozza, non togliere.",
    notTracked: "Non tracciato",
    nothingPutIn: "Nella bozza non è stato aggiunto nulla",
    cannot: "Non può essere tracciato",
    morePeople: "e altri {n}",
    back: "Indietro",
    unreadableTitle: "Un destinatario non è leggibile",
    unreadable: "Corregga questo destinatario e riprovi: {recipient}",
    nobodyTitle: "Aggiunga prima un destinatario",
    nobody: "Se un messaggio può essere tracciato dipende da a chi è diretto.",
    tooManyTitle: "Troppi destinatari",
    tooMany: "La posta a più di {n} destinatari non viene tracciata.",
    twinTitle: "Questo messaggio o un altro?",
    twin:
      "Ha preparato messaggi per le stesse persone. Se è uno di questi, lo scelga: la sua " +
      "riga è già nella bozza. Se è un altro, gliene serve una propria.",
    twinSame: "È questo",
    twinOther: "Traccia come un altro",
    inDraftTitle: "Questo messaggio è preparato",
    inDraft: "Questo messaggio è già stato preparato. Se la sua riga non è nella bozza, la aggiunga di nuovo.",
    doNotTrack: "Non tracciarlo",
    putInAgain: "Aggiungila di nuovo",
    untrackedTitle: "Questo messaggio non è più tracciato",
    untracked:
      "Non si registra più nulla. La sua riga resta nella bozza finché non la cancella lei. " +
      "Se vuole comunque tracciare il messaggio, lo tracci di nuovo.",
  },
  link: {
    section: "Un link tracciato",
    target: "Dove porta",
    targetHint: "https://…",
    text: "Che cosa dice nel messaggio",
    put: "Aggiungi il link",
    about:
      "La riga che informa i destinatari lo accompagna, perché deve parlare dei link. " +
      "Se nella bozza ce n’era già una, cancelli la precedente.",
    noTarget: "Dica dove porta il link",
    notPutIn: "Il link non è stato aggiunto",
    lineWaits: "Se la riga che informa i destinatari non è ancora nella bozza, la aggiunga.",
    putLineIn: "Aggiungi la riga",
  },
  choices: {
    title: "Le sue scelte",
    open: "Le sue scelte",
    about: "Candor le ricorda per lei, in Gmail e in Outlook.",
    never: "Non tracciare mai la posta a {domain}",
    again: "Traccia di nuovo la posta a {domain}",
    none: "Non ha disattivato alcun dominio.",
    full: "L’elenco è pieno; tolga prima un dominio.",
    noted: "Annotato.",
  },
  message: {
    title: "Questo messaggio",
    notYoursTitle: "Non inviato dal suo indirizzo",
    notYours:
      "Candor guarda i messaggi che lei ha inviato, e solo le loro intestazioni. " +
      "Di questo non è stato trasmesso né conservato nulla.",
    untrackedTitle: "Nessun messaggio tracciato trovato",
    untracked: "Candor non ne conosce alcuno suo con questi destinatari e quest’ora.",
    whichTitle: "Quale messaggio è?",
    which:
      "Corrisponde più di uno dei suoi messaggi tracciati. Scelga quale è; se non ha " +
      "tracciato questo messaggio, non ne scelga alcuno.",
    thisOne: "È questo",
    fetches: "Caricamenti dell’immagine",
    clicks: "Link seguiti",
    refresh: "Aggiorna",
    nobodyCanSay:
      "Tutti i destinatari hanno la stessa immagine: nessuno può dire chi di loro.",
    whyStopped:
      "Non si registra più nulla: lo ha interrotto lei, o uno dei destinatari non può " +
      "essere tracciato.",
    notCounted: "{n} non contati: macchine, o lei.",
    notMarked: "Non è stato possibile annotare che ora lo sta guardando lei.",
    thatWasMe: "Ero io",
    iSentIt: "L’ho inviato",
    stop: "Interrompi il tracciamento",
    erase: "Cancella i suoi dati",
    notedSent: "Annotato come inviato.",
    stopped: "Tracciamento interrotto.",
    notedYou: "Annotato: era lei.",
    eraseTitle: "Cancella",
    eraseQuestion: "Cancellare i dati di questo messaggio?",
    eraseWhat:
      "Ciò che Candor sa di questo messaggio viene cancellato e la sua immagine si spegne. " +
      "Il messaggio resta. Non si può annullare.",
    eraseYes: "Cancella per sempre",
    eraseNo: "Conserva",
    erasedTitle: "Cancellato",
    erased: "Candor non ha più dati su questo messaggio.",
    erasedToast: "Cancellato.",
  },
  home: {
    title: "La sua posta tracciata",
    opened: "Aperti",
    unsure: "Non certi",
    notSeen: "Non visti",
    show: "Mostra",
    all: "Tutti",
    clicked: "Con un link seguito",
    noneSuch: "Nessuno dei messaggi esaminati è di questo tipo.",
    lookedThrough: "Messaggi esaminati: {n}.",
    asOf: "Stato: {time}.",
    older: "Meno recenti",
    refresh: "Aggiorna",
    tryAgain: "Riprova",
    offTitle: "Il tracciamento è disattivato per la sua organizzazione",
    off: "Ciò che invia ora non viene tracciato. Chieda al reparto IT se non se lo aspettava.",
    emptyTitle: "Ancora nessun messaggio tracciato",
    empty:
      "Scelga l’icona di Candor in fondo a una finestra di composizione e tracci un " +
      "messaggio. Una volta inviato, compare qui.",
    named: "{names}: {subject}",
  },
};
