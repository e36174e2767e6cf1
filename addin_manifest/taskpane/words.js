// What the pane says, in one place. A further language is a further entry of LANGUAGES.

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./types.js").Open} Open
 * @typedef {typeof en} Words
 */

const en = {
  statuses: {
    opened: "opened",
    openedVia: "opened through {via}, time approximate",
    maybe: "maybe: {why}",
    cannotTell: "cannot tell",
    cannotTellWhy: "cannot tell: {why}",
    apple: "Apple privacy: cannot tell",
    notSeen: "not seen",
  },
  provider: "a mail provider",
  classes: {
    direct: "opened",
    proxied: "opened through {via}, time approximate",
    prefetch: "fetched ahead: cannot tell",
    scanner: "security scan",
    bot: "robot",
    self: "you",
    pre_send: "before it was sent",
    duplicate: "same opening again",
    unknown: "cannot tell",
  },
  /** @type {Record<string, string>} */
  states: {
    stopped: "tracking stopped",
    expired: "kept time is over",
  },
  /** @type {Record<string, string>} */
  reasons: {
    draft_open: "the mail was still being written",
    send_time_guessed: "the send time is a guess",
    viewing_mark: "you were looking at it",
    user_marked: "you said it was you",
    prefetch_header: "the program says it fetches ahead",
    apple_agent: "Apple Mail fetches images by itself",
    apple_relay: "through Apple's privacy relay",
    gmail_prefetch_agent: "Gmail fetched it ahead of time",
    proxy_agent: "through the provider's image proxy",
    proxy_network: "from the provider's own network",
    proxy_network_mismatch: "says it is a proxy, from elsewhere",
    within_window: "right after sending, when machines look first",
    robot_agent: "a program, not a person",
    empty_agent: "does not say what it is",
    mail_client: "a mail program",
    browser: "a web browser",
    hosting_network: "from a data centre",
    scanner_network: "from a security scanner's network",
    scanner_agent: "a security scanner",
    send_not_confirmed: "sending not confirmed",
    send_time_unknown: "send time unknown",
    odd_agent: "an unusual program",
    sender_domain: "perhaps a colleague",
  },
  unsure: "not certain",
  /** @type {Record<string, string>} */
  clients: {
    gmail_proxy: "Gmail",
    gmail_prefetch: "Gmail",
    yahoo_proxy: "Yahoo",
    apple_mpp: "Apple",
    outlook_desktop: "Outlook on a computer",
    outlook_web: "Outlook on the web",
    outlook_mac: "Outlook for Mac",
    outlook_mobile: "Outlook on a phone",
    thunderbird: "Thunderbird",
    apple_mail: "Apple Mail",
    chrome: "Chrome",
    edge: "Edge",
    firefox: "Firefox",
    safari: "Safari",
  },
  /** @type {Record<string, string>} */
  systems: {
    windows: "Windows",
    macos: "macOS",
    ios: "iOS",
    android: "Android",
    linux: "Linux",
    chromeos: "ChromeOS",
  },
  /** @type {Record<string, string>} */
  devices: { desktop: "computer", phone: "phone", tablet: "tablet" },
  someoneOf: "by someone of {n} recipients",
  unnamed: "Recipients not kept",
  more: "{name} and {n} more",
  sent: "sent {when}",
  prepared: "prepared {when}, send not seen",
  unconfirmed: "recipients not confirmed",
  sendUnconfirmed: "sending not confirmed",
  times: "{n} times",
  also: "also: {what}",
  yesterday: "yesterday",

  links: {
    connecting: "Connecting",
    live: "Live",
    offline: "Offline",
    signed_out: "Signed out",
    forbidden: "Not set up",
  },
  offlineText: "Candor cannot be reached. It is tried again by itself; what you see may be old.",
  signedOutText: "Candor does not know who you are.",
  signIn: "Sign in",
  retry: "Try again",
  mailTab: "This mail",
  feedTab: "All mail",
  feedEmpty: "Nothing yet. Mail you track appears here once it is sent.",
  loading: "Looking it up",
  news: "{name}: {what}",

  switchLabel: "Track this mail",
  off: "Not tracked",
  offText: "Nothing is added to this mail.",
  waiting: "Ready",
  waitingText: "Add a recipient, and Candor checks who may be tracked.",
  checking: "Checking",
  checkingText: "Asking whether these recipients may be tracked.",
  tracked: "Will be tracked",
  trackedText: "A small image is added when you send. You see here when it is opened.",
  disclosed: "A line in the mail tells the recipient, with a link to say no.",
  undisclosed: "No line in the mail tells the recipient; your organisation does so elsewhere.",
  neverReads: "Candor never reads subject or text.",
  /** @type {Record<string, string>} */
  prevents: {
    refused: "said no",
    consent_needed: "has to agree first",
    region_off: "lives where tracking is off",
    tracking_off: "is on your never-track list",
  },
  /** @type {Record<string, string>} */
  obstacles: {
    own_domain: "Mail inside your organisation never is.",
    organisation_off: "Your organisation has tracking switched off.",
    refused: "A recipient said no to tracking.",
    consent_needed: "A recipient has to agree first.",
    region_off: "Tracking is off where a recipient lives.",
    tracking_off: "A recipient is on your never-track list.",
    plain_text: "Plain-text mail cannot carry the image. HTML mail can.",
    too_many: "There are more recipients than can be checked.",
    no_address: "A recipient has no mail address yet.",
    mac: "Outlook for Mac would attach the image as a file.",
    old_outlook: "This Outlook cannot add the image on send.",
    sign_in: "Candor needs you to sign in.",
    forbidden: "Your organisation has not set up Candor.",
    busy: "Candor is busy. The mail itself is not affected.",
    unreachable: "Candor was not reached. The mail itself is not affected.",
    failed: "Outlook did not take the image. The mail itself is not affected.",
  },

  unknown: "Candor gave a reason this version does not know.",

  noMail: "No mail open",
  noMailText: "Open a mail you sent, or write one.",
  notYours: "Not your mail",
  notYoursText: "Candor shows only mail you sent yourself.",
  untracked: "Not tracked",
  untrackedText: "Candor knows nothing about this mail.",
  opens: "What was seen",
  noOpens: "Nobody has fetched the image yet. Many people never load images, so this does not mean the mail was not read.",
  mine: "That was me",
  stop: "Stop tracking",
  stopSure: "Stop for good? What is already known stays.",
  stopDo: "Stop",
  erase: "Delete",
  eraseSure: "Delete everything known about this mail?",
  eraseDo: "Delete",
  keep: "Keep",
  back: "Back to all mail",

  firstTitle: "Track your mail automatically?",
  firstText: "Every mail whose recipients may be tracked then is, until you switch it off for one. You can change this at any time.",
  firstTextAsk: "In your region people usually have to agree first, so choosing mail by mail is the careful answer. You can change this at any time.",
  firstYes: "Yes, automatically",
  firstNo: "No, I choose each time",
  habit: "Track my mail automatically",

  organisationUnknown: "Your organisation has not set up Candor.",
  failed: "That did not work. Try again.",
};

