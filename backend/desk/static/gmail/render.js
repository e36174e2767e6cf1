// Draws a recorded card as Gmail's sidebar would, and hands each press on as an action.

import { button, el, icon } from "./elements.js";

/**
 * @typedef {import("./recording.js").Recorded} Recorded
 * @typedef {(action: Recorded, formInputs: FormInputs) => void} Press
 * @typedef {Record<string, {stringInputs: {value: string[]}}>} FormInputs
 */

const FORMATTING = ["B", "I", "U", "S", "BR", "TIME", "FONT"];

const STYLES = {
  OUTLINED: "gm-button",
  FILLED: "gm-button gm-filled",
  FILLED_TONAL: "gm-button gm-tonal",
  BORDERLESS: "gm-button gm-plain",
};

/**
 * @param {Recorded} card
 * @param {Press} press
 * @returns {HTMLElement}
 */
export function renderCard(card, press) {
  const root = el("div", { class: "gm-card" });
  /** @param {Recorded} action */
  const act = (action) => press(action, formInputs(root));
  const header = card["header"];
  if (header) {
    root.append(
      el(
        "header",
        { class: "gm-card-header" },
        el("h3", {}, header.title),
        ...(header.subtitle ? [el("p", {}, header.subtitle)] : []),
      ),
    );
  }
  const body = el("div", { class: "gm-card-body" });
  for (const section of card["sections"] ?? []) {
    body.append(renderSection(section, act));
  }
  root.append(body);
  const footer = card["fixedFooter"];
  if (footer) {
    const buttons = [footer.secondaryButton, footer.primaryButton].filter(Boolean);
    root.append(
      el(
        "footer",
        { class: "gm-card-footer" },
        ...buttons.map((/** @type {Recorded} */ each) => renderButton(each, act)),
      ),
    );
  }
  return root;
}

/** @param {Recorded} section @param {(action: Recorded) => void} act */
function renderSection(section, act) {
  const drawn = el("section", { class: "gm-section" });
  if (section["header"]) {
    drawn.append(el("h4", {}, formatted(section["header"])));
  }
  /** @type {HTMLElement[]} */
  const widgets = section["widgets"].map((/** @type {Recorded} */ widget) =>
    renderWidget(widget, act),
  );
  drawn.append(...widgets);
  if (section["collapsible"]) {
    drawn.append(fold(widgets.slice(section["numUncollapsibleWidgets"] ?? 0)));
  }
  return drawn;
}

/** @param {HTMLElement[]} folded @returns {HTMLElement} The button that shows them. */
function fold(folded) {
  const label = el("span", {}, `Show ${folded.length} more`);
  const more = el("button", { type: "button", class: "gm-fold" }, label);
  more.append(icon("expand_more"));
  /** @param {boolean} open */
  const show = (open) => {
    folded.forEach((widget) => (widget.hidden = !open));
    more.setAttribute("aria-expanded", String(open));
    label.textContent = open ? "Show less" : `Show ${folded.length} more`;
  };
  more.addEventListener("click", () =>
    show(more.getAttribute("aria-expanded") !== "true"),
  );
  show(false);
  return more;
}

/**
 * @param {Recorded} widget
 * @param {(action: Recorded) => void} act
 * @returns {HTMLElement}
 */
function renderWidget(widget, act) {
  switch (widget.kind) {
    case "TextParagraph":
      return el("p", { class: "gm-paragraph" }, formatted(widget["text"]));
    case "DecoratedText":
      return renderDecorated(widget, act);
    case "ButtonSet":
      return el(
        "div",
        { class: "gm-buttons" },
        ...widget["buttons"].map((/** @type {Recorded} */ each) =>
          renderButton(each, act),
        ),
      );
    case "TextButton":
      return renderButton(widget, act);
    case "Divider":
      return el("hr");
    case "TextInput":
      return renderTextInput(widget);
    case "SelectionInput":
      return renderSelection(widget, act);
    default:
      throw new TypeError(`the sidebar cannot draw ${widget.kind}`);
  }
}

