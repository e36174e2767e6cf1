// What a sign-in has to bring beyond the usual: a claims challenge, from an API or from
// the directory itself.
// https://learn.microsoft.com/entra/identity-platform/claims-challenge

/**
 * Read what a refused token lacks, as Entra's resources tell it: the claims parameter of
 * WWW-Authenticate, base64 of JSON.
 * @param {string | null} header
 * @returns {string | undefined}
 */
export function claimsOf(header) {
  const found = /\bclaims="([A-Za-z0-9+/_=-]+)"/.exec(header ?? "");
  if (!found?.[1]) {
    return undefined;
  }
  try {
    const text = atob(found[1].replaceAll("-", "+").replaceAll("_", "/"));
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}

/**
 * Read what the directory wants before it gives a token, as MSAL tells it, together with
 * what was asked for already.
 * @param {unknown} refusal
 * @param {string} [asked]
 * @returns {string | undefined}
 */
export function claimsWith(refusal, asked) {
  const { claims } = /** @type {{claims?: unknown}} */ (refusal ?? {});
  const [wanted, before] = [sections(claims), sections(asked)];
  if (!wanted || !before) {
    return wanted ? String(claims) : asked;
  }
  /** @type {Record<string, object>} */
  const both = { ...before };
  for (const [name, section] of Object.entries(wanted)) {
    both[name] = { ...both[name], ...section };
  }
  return JSON.stringify(both);
}

/** The parts of a challenge, by token; null where it is none. @param {unknown} claims */
function sections(claims) {
  try {
    const found = JSON.parse(String(claims));
    return found && typeof found === "object" ? /** @type {Record<string, object>} */ (found) : null;
  } catch {
    return null;
  }
}
