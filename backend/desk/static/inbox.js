/** The recipient's inbox: real delivered MIME, shown in a frame without scripts. */

/** @typedef {import("./client.js").Desk} Desk */
/** @typedef {import("./client.js").Mail} Mail */

const LOOK_EVERY_MS = 2000; // mail can also arrive by SMTP from outside this page
const THIS_BROWSER = {
  id: "this_browser",
  label: "This browser",
  told: "Opening a mail shows it here, and this browser fetches its pictures.",
  person: true,
};
// A link opens in a tab of its own, which must not be sandboxed like the mail is.
const SANDBOX = "allow-popups allow-popups-to-escape-sandbox";

/** @param {Desk} desk */
export async function mountInbox(desk) {
  const owner = /** @type {HTMLSelectElement} */ (find("inbox-owner"));
  const opener = /** @type {HTMLSelectElement} */ (find("inbox-opener"));
  const images = /** @type {HTMLInputElement} */ (find("inbox-images"));
  const openers = [THIS_BROWSER, ...desk.openers];
  /** @type {Mail[]} */
  let mails = [];
  /** @type {Mail | null} */
  let open = null;
  /** @type {Set<string>} */
  const seen = new Set();

  fill(owner, recipientsFirst(desk));
  fill(opener, openers.map(({ id, label }) => [id, label]));

  function chosenOpener() {
    return openers.find(({ id }) => id === opener.value) ?? THIS_BROWSER;
  }

  function showHint() {
    find("inbox-hint").textContent = chosenOpener().told;
    images.disabled = chosenOpener() !== THIS_BROWSER;
  }

  async function look() {
    const wanted = owner.value;
    const found = await desk.inbox(wanted);
    if (wanted !== owner.value || same(found, mails)) {
      return;
    }
    mails = found;
    list();
  }

  function list() {
    const rows = mails.map((mail) => row(mail, mail.id === open?.id, seen));
    rows.forEach((button, index) => {
      button.addEventListener("click", () => read(mails[index] ?? null));
    });
    keepFocus(find("inbox-list"), rows);
    find("inbox-empty").hidden = mails.length > 0;
  }

  /** @param {Mail | null} mail */
  async function read(mail) {
    open = mail;
    find("inbox-reading").hidden = mail === null;
    find("inbox-status").textContent = "";
    if (mail === null) {
      find("reading-page").replaceChildren();
      return;
    }
    seen.add(mail.id);
    list();
    describe(mail);
    const here = chosenOpener() === THIS_BROWSER;
    // What another program fetches, this browser does not fetch as well.
    frame(mail, here && images.checked);
    if (!here) {
      const { id, label } = chosenOpener();
      const fetches = await desk.openAs(mail.id, id);
      find("inbox-status").textContent = said(label, fetches);
    } else if (!images.checked) {
      find("inbox-status").textContent = "Pictures are off: nothing was fetched.";
    }
  }

  owner.addEventListener("change", () => {
    mails = [];
    void read(null);
    list();
    void look();
  });
  opener.addEventListener("change", showHint);
  find("reading-again").addEventListener("click", () => void read(open));
  desk.on("mail", () => void look());
  window.setInterval(() => {
    // A desk that was stopped answers no more; the next look finds it again.
    look().catch(() => undefined);
  }, LOOK_EVERY_MS);
  showHint();
  await look();
}

/** @param {Desk} desk @returns {[string, string][]} */
function recipientsFirst(desk) {
  const people = Object.values(desk.people);
  const order = [
    ...people.filter(({ provider }) => provider === undefined),
    ...people.filter(({ provider }) => provider !== undefined),
  ];
  return order.map(({ email }) => [email, email]);
}

/**
 * @param {Mail} mail
 * @param {boolean} current
 * @param {Set<string>} seen
 */
function row(mail, current, seen) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.mail = mail.id;
  button.setAttribute("aria-current", String(current));
  button.append(
    span("from", mail.from),
    clock(document.createElement("time"), mail.sent_at),
    span(seen.has(mail.id) ? "subject" : "subject unread", mail.subject),
  );
  return button;
}

/** @param {Mail} mail */
function describe(mail) {
  find("reading-subject").textContent = mail.subject || "(no subject)";
  find("reading-from").textContent = mail.from;
  find("reading-to").textContent = [...mail.to, ...mail.cc].join(", ");
  clock(/** @type {HTMLTimeElement} */ (find("reading-date")), mail.sent_at);
}

/**
 * Render the delivered html. Each opening is a new frame, so each one fetches.
 * @param {Mail} mail
 * @param {boolean} images
 */
function frame(mail, images) {
  const page = document.createElement("iframe");
  page.title = `The mail “${mail.subject}”`;
  page.setAttribute("sandbox", SANDBOX);
  page.referrerPolicy = "no-referrer";
  page.src = `/mail/${mail.id}/html?images=${images ? 1 : 0}`;
  find("reading-page").replaceChildren(page);
}

/**
 * @param {string} label
 * @param {{url: string, status: number | null}[]} fetches
 */
function said(label, fetches) {
  const answered = fetches.filter(({ status }) => status === 200).length;
  if (fetches.length === 0) {
    return `${label} found no picture in this mail: it is not tracked.`;
  }
  return answered === fetches.length
    ? `${label} fetched the pixel just now. Look at the sender's sidebar.`
    : `${label} asked for the pixel and Candor did not answer as it should.`;
}

/**
 * Put new rows in place without taking the keyboard away from its row.
 * @param {HTMLElement} list
 * @param {HTMLButtonElement[]} rows
 */
function keepFocus(list, rows) {
  const held = document.activeElement;
  const mail = held instanceof HTMLElement ? held.dataset.mail : undefined;
  list.replaceChildren(
    ...rows.map((button) => {
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
  if (mail !== undefined) {
    rows.find((button) => button.dataset.mail === mail)?.focus();
  }
}

/** @param {Mail[]} some @param {Mail[]} others */
function same(some, others) {
  return (
    some.length === others.length &&
    some.every(({ id }, index) => id === others[index]?.id)
  );
}

/** @param {HTMLSelectElement} select @param {[string, string][]} options */
function fill(select, options) {
  select.replaceChildren(
    ...options.map(([value, label]) => new Option(label, value)),
  );
}

/** @param {string} kind @param {string} text */
function span(kind, text) {
  const made = document.createElement("span");
  made.className = kind;
  made.textContent = text || "(no subject)";
  return made;
}

/** @param {HTMLTimeElement} time @param {string} at */
function clock(time, at) {
  time.dateTime = at;
  time.textContent = new Date(at).toLocaleTimeString();
  return time;
}

/** @param {string} id @returns {HTMLElement} */
function find(id) {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the page has no #${id}`);
  }
  return found;
}
