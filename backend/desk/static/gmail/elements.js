// Building blocks of the simulated Gmail.

const SVG = "http://www.w3.org/2000/svg";

/** Line drawings on a grid of 24, under the names of Google's Material icons. */
/** @type {Record<string, string>} */
const DRAWINGS = {
  more_vert: "M12 4.800a.6.6 0 1 0 0 1.200.6.6 0 0 0 0-1.200zM12 11.400a.6.6 0 1 0 0 1.200.6.6 0 0 0 0-1.200zM12 18a.6.6 0 1 0 0 1.200.6.6 0 0 0 0-1.200z",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  arrow_back: "M19 12H5m6-6-6 6 6 6",
  close: "M6 6l12 12M18 6 6 18",
  drafts: "M4 10l8-6 8 6v9H4zM4 10l8 5 8-5",
  edit: "M5 19l1-4L16 5l3 3L9 18z",
  expand_more: "M6 9l6 6 6-6",
  help: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.6 9.5a2.4 2.4 0 1 1 3.4 2.2c-.7.4-1 .8-1 1.6M12 16.4v.3",
  mail: "M4 6h16v12H4zM4 7l8 6 8-6",
  person:
    "M12 5a3.2 3.2 0 1 0 0 6.4A3.2 3.2 0 0 0 12 5zM5.5 19c.6-3.4 3-5 6.500-5s5.900 1.600 6.500 5",
  refresh: "M19 12a7 7 0 1 1-2.200-5.100M19 4v4h-4",
  send: "M4 5l16 7-16 7 2.500-7zM6.500 12H13",
  subject: "M5 7h14M5 12h14M5 17h9",
};

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string|boolean>} [attributes] true: present; false: absent.
 * @param {...(Node|string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }
  made.append(...children);
  return made;
}

/**
 * @param {string} name A name that has no drawing here is a ring.
 * @returns {SVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "gm-icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", DRAWINGS[name] ?? "M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14z");
  svg.append(path);
  return svg;
}

/**
 * @param {string} label
 * @param {() => void} act
 * @param {string} [look] A class.
 * @param {...(Node|string)} children The label itself when there are none.
 */
export function button(label, act, look = "gm-button", ...children) {
  const made = el("button", { type: "button", class: look });
  if (children.length > 0) {
    made.setAttribute("aria-label", label);
    made.title = label;
  }
  made.append(...(children.length > 0 ? children : [label]));
  made.addEventListener("click", act);
  return made;
}
