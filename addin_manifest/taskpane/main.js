// Puts the pane together: one feed, the mail in view, and the two tabs they live in.

import { Candor, Problem } from "./api.js";
import { ComposeView } from "./compose.js";
import { Dialog } from "./dialog.js";
import { FeedView } from "./feed.js";
import { FirstView } from "./first.js";
import { InsertView } from "./insert.js";
import { Items } from "./items.js";
import { LinkView } from "./link.js";
import { Marks } from "./marks.js";
import { News } from "./news.js";
import { Nested, loadMsal } from "./nested.js";
import * as office from "./office.js";
import { OpenMail } from "./openmail.js";
import { Poll, pause } from "./poll.js";
import { PreferencesView } from "./preferences.js";
import { PrivacyLinks } from "./privacy.js";
import { ReadView } from "./read.js";
import { Tabs } from "./tabs.js";
import { dress } from "./theme.js";
import { Traces } from "./traces.js";
import { firstOf } from "./ways.js";
import { spokenOf, wordsFor } from "./words.js";

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

await office.ready();

/** Times change by themselves: how often what is shown is written anew. */
const MINUTE_MS = 60000;

const language = spokenOf(office.languages());
const words = wordsFor(language);
document.documentElement.lang = language;
dress(document.documentElement, office.background());
const saying = () => ({ words, language, now: new Date() });
// Empty where `candor outlook build` has not fetched MSAL.
const clientId = document.querySelector("meta[name='candor-client']")?.getAttribute("content");
const nested =
  clientId && office.nests()
    ? new Nested({ clientId, host: window.location.host, load: loadMsal })
    : null;
const dialog = new Dialog({ directory: office.directory, open: office.askInDialog, now: Date.now });
const token = firstOf([
  (ask, claims) => dialog.earlier(ask, claims),
  ...(nested ? [nested.token.bind(nested)] : []),
  office.accessToken,
  (ask, claims) => dialog.token(ask, claims),
]);
// What is settled from the pane need not do with what an event can get.
signInBy(() => token(false));
const candor = new Candor({
  base: new URL("../../../api/v1/", import.meta.url).href,
  token: (claims) => token(false, claims),
  fetch: window.fetch,
});
const news = new News();
const tabs = new Tabs([
  { tab: place("tab-mail"), panel: place("mail"), label: words.mailTab },
  { tab: place("tab-feed"), panel: place("feed"), label: words.feedTab },
  { tab: place("tab-preferences"), panel: place("preferences"), label: words.preferencesTab },
]);

const privacyLinks = new PrivacyLinks({
  words: () => words,
  make: (id) => heard(candor.privacyLink(id)),
});
const items = new Items({ storage: () => window.localStorage });
const traces = new Traces({ storage: () => window.localStorage });
const openMail = new OpenMail({
  words: () => words,
  items,
  look: async (id) => news.update(await candor.viewing(id)),
  open: office.opener(),
});
const deeds = {
  openMail: (/** @type {string} */ id) => openMail.view(id),
  privacyLink: (/** @type {string} */ id) => privacyLinks.view(id),
  stop: async (/** @type {string} */ id) => news.update(await heard(candor.stop(id))),
  erase: async (/** @type {string} */ id) => {
    await heard(candor.erase(id)).catch(unlessGone);
    news.drop(id);
    read.forget(id);
    items.drop(id);
  },
  mine: async (/** @type {string} */ id) => news.update(await heard(candor.mine(id))),
};

const feed = new FeedView({
  place: place("feed"),
  voice: place("voice"),
  news,
  marks: new Marks({ seenAt: office.seenAt(), keep: office.keepSeenAt }),
  latest: () => heard(candor.latest()),
  deeds,
  saying,
});
const read = new ReadView({
  place: place("mail"),
  candor,
  news,
  traces,
  deeds,
  onFound: (id, mail) => items.note(id, mail.key),
  saying,
});
const compose = new ComposeView({
  place: place("mail"),
  words: () => words,
  signIn: async () => {
    await token(true, candor.claims);
    watch();
  },
  link: new InsertView({
    words: () => words,
    make: (id, target, text) => heard(candor.makeLink(id, target, text)),
    insert: office.insert,
  }),
});
/**
 * Wait for what the rep asked for. Where that fails for want of a sign-in, the line to
 * Candor is looked at again: it says so and offers one.
 * @template T
 * @param {Promise<T>} answer
 */
async function heard(answer) {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) {
      watch();
    }
    throw error;
  }
}

/** What is to be deleted may be gone already. @param {unknown} error */
function unlessGone(error) {
  if (!(error instanceof Problem && error.status === 404)) {
    throw error;
  }
}

/** @param {boolean} on */
const changeHabit = async (on) => {
  takePreferences(await heard(candor.prefer({ auto_track: on })));
  await compose.resettle();
};
const first = new FirstView({ place: place("first"), words: () => words, change: changeHabit });
const preferences = new PreferencesView({
  place: place("preferences"),
  words: () => words,
  changeHabit,
  changeDomains: async (domains) => {
    takePreferences(await heard(candor.prefer({ never_domains: domains })));
    await compose.rejudge();
  },
  changeDisclosure: async (on) => {
    takePreferences(await heard(candor.prefer({ always_disclose: on })));
    await compose.rejudge();
  },
  again: meet,
});

/** @param {import("./types.js").Me} me */
function takePreferences(me) {
  office.keepHabit(me.preferences.auto_track);
  first.render(me);
  preferences.render(me);
}

const link = new LinkView({
  line: place("link"),
  trouble: place("trouble"),
  words,
  onRetry: watch,
  onSignIn: signIn,
});

const poll = new Poll({
  feed: (after, signal) => candor.feed(after, signal),
  onFeed: (answer, fresh) => news.take(answer, fresh),
  onLink: (state) => {
    link.render(state);
    feed.wait(state === "live");
    if (state === "live") {
      void meet().catch(() => undefined);
    } else {
      preferences.lost();
    }
  },
  pause,
});

/** @type {Promise<void> | null} */
let meeting = null;
/** Ask once who the rep is; after a failure again, with the next answer of the feed. */
function meet() {
  meeting ??= candor
    .me()
    .then(takePreferences)
    .catch((error) => {
      meeting = null;
      preferences.lost();
      throw error;
    });
  return meeting;
}

async function signIn() {
  await token(true, candor.claims);
  await compose.signedIn();
  watch();
}

function watch() {
  // Outlook tells no add-in with events that its theme was changed: it is looked at again.
  dress(document.documentElement, office.background());
  if (document.hidden) {
    poll.stop();
  } else {
    void poll.start();
    void compose.look();
  }
}

async function follow() {
  dress(document.documentElement, office.background());
  const draft = office.draft();
  if (draft) {
    read.leave();
    tabs.choose(0);
    await compose.open(draft);
    return;
  }
  compose.close();
  const mail = office.mail();
  tabs.choose(mail?.own ? 0 : 1);
  if ((await read.open(mail)) && !mail?.own) {
    tabs.choose(0);
  }
}

feed.render();
preferences.wait();
setInterval(() => {
  if (!document.hidden) {
    feed.tick();
  }
}, MINUTE_MS);
link.render("connecting");
document.addEventListener("visibilitychange", watch);
window.addEventListener("online", watch);
office.onItemChanged(() => void follow());
watch();
await follow();
