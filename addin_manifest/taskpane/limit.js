// A time limit for a request. Made by hand: AbortSignal.any and AbortSignal.timeout came
// in 2022 to 2024, and panes run in engines that are older.

/**
 * Give a signal that aborts when the time is up, or with another signal; and a way to
 * let go of both.
 * @param {number} ms
 * @param {AbortSignal} [other]
 */
export function limit(ms, other) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, ms);
  other?.addEventListener("abort", abort);
  if (other?.aborted) {
    abort();
  }
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      other?.removeEventListener("abort", abort);
    },
  };
}
