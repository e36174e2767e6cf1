"use strict";

// What a rep reads, in English; the other languages say the same under the same names.

const WORDS_EN = {
  /** How Utilities.formatDate writes a time; month names it has in English only. */
  clock: "d MMM yyyy, HH:mm z",
  /** @type {Record<Trouble, {title: string, text: string}>} */
  troubles: {
    signed_out: {
      title: "You are not signed in",
      text:
        "Google did not tell Candor who you are. Close this sidebar, open it again and " +
        "allow what Candor asks for.",
    },
    organisation_unknown: {
      title: "Your organisation is not set up",
      text: "Ask your IT to add your Google Workspace domain to Candor.",
    },
    forbidden: {
      title: "Not allowed",
      text: "Your organisation does not let this account use Candor. Ask your IT.",
    },
    gone: {
      title: "No longer there",
      text: "The data about this mail was deleted or has expired.",
    },
    busy: {
      title: "Too many requests",
      text: "Wait a minute, then try again. Your mail is not affected.",
    },
    refused: {
      title: "Candor could not use this",
      text: "Check the recipients of the mail, then try again. You can send it untracked.",
    },
    target_refused: {
      title: "A link cannot lead there",
      text: "Give the full https:// address of a page that anybody can reach.",
    },
    conflict: {
      title: "This has changed meanwhile",
      text: "Refresh, then try again.",
    },
    offline: {
      title: "Candor cannot be reached",
      text: "Your mail is not affected: sent now, it goes untracked. Try again in a minute.",
    },
    broken: {
      title: "Something went wrong",
      text: "Your mail is not affected. Try again; if it stays like this, tell your IT.",
    },
  },
  /** Why a mail is not tracked; the names are the API's closed list. */
  /** @type {Record<string, string>} */
  refusals: {
    no_recipients: "Add a recipient first",
    own_domain: "Mail among colleagues is never tracked",
    refused: "Somebody said no",
    consent_needed: "Somebody must be asked first",
    region_off: "Not in this country",
    organisation_off: "Tracking is switched off for your organisation",
    plain_text: "Plain text cannot be tracked",
    recent_twin: "This mail, or another?",
    tracking_off: "You switched this domain off",
  },
  /** What to do about it. The server says that in English, so nothing is needed here. */
  /** @type {Record<string, string>} */
  advice: {},
  /** The same, said of one person. */
  /** @type {Record<string, string>} */
  person: {
    own_domain: "Colleague",
    refused: "Said no",
    consent_needed: "Must be asked first",
    region_off: "Tracking is off in this country",
    tracking_off: "You switched this domain off",
  },
  /** @type {Record<string, string>} */
  clients: {
    gmail_proxy: "Gmail",
    gmail_prefetch: "Gmail",
    yahoo_proxy: "Yahoo Mail",
    apple_mpp: "Apple Mail",
    other_proxy: "a mail service",
    outlook_desktop: "Outlook for Windows",
    outlook_web: "Outlook on the web",
    outlook_mac: "Outlook for Mac",
    outlook_mobile: "Outlook on a phone",
    thunderbird: "Thunderbird",
    apple_mail: "Apple Mail",
    other_mail: "a mail program",
    chrome: "Chrome",
    edge: "Edge",
    firefox: "Firefox",
    safari: "Safari",
    robot: "a program",
  },
  /** @type {Record<string, string>} */
  reasons: {
    draft_open: "fetched before sending, as your own draft does",
    send_time_guessed: "the send time is a guess",
    viewing_mark: "you were looking at the mail then",
    user_marked: "you said so",
    prefetch_header: "announced as loading in advance",
    apple_agent: "Apple loads images whether or not the mail is looked at",
    apple_relay: "came through a privacy relay of Apple",
    gmail_prefetch_agent: "Gmail loads images in advance",
    proxy_agent: "came through the image proxy of a mail service",
    proxy_network: "came from the network of that mail service",
    proxy_network_mismatch: "claims to be a mail service but comes from elsewhere",
    within_window: "came right after sending, as machines do",
    robot_agent: "calls itself a program",
    empty_agent: "does not say what it is",
    mail_client: "came from a mail program",
    browser: "came from a browser",
    hosting_network: "came from a data centre",
    scanner_network: "came from a mail security service",
    scanner_agent: "calls itself a security scanner",
    send_not_confirmed: "sending is not confirmed: it may be your own draft",
    send_time_unknown: "the send time is not known",
    odd_agent: "describes itself in an unusual way",
    sender_domain: "came from your own organisation",
    no_google_recipient: "nobody it went to has a mailbox at Google",
  },
  status: {
    opened: "Opened",
    openedSomeone: "Someone opened it",
    through: "{who} through {via}, time approximate",
    service: "a mail service",
    maybe: "Perhaps opened",
    maybeSomeone: "Perhaps someone opened it",
    cannotTell: "Cannot tell",
    apple: "Apple privacy: cannot tell",
    gmail: "Gmail in advance: cannot tell",
    noSendTime: "Cannot tell: send time unknown",
    notSeen: "Not seen",
    you: "You",
    youProbably: "Probably you",
    scan: "Security scan",
    program: "Automatic program",
    beforeSending: "Before sending",
    again: "The same again",
    followed: "Link followed",
    followedMaybe: "Link perhaps followed",
  },
  state: {
    prepared: "Prepared; send not confirmed",
    sent: "Sent",
    unconfirmed: "Send not confirmed",
    stopped: "Tracking stopped",
    withdrawn: "Withdrawn",
    expired: "Expired",
    erased: "Deleted",
  },
  who: {
    one: "1 recipient",
    some: "{n} recipients",
    more: "{names} and {n} more",
  },
  when: {
    now: "Just now · {exact}",
    minutes: "{n} min ago · {exact}",
    hours: "{n} h ago · {exact}",
  },
  compose: {
    title: "Track",
    track: "Track this mail",
    whatHappens: "What happens",
    insertion:
      "One line that tells the recipients, and a 1×1 image, are put into this draft. " +
      "Candor never sees the text of your mail.",
    prepared:
      "Then the mail is prepared; send not confirmed. To confirm it, open the mail in " +
      "Sent with this sidebar open.",
    changed:
      "If you change the recipients later, track again before sending, and delete the " +
      "earlier line by hand: Candor can add to a draft, not take out of it.",
    lineStays:
      "If an earlier line of Candor’s is in the draft, delete it by hand: Candor can add " +
      "to a draft, not take out of it.",
    notTracked: "Not tracked",
    nothingPutIn: "Nothing was put into the draft",
    cannot: "Cannot be tracked",
    morePeople: "and {n} more",
    back: "Back",
    unreadableTitle: "A recipient cannot be read",
    unreadable: "Correct this recipient, then try again: {recipient}",
    nobodyTitle: "Add a recipient first",
    nobody: "Whether a mail may be tracked depends on who it goes to.",
    tooManyTitle: "Too many recipients",
    tooMany: "Mail to more than {n} recipients is not tracked.",
    twinTitle: "This mail, or another?",
    twin:
      "You prepared mail to the same people. If it is one of these, choose it: its line is " +
      "in the draft already. If it is another, it needs a line of its own.",
    twinSame: "It is this one",
    twinOther: "Track as another",
    inDraftTitle: "This mail is prepared",
    inDraft: "This mail was prepared before. If its line is not in the draft, put it in again.",
    doNotTrack: "Do not track it",
    putInAgain: "Put it in again",
    untrackedTitle: "This mail is no longer tracked",
    untracked:
      "Nothing more is recorded. Its line stays in the draft until you delete it by hand. " +
      "To have the mail tracked after all, track it again.",
  },
  link: {
    section: "A tracked link",
    target: "Where it leads",
    targetHint: "https://…",
    text: "What it says in the mail",
    put: "Put the link in",
    about:
      "The line that tells the recipients comes with it, since it has to speak of links. " +
      "If the draft had one before, delete the older.",
    noTarget: "Say where the link leads",
    notPutIn: "The link was not put in",
    lineWaits: "If the line that tells the recipients is not in the draft yet, put it in.",
    putLineIn: "Put the line in",
  },
  choices: {
    title: "Your choices",
    open: "Your choices",
    about: "Candor remembers them for you, in Gmail and in Outlook.",
    never: "Never track mail to {domain}",
    again: "Track mail to {domain} again",
    none: "You switched no domain off.",
    full: "The list is full; remove a domain first.",
    noted: "Noted.",
  },
  message: {
    title: "This mail",
    notYoursTitle: "Not sent from your own address",
    notYours:
      "Candor looks at mail you sent, and only at its headers. " +
      "Nothing about this one was sent or stored.",
    untrackedTitle: "No tracked mail was found",
    untracked: "Candor knows none of yours with these recipients and this time.",
    whichTitle: "Which mail is this?",
    which:
      "More than one that you tracked fits. Choose the one that this is; if you did not " +
      "track this mail, choose none.",
    thisOne: "It is this one",
    fetches: "Fetches of the image",
    clicks: "Links followed",
    refresh: "Refresh",
    nobodyCanSay:
      "All recipients got the same image, so nobody can say who of them.",
    whyStopped:
      "Nothing more is recorded: you stopped it, or somebody it went to may not be " +
      "tracked.",
    notCounted: "{n} not counted: machines, or you.",
    notMarked: "Your own view now could not be marked as yours.",
    thatWasMe: "That was me",
    iSentIt: "I sent it",
    stop: "Stop tracking",
    erase: "Delete its data",
    notedSent: "Noted as sent.",
    stopped: "Tracking stopped.",
    notedYou: "Noted: that was you.",
    eraseTitle: "Delete",
    eraseQuestion: "Delete the data about this mail?",
    eraseWhat:
      "What Candor knows about this mail is erased and its image goes dead. The mail " +
      "itself stays. This cannot be undone.",
    eraseYes: "Delete for good",
    eraseNo: "Keep",
    erasedTitle: "Deleted",
    erased: "Candor holds no data about this mail any more.",
    erasedToast: "Deleted.",
  },
  home: {
    title: "Your tracked mail",
    opened: "Opened",
    unsure: "Not certain",
    notSeen: "Not seen",
    show: "Show",
    all: "All",
    clicked: "With a link followed",
    noneSuch: "None of the mail looked through is of this kind.",
    lookedThrough: "Mails looked through: {n}.",
    asOf: "As of {time}.",
    older: "Older",
    refresh: "Refresh",
    tryAgain: "Try again",
    offTitle: "Tracking is switched off for your organisation",
    off: "Mail you send now is not tracked. Ask your IT if you expected otherwise.",
    emptyTitle: "No tracked mail yet",
    empty:
      "Press the Candor icon at the foot of a compose window and track a mail. Once it " +
      "is sent, it is listed here.",
    named: "{names}: {subject}",
  },
};

/** @typedef {typeof WORDS_EN} Words */
