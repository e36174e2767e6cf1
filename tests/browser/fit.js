"use strict";

// What does not fit in the pane, and what can be read there; given to the page by fit.py.

/** What is wider than the pane, cut off, or broken within a word. */
window.misfits = (width) => {
  const found = [];
  if (document.documentElement.scrollWidth > width) {
    found.push(`the page is ${document.documentElement.scrollWidth} wide`);
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility() || element.closest(".voice")) {
      continue;
    }
    const about = `${element.tagName}.${element.className}: ${element.textContent}`;
    const box = element.getBoundingClientRect();
    if (box.left < -0.5 || box.right > width + 0.5) {
      found.push(`outside: ${about}`);
    }
    // A name or a subject may end in dots.
    const dots = getComputedStyle(element).textOverflow === "ellipsis";
    if (dots || element.tagName === "INPUT") {
      continue;
    }
    found.push(...textsOf(element).flatMap((text) => wrongWith(text, box, about)));
  }
  return found;
};

const textsOf = (element) =>
  [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);

/** Where a text is longer than its element, or a word goes on in the next line. */
function wrongWith(text, box, about) {
  const found = [];
  const range = document.createRange();
  range.selectNode(text);
  if (range.getBoundingClientRect().right > box.right + 1) {
    found.push(`cut off: ${about}`);
  }
  for (const { 0: word, index } of text.data.matchAll(/[^\s/-]+/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    // An address may be broken anywhere.
    if (!/[@.]\w/.test(word) && range.getClientRects().length > 1) {
      found.push(`broken: ${word} in ${about}`);
    }
  }
  return found;
}

/** Every text that can be seen, read aloud, or is a field's hint. */
window.texts = () =>
  [...document.body.querySelectorAll("*")]
    .filter((element) => element.checkVisibility())
    .flatMap((element) => [
      textsOf(element)
        .map((node) => node.data)
        .join(""),
      element.getAttribute("aria-label"),
      element.getAttribute("placeholder"),
    ])
    .filter(Boolean);