/** @type {Record<string, Words>} */
const LANGUAGES = { en };

/** Choose the words for a language tag. @param {string} tag @returns {Words} */
export function wordsFor(tag) {
  return LANGUAGES[tag.slice(0, 2).toLowerCase()] ?? en;
}

/** Put values into a sentence. @param {string} text @param {Record<string, unknown>} values */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

const APPLE = ["apple_agent", "apple_relay"];

/** Say what is known about a message. @param {Words} words @param {Message} message */
export function statusWords(words, { summary }) {
  const { statuses, provider } = words;
  switch (summary.status) {
    case "opened":
      return statuses.opened;
    case "opened_via":
      return fill(statuses.openedVia, { via: summary.via ?? provider });
    case "maybe":
      return fill(statuses.maybe, { why: doubt(words, summary.reasons) });
    case "cannot_tell":
      return cannotTell(words, summary.reasons);
    default:
      return statuses.notSeen;
  }
}

/** @param {Words} words @param {string[]} codes */
function cannotTell({ statuses, reasons }, codes) {
  if (codes.some((code) => APPLE.includes(code))) {
    return statuses.apple;
  }
  const why = codes.flatMap((code) => reasons[code] ?? [])[0];
  return why ? fill(statuses.cannotTellWhy, { why }) : statuses.cannotTell;
}

// The reasons that lower a confidence; the others say what was recognised.
const DOUBTS = [
  "send_not_confirmed",
  "send_time_unknown",
  "within_window",
  "proxy_network_mismatch",
  "hosting_network",
  "odd_agent",
  "send_time_guessed",
];

/** @param {Words} words @param {string[]} codes */
function doubt(words, codes) {
  const code = DOUBTS.find((each) => codes.includes(each));
  return (code && words.reasons[code]) ?? words.unsure;
}

/** Tell whether a fetch counts as an open. @param {Open} open */
export function isOpen(open) {
  return ["direct", "proxied"].includes(open.class) && open.confidence >= 0.7;
}

/** Say what one fetch was. @param {Words} words @param {Open} open */
export function openWords(words, open) {
  const { classes, clients, statuses, provider } = words;
  if (["direct", "proxied"].includes(open.class) && !isOpen(open)) {
    return fill(statuses.maybe, { why: doubt(words, open.reasons) });
  }
  if (open.reasons.some((code) => APPLE.includes(code))) {
    return statuses.apple;
  }
  return fill(classes[open.class], { via: clients[open.client] ?? provider });
}

/** Say why, leaving out codes this version does not know. @param {Words} words @param {Open} open */
export function reasonWords(words, open) {
  return open.reasons.flatMap((code) => words.reasons[code] ?? []);
}

/** Name whom a message went to, never guessing. @param {Words} words @param {Message} message */
export function nameOf(words, { label }) {
  const people = label?.recipients ?? [];
  if (people.length === 0) {
    return words.unnamed;
  }
  return fill(people.length === 1 ? "{name}" : words.more, {
    name: people[0],
    n: people.length - 1,
  });
}
