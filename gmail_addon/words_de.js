"use strict";

// What a rep reads, in German.

/** @type {Words} */
const WORDS_DE = {
  clock: "dd.MM.yyyy, HH:mm z",
  troubles: {
    signed_out: {
      title: "Sie sind nicht angemeldet",
      text:
        "Google hat Candor nicht gesagt, wer Sie sind. Schließen Sie diese Leiste, öffnen " +
        "Sie sie erneut und erlauben Sie, worum Candor bittet.",
    },
    organisation_unknown: {
      title: "Ihre Organisation ist nicht eingerichtet",
      text: "Bitten Sie Ihre IT, die Google-Workspace-Domain bei Candor einzutragen.",
    },
    forbidden: {
      title: "Nicht erlaubt",
      text: "Ihre Organisation lässt Candor für dieses Konto nicht zu. Fragen Sie Ihre IT.",
    },
    gone: {
      title: "Nicht mehr vorhanden",
      text: "Die Daten zu dieser Mail wurden gelöscht oder sind abgelaufen.",
    },
    busy: {
      title: "Zu viele Anfragen",
      text: "Warten Sie eine Minute und versuchen Sie es dann erneut. Ihre Mail ist nicht betroffen.",
    },
    refused: {
      title: "Damit kann Candor nichts anfangen",
      text: "Prüfen Sie die Empfänger der Mail und versuchen Sie es erneut. Sie können ohne Tracking senden.",
    },
    target_refused: {
      title: "Dorthin kann kein Link führen",
      text: "Geben Sie die vollständige https://-Adresse einer Seite an, die jeder erreicht.",
    },
    conflict: {
      title: "Das hat sich inzwischen geändert",
      text: "Aktualisieren Sie und versuchen Sie es dann erneut.",
    },
    offline: {
      title: "Candor ist nicht erreichbar",
      text: "Ihre Mail ist nicht betroffen: jetzt gesendet, geht sie ohne Tracking hinaus. Versuchen Sie es in einer Minute erneut.",
    },
    broken: {
      title: "Etwas ist schiefgegangen",
      text: "Ihre Mail ist nicht betroffen. Versuchen Sie es erneut; bleibt es so, sagen Sie es Ihrer IT.",
    },
  },
  refusals: {
    no_recipients: "Zuerst einen Empfänger eintragen",
    own_domain: "Mail unter Kollegen wird nie getrackt",
    refused: "Jemand hat Nein gesagt",
    consent_needed: "Jemand muss zuerst gefragt werden",
    region_off: "Nicht in diesem Land",
    organisation_off: "Tracking ist für Ihre Organisation ausgeschaltet",
    plain_text: "Reiner Text kann nicht getrackt werden",
    recent_twin: "Diese Mail oder eine andere?",
    tracking_off: "Sie haben diese Domain ausgeschaltet",
  },
  advice: {
    no_recipients: "Ob eine Mail getrackt werden darf, hängt davon ab, an wen sie geht.",
    own_domain: "Senden Sie die Mail wie gewohnt.",
    refused: "Senden Sie ohne Tracking, oder an diese Person eine eigene Mail.",
    consent_needed:
      "Holen Sie die Einwilligung ein und lassen Sie sie eintragen, oder senden Sie ohne Tracking.",
    region_off: "Senden Sie ohne Tracking, oder an diese Person eine eigene Mail.",
    organisation_off: "Senden Sie ohne Tracking. Fragen Sie Ihre IT, wenn Sie das nicht erwarten.",
    plain_text: "Stellen Sie die Mail auf formatierten Text um.",
    tracking_off: "Unter „Ihre Auswahl“ schalten Sie die Domain wieder ein.",
  },
  person: {
    own_domain: "Kollegin oder Kollege",
    refused: "Hat Nein gesagt",
    consent_needed: "Muss zuerst gefragt werden",
    region_off: "In diesem Land ist Tracking aus",
    tracking_off: "Sie haben diese Domain ausgeschaltet",
  },
  clients: {
    gmail_proxy: "Gmail",
    gmail_prefetch: "Gmail",
    yahoo_proxy: "Yahoo Mail",
    apple_mpp: "Apple Mail",
    other_proxy: "einen Maildienst",
    outlook_desktop: "Outlook für Windows",
    outlook_web: "Outlook im Web",
    outlook_mac: "Outlook für Mac",
    outlook_mobile: "Outlook auf einem Telefon",
    thunderbird: "Thunderbird",
    apple_mail: "Apple Mail",
    other_mail: "ein Mailprogramm",
    chrome: "Chrome",
    edge: "Edge",
    firefox: "Firefox",
    safari: "Safari",
    robot: "ein Programm",
  },
  reasons: {
    draft_open: "vor dem Senden geladen, wie Ihr eigener Entwurf es tut",
    send_time_guessed: "der Sendezeitpunkt ist geschätzt",
    viewing_mark: "Sie haben die Mail gerade selbst angesehen",
    user_marked: "das haben Sie gesagt",
    prefetch_header: "als Laden im Voraus angekündigt",
    apple_agent: "Apple lädt Bilder, ob die Mail angesehen wird oder nicht",
    apple_relay: "kam über einen Datenschutz-Umweg von Apple",
    gmail_prefetch_agent: "Gmail lädt Bilder im Voraus",
    proxy_agent: "kam über den Bilder-Proxy eines Maildienstes",
    proxy_network: "kam aus dem Netz dieses Maildienstes",
    proxy_network_mismatch: "nennt sich Maildienst, kommt aber von anderswo",
    within_window: "kam gleich nach dem Senden, wie Maschinen es tun",
    robot_agent: "nennt sich selbst ein Programm",
    empty_agent: "sagt nicht, was es ist",
    mail_client: "kam von einem Mailprogramm",
    browser: "kam von einem Browser",
    hosting_network: "kam aus einem Rechenzentrum",
    scanner_network: "kam von einem Dienst für Mailsicherheit",
    scanner_agent: "nennt sich selbst eine Sicherheitsprüfung",
    send_not_confirmed: "das Senden ist nicht bestätigt: es kann Ihr eigener Entwurf sein",
    send_time_unknown: "der Sendezeitpunkt ist nicht bekannt",
    odd_agent: "beschreibt sich ungewöhnlich",
    sender_domain: "kam aus Ihrer eigenen Organisation",
    no_google_recipient: "niemand, an den sie ging, hat sein Postfach bei Google",
  },
  status: {
    opened: "Geöffnet",
    openedSomeone: "Jemand hat sie geöffnet",
    through: "{who}, über {via}, Zeit ungefähr",
    service: "einen Maildienst",
    maybe: "Vielleicht geöffnet",
    maybeSomeone: "Vielleicht hat jemand sie geöffnet",
    cannotTell: "Nicht zu sagen",
    apple: "Apple-Datenschutz: nicht zu sagen",
    gmail: "Gmail im Voraus: nicht zu sagen",
    noSendTime: "Nicht zu sagen: Sendezeitpunkt unbekannt",
    notSeen: "Nicht gesehen",
    you: "Sie",
    youProbably: "Wahrscheinlich Sie",
    scan: "Sicherheitsprüfung",
    program: "Automatisches Programm",
    beforeSending: "Vor dem Senden",
    again: "Dasselbe noch einmal",
    followed: "Link angeklickt",
    followedMaybe: "Link vielleicht angeklickt",
  },
  state: {
    prepared: "Vorbereitet; Senden nicht bestätigt",
    sent: "Gesendet",
    unconfirmed: "Senden nicht bestätigt",
    stopped: "Tracking beendet",
    withdrawn: "Zurückgezogen",
    expired: "Abgelaufen",
    erased: "Gelöscht",
  },
  who: {
    one: "1 Empfänger",
    some: "{n} Empfänger",
    more: "{names} und {n} weitere",
  },
  when: {
    now: "Gerade eben · {exact}",
    minutes: "vor {n} Min. · {exact}",
    hours: "vor {n} Std. · {exact}",
  },
  compose: {
    title: "Tracking",
    track: "Diese Mail tracken",
    whatHappens: "Was geschieht",
    insertion:
      "Eine Zeile, die es den Empfängern sagt, und ein 1×1-Bild kommen in diesen " +
      "Entwurf. Den Text Ihrer Mail sieht Candor nie.",
    prepared:
      "Dann ist die Mail vorbereitet; das Senden ist nicht bestätigt. Zum Bestätigen " +
      "öffnen Sie die Mail unter „Gesendet“ mit dieser Leiste.",
    changed:
      "Ändern Sie später die Empfänger, dann tracken Sie vor dem Senden erneut und löschen " +
      "die frühere Zeile von Hand: Candor kann in einen Entwurf einfügen, nichts herausnehmen.",
    lineStays:
      "Steht eine frühere Zeile von Candor im Entwurf, löschen Sie sie von Hand: Candor " +
      "kann in einen Entwurf einfügen, nichts herausnehmen.",
    notTracked: "Nicht getrackt",
    nothingPutIn: "Im Entwurf wurde nichts geändert",
    cannot: "Kann nicht getrackt werden",
    morePeople: "und {n} weitere",
    back: "Zurück",
    unreadableTitle: "Ein Empfänger ist nicht lesbar",
    unreadable: "Berichtigen Sie diesen Empfänger und versuchen Sie es erneut: {recipient}",
    nobodyTitle: "Zuerst einen Empfänger eintragen",
    nobody: "Ob eine Mail getrackt werden darf, hängt davon ab, an wen sie geht.",
    tooManyTitle: "Zu viele Empfänger",
    tooMany: "Mail an mehr als {n} Empfänger wird nicht getrackt.",
    twinTitle: "Diese Mail oder eine andere?",
    twin:
      "Sie haben Mail an dieselben Personen vorbereitet. Ist es eine von diesen, wählen Sie " +
      "sie: ihre Zeile steht schon im Entwurf. Ist es eine andere, braucht sie eine eigene.",
    twinSame: "Es ist diese",
    twinOther: "Als andere tracken",
    inDraftTitle: "Diese Mail ist vorbereitet",
    inDraft: "Diese Mail wurde schon vorbereitet. Steht ihre Zeile nicht im Entwurf, fügen Sie sie erneut ein.",
    doNotTrack: "Nicht tracken",
    putInAgain: "Erneut einfügen",
    untrackedTitle: "Diese Mail wird nicht mehr getrackt",
    untracked:
      "Es wird nichts mehr aufgezeichnet. Ihre Zeile bleibt im Entwurf, bis Sie sie von " +
      "Hand löschen. Soll die Mail doch getrackt werden, tracken Sie sie erneut.",
  },
  link: {
    section: "Ein getrackter Link",
    target: "Wohin er führt",
    targetHint: "https://…",
    text: "Was in der Mail steht",
    put: "Link einfügen",
    about:
      "Die Zeile für die Empfänger kommt mit, denn sie muss Links nennen. Stand schon " +
      "eine im Entwurf, löschen Sie die ältere.",
    noTarget: "Sagen Sie, wohin der Link führt",
    notPutIn: "Der Link wurde nicht eingefügt",
    lineWaits: "Steht die Zeile für die Empfänger noch nicht im Entwurf, fügen Sie sie ein.",
    putLineIn: "Zeile einfügen",
  },
  choices: {
    title: "Ihre Auswahl",
    open: "Ihre Auswahl",
    about: "Candor merkt sie sich für Sie, in Gmail und in Outlook.",
    never: "Mail an {domain} nie tracken",
    again: "Mail an {domain} wieder tracken",
    none: "Sie haben keine Domain ausgeschaltet.",
    full: "Die Liste ist voll; entfernen Sie zuerst eine Domain.",
    noted: "Notiert.",
  },
  message: {
    title: "Diese Mail",
    notYoursTitle: "Nicht von Ihrer eigenen Adresse gesendet",
    notYours:
      "Candor sieht nur auf Mail, die Sie gesendet haben, und nur auf die Kopfzeilen. " +
      "Über diese wurde nichts gesendet oder gespeichert.",
    untrackedTitle: "Keine getrackte Mail gefunden",
    untracked: "Candor kennt von Ihnen keine mit diesen Empfängern und dieser Zeit.",
    whichTitle: "Welche Mail ist das?",
    which:
      "Mehr als eine Ihrer getrackten Mails passt. Wählen Sie die, die es ist; haben Sie " +
      "diese Mail nicht getrackt, wählen Sie keine.",
    thisOne: "Es ist diese",
    fetches: "Abrufe des Bildes",
    clicks: "Angeklickte Links",
    refresh: "Aktualisieren",
    nobodyCanSay:
      "Alle Empfänger haben dasselbe Bild; wer von ihnen es war, kann niemand sagen.",
    whyStopped:
      "Es wird nichts mehr aufgezeichnet: Sie haben es beendet, oder jemand unter den " +
      "Empfängern darf nicht getrackt werden.",
    notCounted: "{n} nicht gezählt: Maschinen, oder Sie.",
    notMarked: "Dass Sie selbst gerade hinsehen, konnte nicht vermerkt werden.",
    thatWasMe: "Das war ich",
    iSentIt: "Ich habe sie gesendet",
    stop: "Tracking beenden",
    erase: "Daten löschen",
    notedSent: "Als gesendet vermerkt.",
    stopped: "Tracking beendet.",
    notedYou: "Vermerkt: das waren Sie.",
    eraseTitle: "Löschen",
    eraseQuestion: "Die Daten zu dieser Mail löschen?",
    eraseWhat:
      "Was Candor über diese Mail weiß, wird gelöscht, und ihr Bild ist tot. Die Mail " +
      "selbst bleibt. Das lässt sich nicht rückgängig machen.",
    eraseYes: "Endgültig löschen",
    eraseNo: "Behalten",
    erasedTitle: "Gelöscht",
    erased: "Candor hat über diese Mail keine Daten mehr.",
    erasedToast: "Gelöscht.",
  },
  home: {
    title: "Ihre getrackte Mail",
    opened: "Geöffnet",
    unsure: "Nicht sicher",
    notSeen: "Nicht gesehen",
    show: "Zeigen",
    all: "Alle",
    clicked: "Mit angeklicktem Link",
    noneSuch: "Keine der durchgesehenen Mails ist von dieser Art.",
    lookedThrough: "Durchgesehene Mails: {n}.",
    asOf: "Stand {time}.",
    older: "Ältere",
    refresh: "Aktualisieren",
    tryAgain: "Erneut versuchen",
    offTitle: "Tracking ist für Ihre Organisation ausgeschaltet",
    off: "Was Sie jetzt senden, wird nicht getrackt. Fragen Sie Ihre IT, wenn Sie das nicht erwarten.",
    emptyTitle: "Noch keine getrackte Mail",
    empty:
      "Wählen Sie unten im Verfassen-Fenster das Candor-Zeichen und tracken Sie eine " +
      "Mail. Ist sie gesendet, steht sie hier.",
    named: "{names}: {subject}",
  },
};
