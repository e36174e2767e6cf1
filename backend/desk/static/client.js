/** The desk as the panels see it: who is who, sending, folders. */

/**
 * @typedef {object} Person
 * @property {string} name
 * @property {string} display
 * @property {string} email
 * @property {"entra" | "google"} [provider] who signs the person in; senders have one
 */

/**
 * @typedef {object} Opener
 * @property {string} id
 * @property {string} label
 * @property {string} told what a newcomer should know of it
 * @property {boolean} person whether somebody has the mail in front of them
 */

/**
 * @typedef {object} Letter
 * @property {string} from
 * @property {string[]} to
 * @property {string[]} [cc]
 * @property {string[]} [bcc]
 * @property {string} subject
 * @property {string} html
 * @property {string} [compose_type]
 * @property {Record<string, unknown>} [custom_properties] kept with the Sent copy only
 */

/**
 * @typedef {object} Mail
 * @property {string} id
 * @property {string} message_id
 * @property {string} sent_at RFC 3339
 * @property {string} from
 * @property {string[]} to
 * @property {string[]} cc
 * @property {string} subject
 */

/**
 * @typedef {Mail & {bcc: string[], html: string,
 *   custom_properties: Record<string, unknown>}} SentMail
 */

/**
 * @typedef {{id: string, message_id: string, sent_at: string}} Receipt
 */

/**
 * @typedef {object} Desk
 * @property {string} candorUrl
 * @property {string} deskUrl
 * @property {Record<string, Person>} people
 * @property {Opener[]} openers
 * @property {number} windowSeconds
 * @property {number} cooldownSeconds
 * @property {(name: string) => Promise<string>} token
 * @property {(letter: Letter) => Promise<Receipt>} send
 * @property {(email: string) => Promise<SentMail[]>} sent
 * @property {(email: string) => Promise<Mail[]>} inbox
 * @property {(mailId: string, opener: string) =>
 *   Promise<{url: string, status: number | null}[]>} openAs
 * @property {(event: "mail", listener: () => void) => void} on
 */

/** @returns {Promise<Desk>} */
export async function connect() {
  const told = await ask("/desk.json");
  /** @type {Set<() => void>} */
  const listeners = new Set();
  return {
    candorUrl: told.candor_url,
    deskUrl: told.desk_url,
    people: told.people,
    openers: told.openers,
    windowSeconds: told.timing.window_seconds,
    cooldownSeconds: told.timing.cooldown_seconds,
    token: async (name) =>
      (await ask(`/token/${encodeURIComponent(name)}`)).token,
    send: async (letter) => {
      const receipt = await ask("/send", letter);
      for (const listener of listeners) {
        listener();
      }
      return receipt;
    },
    sent: async (email) =>
      (await ask(`/mail?sent=${encodeURIComponent(email)}`)).mail,
    inbox: async (email) =>
      (await ask(`/mail?to=${encodeURIComponent(email)}`)).mail,
    openAs: async (mailId, opener) =>
      (await ask("/open-as", { mail_id: mailId, opener })).fetches,
    on: (_event, listener) => {
      listeners.add(listener);
    },
  };
}

/**
 * @param {string} path
 * @param {object} [body] sent as JSON when given
 * @returns {Promise<any>}
 */
async function ask(path, body) {
  const answer = await fetch(
    path,
    body === undefined
      ? {}
      : {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(body),
        },
  );
  const told = await answer.json();
  if (!answer.ok) {
    throw new Error(told.detail);
  }
  return told;
}
