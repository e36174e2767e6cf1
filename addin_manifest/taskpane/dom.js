// Elements from text. Nothing here, or anywhere in the pane, parses HTML.

/** @typedef {Node | string | null | undefined | false} Child What is empty is left out. */

/**
 * Make an element. Functions become listeners, false and undefined are left out.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | boolean | undefined | ((event: Event) => void)>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(key, value);
    } else if (value !== false && value !== undefined) {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...present(children));
  return element;
}

/**
 * Show other content in a place without losing the keyboard's: elements with the same
 * data-keep are the same to the reader.
 * @param {HTMLElement} place
 * @param {...Child} children
 */
export function show(place, ...children) {
  const focused = document.activeElement;
  const kept = focused instanceof HTMLElement && place.contains(focused) && focused.dataset.keep;
  place.replaceChildren(...present(children));
  if (kept) {
    const again = place.querySelector(`[data-keep="${CSS.escape(kept)}"]`);
    if (again instanceof HTMLElement) {
      again.focus();
    }
  }
}

/** @param {Child[]} children @returns {(Node | string)[]} */
function present(children) {
  return children.flatMap((child) => child || []);
}

/** A small shape that says the status beside its words. @param {string} shape */
export function shapeOf(shape) {
  return el("span", { class: `shape shape--${shape}`, "aria-hidden": "true" });
}
