"use strict";

// What a rep reads, in Spanish.

/** @type {Words} */
const WORDS_ES = {
  clock: "dd/MM/yyyy, HH:mm z",
  troubles: {
    signed_out: {
      title: "No ha iniciado sesión",
      text:
        "Google no ha dicho a Candor quién es usted. Cierre este panel, vuelva a abrirlo y " +
        "permita lo que Candor pide.",
    },
    organisation_unknown: {
      title: "Su organización no está configurada",
      text: "Pida a su equipo de TI que añada su dominio de Google Workspace a Candor.",
    },
    forbidden: {
      title: "No permitido",
      text: "Su organización no permite que esta cuenta use Candor. Pregunte a su equipo de TI.",
    },
    gone: {
      title: "Ya no existe",
      text: "Los datos de este mensaje se borraron o han caducado.",
    },
    busy: {
      title: "Demasiadas solicitudes",
      text: "Espere un minuto y vuelva a intentarlo. Su mensaje no se ve afectado.",
    },
    refused: {
      title: "Candor no puede usar esto",
      text: "Revise los destinatarios y vuelva a intentarlo. Puede enviar sin seguimiento.",
    },
    target_refused: {
      title: "Un enlace no puede llevar ahí",
      text: "Dé la dirección https:// completa de una página a la que cualquiera pueda llegar.",
    },
    conflict: {
      title: "Esto ha cambiado entretanto",
      text: "Actualice y vuelva a intentarlo.",
    },
    offline: {
      title: "No se puede llegar a Candor",
      text: "Su mensaje no se ve afectado: si lo envía ahora, va sin seguimiento. Vuelva a intentarlo en un minuto.",
    },
    broken: {
      title: "Algo ha salido mal",
      text: "Su mensaje no se ve afectado. Vuelva a intentarlo; si sigue así, avise a su equipo de TI.",
    },
  },
  refusals: {
    no_recipients: "Añada primero un destinatario",
    own_domain: "El correo entre colegas nunca se sigue",
    refused: "Alguien dijo que no",
    consent_needed: "Primero hay que preguntar a alguien",
    region_off: "No en este país",
    organisation_off: "El seguimiento está desactivado en su organización",
    plain_text: "El texto sin formato no se puede seguir",
    recent_twin: "¿Este mensaje u otro?",
    tracking_off: "Usted desactivó este dominio",
  },
  advice: {
    no_recipients: "Que un mensaje pueda seguirse depende de a quién va.",
    own_domain: "Envíe el mensaje como siempre.",
    refused: "Envíe sin seguimiento, o escriba aparte a esa persona.",
    consent_needed: "Pida el consentimiento y haga que se registre, o envíe sin seguimiento.",
    region_off: "Envíe sin seguimiento, o escriba aparte a esa persona.",
    organisation_off: "Envíe sin seguimiento. Pregunte a su equipo de TI si no lo esperaba.",
    plain_text: "Pase el mensaje a texto con formato.",
    tracking_off: "Vuelva a activar el dominio en «Sus opciones».",
  },
  person: {
    own_domain: "Colega",
    refused: "Dijo que no",
    consent_needed: "Primero hay que preguntarle",
    region_off: "El seguimiento está desactivado en este país",
    tracking_off: "Usted desactivó este dominio",
  },
  clients: {
    gmail_proxy: "Gmail",
    gmail_prefetch: "Gmail",
    yahoo_proxy: "Yahoo Mail",
    apple_mpp: "Apple Mail",
    other_proxy: "un servicio de correo",
    outlook_desktop: "Outlook para Windows",
    outlook_web: "Outlook en la web",
    outlook_mac: "Outlook para Mac",
    outlook_mobile: "Outlook en un teléfono",
    thunderbird: "Thunderbird",
    apple_mail: "Apple Mail",
    other_mail: "un programa de correo",
    chrome: "Chrome",
    edge: "Edge",
    firefox: "Firefox",
    safari: "Safari",
    robot: "un programa",
  },
  reasons: {
    draft_open: "cargado antes del envío, como hace su propio borrador",
    send_time_guessed: "la hora de envío es una estimación",
    viewing_mark: "usted estaba viendo el mensaje entonces",
    user_marked: "lo dijo usted",
    prefetch_header: "anunciado como carga anticipada",
    apple_agent: "Apple carga las imágenes, se mire o no el mensaje",
    apple_relay: "llegó por un intermediario de privacidad de Apple",
    gmail_prefetch_agent: "Gmail carga las imágenes por adelantado",
    proxy_agent: "llegó por el proxy de imágenes de un servicio de correo",
    proxy_network: "llegó de la red de ese servicio de correo",
    proxy_network_mismatch: "dice ser un servicio de correo, pero viene de otro lugar",
    within_window: "llegó justo tras el envío, como hacen las máquinas",
    robot_agent: "dice ser un programa",
    empty_agent: "no dice qué es",
    mail_client: "llegó de un programa de correo",
    browser: "llegó de un navegador",
    hosting_network: "llegó de un centro de datos",
    scanner_network: "llegó de un servicio de seguridad del correo",
    scanner_agent: "dice ser un análisis de seguridad",
    send_not_confirmed: "el envío no está confirmado: puede ser su propio borrador",
    send_time_unknown: "no se conoce la hora de envío",
    odd_agent: "se describe de un modo inusual",
    sender_domain: "llegó de su propia organización",
    no_google_recipient: "ningún destinatario tiene su buzón en Google",
  },
  status: {
    opened: "Abierto",
    openedSomeone: "Alguien lo abrió",
    through: "{who} a través de {via}, hora aproximada",
    service: "un servicio de correo",
    maybe: "Quizá abierto",
    maybeSomeone: "Quizá alguien lo abrió",
    cannotTell: "No se puede saber",
    apple: "Privacidad de Apple: no se puede saber",
    gmail: "Gmail por adelantado: no se puede saber",
    noSendTime: "No se puede saber: hora de envío desconocida",
    notSeen: "No visto",
    you: "Usted",
    youProbably: "Probablemente usted",
    scan: "Análisis de seguridad",
    program: "Programa automático",
    beforeSending: "Antes del envío",
    again: "Lo mismo otra vez",
    followed: "Enlace seguido",
    followedMaybe: "Enlace quizá seguido",
  },
  state: {
    prepared: "Preparado; envío sin confirmar",
    sent: "Enviado",
    unconfirmed: "Envío sin confirmar",
    stopped: "Seguimiento detenido",
    withdrawn: "Retirado",
    expired: "Caducado",
    erased: "Borrado",
  },
  who: {
    one: "1 destinatario",
    some: "{n} destinatarios",
    more: "{names} y {n} más",
  },
  when: {
    now: "Ahora mismo · {exact}",
    minutes: "hace {n} min · {exact}",
    hours: "hace {n} h · {exact}",
  },
  compose: {
    title: "Seguimiento",
    track: "Seguir este mensaje",
    whatHappens: "Qué ocurre",
    insertion:
      "Se añaden a este borrador una línea que informa a los destinatarios y una imagen " +
      "de 1×1. Candor nunca ve el texto de su mensaje.",
    prepared:
      "El mensaje queda preparado; envío sin confirmar. Para confirmarlo, abra el mensaje " +
      "en «Enviados» con este panel abierto.",
    changed:
      "Si después cambia los destinatarios, vuelva a seguirlo antes de enviar y borre usted " +
      "la línea anterior: Candor puede añadir a un borrador, no quitar nada de él.",
    lineStays:
      "Si hay una línea anterior de Candor en el borrador, bórrela usted: Candor puede " +
      "añadir a un borrador, no quitar nada de él.",
    notTracked: "Sin seguimiento",
    nothingPutIn: "No se añadió nada al borrador",
    cannot: "No se puede seguir",
    morePeople: "y {n} más",
    back: "Atrás",
    unreadableTitle: "No se puede leer un destinatario",
    unreadable: "Corrija este destinatario y vuelva a intentarlo: {recipient}",
    nobodyTitle: "Añada primero un destinatario",
    nobody: "Que un mensaje pueda seguirse depende de a quién va.",
    tooManyTitle: "Demasiados destinatarios",
    tooMany: "El correo a más de {n} destinatarios no se sigue.",
    twinTitle: "¿Este mensaje u otro?",
    twin:
      "Preparó mensajes para las mismas personas. Si es uno de estos, elíjalo: su línea ya " +
      "está en el borrador. Si es otro, necesita una propia.",
    twinSame: "Es este",
    twinOther: "Seguir como otro",
    inDraftTitle: "Este mensaje está preparado",
    inDraft: "Este mensaje ya se preparó antes. Si su línea no está en el borrador, añádala otra vez.",
    doNotTrack: "No seguirlo",
    putInAgain: "Añadirla otra vez",
    untrackedTitle: "Este mensaje ya no tiene seguimiento",
    untracked:
      "Ya no se registra nada. Su línea sigue en el borrador hasta que usted la borre. Si " +
      "al final quiere seguir el mensaje, vuelva a seguirlo.",
  },
  link: {
    section: "Un enlace con seguimiento",
    target: "Adónde lleva",
    targetHint: "https://…",
    text: "Qué dice en el mensaje",
    put: "Añadir el enlace",
    about:
      "La línea que informa a los destinatarios viene con él, pues debe hablar de los " +
      "enlaces. Si ya había una en el borrador, borre la anterior.",
    noTarget: "Diga adónde lleva el enlace",
    notPutIn: "No se añadió el enlace",
    lineWaits: "Si la línea que informa a los destinatarios aún no está en el borrador, añádala.",
    putLineIn: "Añadir la línea",
  },
  choices: {
    title: "Sus opciones",
    open: "Sus opciones",
    about: "Candor las recuerda por usted, en Gmail y en Outlook.",
    never: "No seguir nunca el correo a {domain}",
    again: "Volver a seguir el correo a {domain}",
    none: "No ha desactivado ningún dominio.",
    full: "La lista está llena; quite primero un dominio.",
    noted: "Anotado.",
  },
  message: {
    title: "Este mensaje",
    notYoursTitle: "No enviado desde su propia dirección",
    notYours:
      "Candor mira los mensajes que usted envió, y solo sus encabezados. " +
      "De este no se ha transmitido ni guardado nada.",
    untrackedTitle: "No se encontró ningún mensaje con seguimiento",
    untracked: "Candor no conoce ninguno suyo con estos destinatarios y esta hora.",
    whichTitle: "¿Qué mensaje es este?",
    which:
      "Coincide más de uno de sus mensajes con seguimiento. Elija cuál es; si no siguió " +
      "este mensaje, no elija ninguno.",
    thisOne: "Es este",
    fetches: "Cargas de la imagen",
    clicks: "Enlaces seguidos",
    refresh: "Actualizar",
    nobodyCanSay:
      "Todos los destinatarios recibieron la misma imagen: nadie puede decir cuál fue.",
    whyStopped:
      "Ya no se registra nada: usted lo detuvo, o alguno de los destinatarios no puede " +
      "ser seguido.",
    notCounted: "{n} sin contar: máquinas, o usted.",
    notMarked: "No se pudo anotar que ahora lo está viendo usted.",
    thatWasMe: "Fui yo",
    iSentIt: "Lo he enviado",
    stop: "Detener el seguimiento",
    erase: "Borrar sus datos",
    notedSent: "Anotado como enviado.",
    stopped: "Seguimiento detenido.",
    notedYou: "Anotado: fue usted.",
    eraseTitle: "Borrar",
    eraseQuestion: "¿Borrar los datos de este mensaje?",
    eraseWhat:
      "Se borra lo que Candor sabe de este mensaje y su imagen queda inactiva. El mensaje " +
      "permanece. No se puede deshacer.",
    eraseYes: "Borrar para siempre",
    eraseNo: "Conservar",
    erasedTitle: "Borrado",
    erased: "Candor ya no tiene datos de este mensaje.",
    erasedToast: "Borrado.",
  },
  home: {
    title: "Su correo con seguimiento",
    opened: "Abiertos",
    unsure: "Sin certeza",
    notSeen: "No vistos",
    show: "Mostrar",
    all: "Todos",
    clicked: "Con un enlace seguido",
    noneSuch: "Ninguno de los mensajes revisados es de este tipo.",
    lookedThrough: "Mensajes revisados: {n}.",
    asOf: "Estado a {time}.",
    older: "Más antiguos",
    refresh: "Actualizar",
    tryAgain: "Volver a intentarlo",
    offTitle: "El seguimiento está desactivado en su organización",
    off: "Lo que envíe ahora no se sigue. Pregunte a su equipo de TI si no lo esperaba.",
    emptyTitle: "Aún no hay correo con seguimiento",
    empty:
      "Elija el icono de Candor al pie de una ventana de redacción y siga un mensaje. " +
      "Cuando lo envíe, aparecerá aquí.",
    named: "{names}: {subject}",
  },
};
