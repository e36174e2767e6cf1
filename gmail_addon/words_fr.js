"use strict";

// What a rep reads, in French.

/** @type {Words} */
const WORDS_FR = {
  clock: "dd/MM/yyyy, HH:mm z",
  troubles: {
    signed_out: {
      title: "Vous n’êtes pas connecté",
      text:
        "Google n’a pas dit à Candor qui vous êtes. Fermez ce volet, rouvrez-le et " +
        "autorisez ce que Candor demande.",
    },
    organisation_unknown: {
      title: "Votre organisation n’est pas configurée",
      text: "Demandez à votre service informatique d’ajouter votre domaine Google Workspace à Candor.",
    },
    forbidden: {
      title: "Non autorisé",
      text: "Votre organisation n’autorise pas ce compte à utiliser Candor. Demandez à votre service informatique.",
    },
    gone: {
      title: "N’existe plus",
      text: "Les données de ce message ont été effacées ou ont expiré.",
    },
    busy: {
      title: "Trop de demandes",
      text: "Attendez une minute, puis réessayez. Votre message n’est pas touché.",
    },
    refused: {
      title: "Candor ne peut rien en faire",
      text: "Vérifiez les destinataires, puis réessayez. Vous pouvez envoyer sans suivi.",
    },
    target_refused: {
      title: "Un lien ne peut pas mener là",
      text: "Donnez l’adresse https:// complète d’une page que tout le monde peut atteindre.",
    },
    conflict: {
      title: "Cela a changé entre-temps",
      text: "Actualisez, puis réessayez.",
    },
    offline: {
      title: "Candor est injoignable",
      text: "Votre message n’est pas touché : envoyé maintenant, il part sans suivi. Réessayez dans une minute.",
    },
    broken: {
      title: "Quelque chose s’est mal passé",
      text: "Votre message n’est pas touché. Réessayez ; si cela persiste, prévenez votre service informatique.",
    },
  },
  refusals: {
    no_recipients: "Ajoutez d’abord un destinataire",
    own_domain: "Les messages entre collègues ne sont jamais suivis",
    refused: "Quelqu’un a dit non",
    consent_needed: "Il faut d’abord demander à quelqu’un",
    region_off: "Pas dans ce pays",
    organisation_off: "Le suivi est désactivé pour votre organisation",
    plain_text: "Le texte brut ne peut pas être suivi",
    recent_twin: "Ce message, ou un autre ?",
    tracking_off: "Vous avez désactivé ce domaine",
  },
  advice: {
    no_recipients: "Qu’un message puisse être suivi dépend de ses destinataires.",
    own_domain: "Envoyez le message comme d’habitude.",
    refused: "Envoyez sans suivi, ou écrivez à part à cette personne.",
    consent_needed: "Demandez le consentement et faites-le enregistrer, ou envoyez sans suivi.",
    region_off: "Envoyez sans suivi, ou écrivez à part à cette personne.",
    organisation_off: "Envoyez sans suivi. Demandez à votre service informatique si cela vous surprend.",
    plain_text: "Passez le message en texte mis en forme.",
    tracking_off: "Réactivez le domaine sous « Vos choix ».",
  },
  person: {
    own_domain: "Collègue",
    refused: "A dit non",
    consent_needed: "Il faut d’abord lui demander",
    region_off: "Le suivi est désactivé dans ce pays",
    tracking_off: "Vous avez désactivé ce domaine",
  },
  clients: {
    gmail_proxy: "Gmail",
    gmail_prefetch: "Gmail",
    yahoo_proxy: "Yahoo Mail",
    apple_mpp: "Apple Mail",
    other_proxy: "un service de messagerie",
    outlook_desktop: "Outlook pour Windows",
    outlook_web: "Outlook sur le web",
    outlook_mac: "Outlook pour Mac",
    outlook_mobile: "Outlook sur téléphone",
    thunderbird: "Thunderbird",
    apple_mail: "Apple Mail",
    other_mail: "un logiciel de messagerie",
    chrome: "Chrome",
    edge: "Edge",
    firefox: "Firefox",
    safari: "Safari",
    robot: "un programme",
  },
  reasons: {
    draft_open: "chargé avant l’envoi, comme le fait votre propre brouillon",
    send_time_guessed: "l’heure d’envoi est estimée",
    viewing_mark: "vous regardiez le message à ce moment",
    user_marked: "vous l’avez dit",
    prefetch_header: "annoncé comme chargement anticipé",
    apple_agent: "Apple charge les images, que le message soit regardé ou non",
    apple_relay: "passé par un relais de confidentialité d’Apple",
    gmail_prefetch_agent: "Gmail charge les images à l’avance",
    proxy_agent: "passé par le serveur d’images d’un service de messagerie",
    proxy_network: "venu du réseau de ce service de messagerie",
    proxy_network_mismatch: "se dit service de messagerie mais vient d’ailleurs",
    within_window: "arrivé juste après l’envoi, comme le font les machines",
    robot_agent: "se dit programme",
    empty_agent: "ne dit pas ce que c’est",
    mail_client: "venu d’un logiciel de messagerie",
    browser: "venu d’un navigateur",
    hosting_network: "venu d’un centre de données",
    scanner_network: "venu d’un service de sécurité du courrier",
    scanner_agent: "se dit analyse de sécurité",
    send_not_confirmed: "l’envoi n’est pas confirmé : ce peut être votre brouillon",
    send_time_unknown: "l’heure d’envoi n’est pas connue",
    odd_agent: "se décrit de façon inhabituelle",
    sender_domain: "venu de votre propre organisation",
    no_google_recipient: "aucun destinataire n’a sa boîte chez Google",
  },
  status: {
    opened: "Ouvert",
    openedSomeone: "Quelqu’un l’a ouvert",
    through: "{who} par {via}, heure approximative",
    service: "un service de messagerie",
    maybe: "Peut-être ouvert",
    maybeSomeone: "Quelqu’un l’a peut-être ouvert",
    cannotTell: "Impossible à dire",
    apple: "Confidentialité Apple : impossible à dire",
    gmail: "Gmail à l’avance : impossible à dire",
    noSendTime: "Impossible à dire : heure d’envoi inconnue",
    notSeen: "Non vu",
    you: "Vous",
    youProbably: "Probablement vous",
    scan: "Analyse de sécurité",
    program: "Programme automatique",
    beforeSending: "Avant l’envoi",
    again: "Le même, à nouveau",
    followed: "Lien suivi",
    followedMaybe: "Lien peut-être suivi",
  },
  state: {
    prepared: "Préparé ; envoi non confirmé",
    sent: "Envoyé",
    unconfirmed: "Envoi non confirmé",
    stopped: "Suivi arrêté",
    withdrawn: "Retiré",
    expired: "Expiré",
    erased: "Effacé",
  },
  who: {
    one: "1 destinataire",
    some: "{n} destinataires",
    more: "{names} et {n} autres",
  },
  when: {
    now: "À l’instant · {exact}",
    minutes: "il y a {n} min · {exact}",
    hours: "il y a {n} h · {exact}",
  },
  compose: {
    title: "Suivi",
    track: "Suivre ce message",
    whatHappens: "Ce qui se passe",
    insertion:
      "Une ligne qui en informe les destinataires et une image 1×1 sont ajoutées à ce " +
      "brouillon. Candor ne voit jamais le texte de votre message.",
    prepared:
      "Le message est alors préparé ; envoi non confirmé. Pour le confirmer, ouvrez le " +
      "message dans « Messages envoyés » avec ce volet ouvert.",
    changed:
      "Si vous changez les destinataires ensuite, suivez à nouveau avant l’envoi et " +
      "supprimez vous-même l’ancienne ligne : Candor peut ajouter à un brouillon, pas en retirer.",
    lineStays:
      "Si une ancienne ligne de Candor est dans le brouillon, supprimez-la vous-même : " +
      "Candor peut ajouter à un brouillon, pas en retirer.",
    notTracked: "Non suivi",
    nothingPutIn: "Rien n’a été ajouté au brouillon",
    cannot: "Ne peut pas être suivi",
    morePeople: "et {n} autres",
    back: "Retour",
    unreadableTitle: "Un destinataire est illisible",
    unreadable: "Corrigez ce destinataire, puis réessayez : {recipient}",
    nobodyTitle: "Ajoutez d’abord un destinataire",
    nobody: "Qu’un message puisse être suivi dépend de ses destinataires.",
    tooManyTitle: "Trop de destinataires",
    tooMany: "Un message à plus de {n} destinataires n’est pas suivi.",
    twinTitle: "Ce message, ou un autre ?",
    twin:
      "Vous avez préparé des messages pour les mêmes personnes. Si c’est l’un d’eux, " +
      "choisissez-le : sa ligne est déjà dans le brouillon. Si c’en est un autre, il lui en faut une.",
    twinSame: "C’est celui-ci",
    twinOther: "Suivre comme un autre",
    inDraftTitle: "Ce message est préparé",
    inDraft: "Ce message a déjà été préparé. Si sa ligne n’est pas dans le brouillon, ajoutez-la à nouveau.",
    doNotTrack: "Ne pas le suivre",
    putInAgain: "L’ajouter à nouveau",
    untrackedTitle: "Ce message n’est plus suivi",
    untracked:
      "Plus rien n’est enregistré. Sa ligne reste dans le brouillon jusqu’à ce que vous la " +
      "supprimiez vous-même. Pour suivre quand même le message, suivez-le à nouveau.",
  },
  link: {
    section: "Un lien suivi",
    target: "Où il mène",
    targetHint: "https://…",
    text: "Ce qu’il dit dans le message",
    put: "Ajouter le lien",
    about:
      "La ligne qui informe les destinataires l’accompagne, car elle doit parler des " +
      "liens. S’il y en avait déjà une, supprimez l’ancienne.",
    noTarget: "Dites où mène le lien",
    notPutIn: "Le lien n’a pas été ajouté",
    lineWaits: "Si la ligne qui informe les destinataires n’est pas encore dans le brouillon, ajoutez-la.",
    putLineIn: "Ajouter la ligne",
  },
  choices: {
    title: "Vos choix",
    open: "Vos choix",
    about: "Candor les retient pour vous, dans Gmail et dans Outlook.",
    never: "Ne jamais suivre les messages à {domain}",
    again: "Suivre à nouveau les messages à {domain}",
    none: "Vous n’avez désactivé aucun domaine.",
    full: "La liste est pleine ; retirez d’abord un domaine.",
    noted: "Noté.",
  },
  message: {
    title: "Ce message",
    notYoursTitle: "Pas envoyé de votre propre adresse",
    notYours:
      "Candor regarde les messages que vous avez envoyés, et seulement leurs en-têtes. " +
      "Rien de celui-ci n’a été transmis ni conservé.",
    untrackedTitle: "Aucun message suivi trouvé",
    untracked: "Candor n’en connaît aucun de vous avec ces destinataires et cette heure.",
    whichTitle: "Quel message est-ce ?",
    which:
      "Plusieurs de vos messages suivis correspondent. Choisissez celui que c’est ; si vous " +
      "n’avez pas suivi ce message, n’en choisissez aucun.",
    thisOne: "C’est celui-ci",
    fetches: "Chargements de l’image",
    clicks: "Liens suivis",
    refresh: "Actualiser",
    nobodyCanSay:
      "Tous les destinataires ont la même image : personne ne peut dire lequel c’était.",
    whyStopped:
      "Plus rien n’est enregistré : vous l’avez arrêté, ou l’un des destinataires ne peut " +
      "pas être suivi.",
    notCounted: "{n} non comptés : des machines, ou vous.",
    notMarked: "Votre propre consultation n’a pas pu être notée comme vôtre.",
    thatWasMe: "C’était moi",
    iSentIt: "Je l’ai envoyé",
    stop: "Arrêter le suivi",
    erase: "Effacer ses données",
    notedSent: "Noté comme envoyé.",
    stopped: "Suivi arrêté.",
    notedYou: "Noté : c’était vous.",
    eraseTitle: "Effacer",
    eraseQuestion: "Effacer les données de ce message ?",
    eraseWhat:
      "Ce que Candor sait de ce message est effacé et son image s’éteint. Le message " +
      "lui-même reste. C’est irréversible.",
    eraseYes: "Effacer définitivement",
    eraseNo: "Conserver",
    erasedTitle: "Effacé",
    erased: "Candor n’a plus de données sur ce message.",
    erasedToast: "Effacé.",
  },
  home: {
    title: "Vos messages suivis",
    opened: "Ouverts",
    unsure: "Pas certains",
    notSeen: "Non vus",
    show: "Afficher",
    all: "Tous",
    clicked: "Avec un lien suivi",
    noneSuch: "Aucun des messages parcourus n’est de cette sorte.",
    lookedThrough: "Messages parcourus : {n}.",
    asOf: "État au {time}.",
    older: "Plus anciens",
    refresh: "Actualiser",
    tryAgain: "Réessayer",
    offTitle: "Le suivi est désactivé pour votre organisation",
    off: "Ce que vous envoyez maintenant n’est pas suivi. Demandez à votre service informatique si cela vous surprend.",
    emptyTitle: "Aucun message suivi",
    empty:
      "Choisissez l’icône Candor au bas d’une fenêtre de rédaction et suivez un message. " +
      "Une fois envoyé, il figure ici.",
    named: "{names} : {subject}",
  },
};
