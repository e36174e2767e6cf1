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
  const inside = focused instanceof HTMLElement && place.contains(focused);
  const kept = inside && focused.dataset.keep;
  place.replaceChildren(...present(children));
  if (!inside) {
    return;
  }
  const again = kept && place.querySelector(`[data-keep="${CSS.escape(kept)}"]`);
  if (again instanceof HTMLElement) {
    again.focus();
  } else {
    // What had the focus is gone: reading goes on at the top of the same place.
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  }
}

/**
 * Let a button act once; again only when that failed. It is not disabled meanwhile, since
 * a disabled button drops the keyboard's focus.
 * @param {HTMLButtonElement} button
 * @param {() => Promise<void>} act
 * @param {(error: unknown) => void} [onFailure]
 */
export function actOnce(button, act, onFailure) {
  button.addEventListener("click", () => {
    if (button.ariaDisabled === "true") {
      return;
    }
    button.ariaDisabled = "true";
    act().catch((error) => {
      button.ariaDisabled = null;
      onFailure?.(error);
    });
  });
}

/** @param {Child[]} children @returns {(Node | string)[]} */
function present(children) {
  return children.flatMap((child) => child || []);
}

/** A small shape that says the status beside its words. @param {string} shape */
export function shapeOf(shape) {
  return el("span", { class: `shape shape--${shape}`, "aria-hidden": "true" });
}
