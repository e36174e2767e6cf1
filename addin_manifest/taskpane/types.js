// The shapes of the API's answers, for the type checker and the reader.

/**
 * @typedef {object} Open One fetch that was kept, and what it was judged to be.
 * @property {string} id
 * @property {string} at
 * @property {"pre_send" | "self" | "duplicate" | "prefetch" | "scanner" | "bot" |
 *   "proxied" | "direct" | "unknown"} class
 * @property {number} confidence
 * @property {string[]} reasons
 * @property {string} client
 * @property {string | null} os
 * @property {string | null} device
 * @property {boolean} mine
 */

/**
 * @typedef {object} Summary What can be said about a message as a whole.
 * @property {"not_seen" | "opened" | "opened_via" | "maybe" | "cannot_tell"} status
 * @property {string | null} via
 * @property {string | null} at
 * @property {boolean} someone whether the mail went to several people
 * @property {number} opens
 * @property {number} machine
 * @property {string[]} reasons
 * @property {number} clicks how often a person followed a link
 */

/** @typedef {Open & {link_id: string, text: string | null}} Click One kept click. */

/**
 * @typedef {object} Message
 * @property {string} id
 * @property {"outlook" | "gmail"} channel
 * @property {"prepared" | "sent" | "withdrawn" | "stopped" | "expired" | "erased"} state
 * @property {boolean} confirmed
 * @property {string} issued_at
 * @property {string | null} sent_at
 * @property {number} recipient_count
 * @property {{recipients: string[], subject?: string} | null} label
 * @property {Summary} summary
 * @property {Open[]} opens
 * @property {Click[]} clicks
 */

/** @typedef {{cursor: string, more: boolean, messages: Message[]}} Feed */

/**
 * @typedef {object} Me
 * @property {{name: string, enabled: boolean, controller: string | null}} organisation
 * @property {{suggest_auto_track: boolean, disclosure_locked: boolean}} policy
 * @property {{auto_track: boolean | null, never_domains: string[],
 *   always_disclose: boolean}} preferences
 */

export {};
