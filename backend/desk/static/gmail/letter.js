// The text of a mail in the simulated Gmail. Remote images are never loaded by the page:
// as in the real one, Google's proxy fetches them, here by way of the desk.

/** Elements that a mail program drops. */
const DROPPED =
  "script, style, iframe, frame, object, embed, link, meta, base, form, input, button, " +
  "textarea, select, svg, math, video, audio, source, track, canvas, template";

/** Where the address of an image waits while the mail is on the screen. */
const WAITING = "data-image";

/**
 * Make a mail's html fit to be shown.
 * @param {string} html
 * @returns {{shown: DocumentFragment, images: string[]}}
 */
export function open(html) {
  // What a template holds is inert: nothing in it is loaded or run.
  const template = document.createElement("template");
  template.innerHTML = html;
  const { content } = template;
  content.querySelectorAll(DROPPED).forEach((element) => element.remove());
  /** @type {string[]} */
  const images = [];
  for (const element of content.querySelectorAll("*")) {
    const source = element.getAttribute("src");
    for (const { name, value } of [...element.attributes]) {
      if (!isHarmless(name, value)) {
        element.removeAttribute(name);
      }
    }
    if (element instanceof HTMLImageElement && /^https?:/.test(source ?? "")) {
      element.setAttribute(WAITING, source ?? "");
      images.push(source ?? "");
    }
    if (element instanceof HTMLAnchorElement) {
      element.target = "_blank";
      element.rel = "noopener noreferrer";
    }
  }
  return { shown: content, images };
}

/** @param {string} name @param {string} value */
function isHarmless(name, value) {
  if (name === "href") {
    return /^(https?|mailto):/i.test(value);
  }
  return ["alt", "class", "dir", "height", "lang", "title", "width"].includes(name);
}

/**
 * Write what is on the screen as html again, with the images' addresses in place.
 * @param {Element} shown
 * @returns {string}
 */
export function close(shown) {
  // A document without a window: giving an image its address there loads nothing.
  const inert = document.implementation.createHTMLDocument("");
  const copy = inert.importNode(shown, true);
  for (const image of copy.querySelectorAll(`img[${WAITING}]`)) {
    image.setAttribute("src", image.getAttribute(WAITING) ?? "");
    image.removeAttribute(WAITING);
  }
  for (const anchor of copy.querySelectorAll("a")) {
    anchor.removeAttribute("target");
    anchor.removeAttribute("rel");
  }
  return copy.innerHTML;
}

/**
 * Fetch images as Gmail does, and tell in a few words what became of it.
 * @param {string[]} images
 * @param {HTMLElement} note
 */
export async function fetchImages(images, note) {
  const answers = await Promise.all(images.map((url) => fetchImage(url)));
  const loaded = answers.filter((ok) => ok).length;
  const of = images.length === 1 ? "1 image" : `${images.length} images`;
  if (images.length > 0) {
    note.textContent =
      loaded === images.length
        ? `Gmail loaded ${of} of this mail through its proxy.`
        : `Gmail could load ${loaded} of ${of} through its proxy.`;
  }
}

/** @param {string} url @returns {Promise<boolean>} */
async function fetchImage(url) {
  try {
    const answer = await fetch("/proxy-fetch", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ url }),
    });
    return answer.ok;
  } catch {
    return false;
  }
}
