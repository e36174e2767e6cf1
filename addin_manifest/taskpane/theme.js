// Outlook's own theme, which may differ from the computer's. High contrast comes from the
// system, through forced colours.

/**
 * Tell whether a background calls for light text.
 * @param {string} colour a hexadecimal triplet
 * @returns {boolean | null} null for what is no colour
 */
export function isDark(colour) {
  const found = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  if (!found) {
    return null;
  }
  const [red = 0, green = 0, blue = 0] = found.slice(1).map((part) => parseInt(part, 16));
  // How bright the eye takes each to be (Rec. 709).
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
}

/**
 * Dress the page like Outlook; where that says nothing, like the computer.
 * @param {HTMLElement} page
 * @param {string} background
 */
export function dress(page, background) {
  const dark = isDark(background);
  if (dark === null) {
    delete page.dataset.theme;
  } else {
    page.dataset.theme = dark ? "dark" : "light";
  }
}