/** @param {Recorded} widget @param {(action: Recorded) => void} act */
function renderDecorated(widget, act) {
  const words = el("span", { class: "gm-words" });
  for (const [field, look] of [
    ["topLabel", "gm-above"],
    ["text", "gm-text"],
    ["bottomLabel", "gm-below"],
  ]) {
    if (field && look && widget[field]) {
      words.append(el("span", { class: look }, formatted(widget[field])));
    }
  }
  const name = widget["startIcon"]?.materialIcon?.name;
  const parts = [...(name ? [icon(name)] : []), words];
  const row = widget["onClick"]
    ? el("button", { type: "button", class: "gm-row" }, ...parts)
    : el("div", { class: "gm-row" }, ...parts);
  if (widget["onClick"]) {
    row.addEventListener("click", () => act(widget["onClick"]));
  }
  const trailing = widget["button"];
  return trailing
    ? el("div", { class: "gm-pair" }, row, renderButton(trailing, act))
    : row;
}

/** @param {Recorded} widget @param {(action: Recorded) => void} act */
function renderButton(widget, act) {
  const style = /** @type {keyof typeof STYLES} */ (widget["style"] ?? "OUTLINED");
  const made = button(
    widget["text"],
    () => (widget["onClick"] ? act(widget["onClick"]) : openLink(widget["openLink"])),
    STYLES[style],
  );
  made.disabled = widget["disabled"] === true;
  return made;
}

/** @param {Recorded} link */
export function openLink(link) {
  window.open(link["url"], "_blank", "noopener");
}

/** @param {Recorded} widget */
function renderTextInput(widget) {
  const input = el("input", {
    type: "text",
    name: widget["fieldName"],
    value: widget["value"] ?? "",
    placeholder: widget["hint"] ?? "",
    autocomplete: "off",
  });
  return el("label", { class: "gm-field" }, widget["title"] ?? "", input);
}

/** @param {Recorded} widget @param {(action: Recorded) => void} act */
function renderSelection(widget, act) {
  /** @type {{text: string, value: string, selected: boolean}[]} */
  const items = widget["items"];
  const drawn =
    widget["type"] === "DROPDOWN"
      ? el(
          "label",
          { class: "gm-field" },
          widget["title"] ?? "",
          el(
            "select",
            { name: widget["fieldName"] },
            ...items.map(({ text, value, selected }) =>
              el("option", { value, selected }, text),
            ),
          ),
        )
      : el(
          "fieldset",
          { class: "gm-field" },
          ...(widget["title"] ? [el("legend", {}, widget["title"])] : []),
          ...items.map(({ text, value, selected }) =>
            el(
              "label",
              {},
              el("input", {
                type: widget["type"] === "RADIO_BUTTON" ? "radio" : "checkbox",
                name: widget["fieldName"],
                value,
                checked: selected,
              }),
              text,
            ),
          ),
        );
  if (widget["onChange"]) {
    drawn.addEventListener("change", () => act(widget["onChange"]));
  }
  return drawn;
}

/**
 * Read what was chosen on a card, in the form of the event's `formInputs`.
 * @param {HTMLElement} root
 * @returns {FormInputs}
 */
function formInputs(root) {
  /** @type {FormInputs} */
  const inputs = {};
  const chosen = root.querySelectorAll(
    "select[name], input[type=text][name], input[name]:checked",
  );
  for (const field of chosen) {
    const { name, value } = /** @type {HTMLInputElement|HTMLSelectElement} */ (field);
    (inputs[name] ??= { stringInputs: { value: [] } }).stringInputs.value.push(value);
  }
  return inputs;
}

/**
 * Make nodes of the part of HTML that cards read; any other tag stays text of its own.
 * @param {string} html
 * @returns {DocumentFragment}
 */
function formatted(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const kept = document.createDocumentFragment();
  kept.append(...[...template.content.childNodes].flatMap(allowed));
  return kept;
}

/** @param {Node} node @returns {Node[]} */
function allowed(node) {
  if (node instanceof Text) {
    return [document.createTextNode(node.data)];
  }
  if (!(node instanceof Element)) {
    return [];
  }
  const children = [...node.childNodes].flatMap(allowed);
  if (!FORMATTING.includes(node.tagName)) {
    return children;
  }
  const made = document.createElement(node.tagName);
  made.append(...children);
  return [made];
}
