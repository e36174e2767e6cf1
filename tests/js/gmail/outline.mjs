// Writes what the add-on answered as a few lines of text, so that a test can compare it
// whole. Every field must be known here: nothing is left out in silence.

/** @typedef {{kind: string, [field: string]: any}} Recorded */

/** @param {Recorded} answer @returns {string} */
export function outline(answer) {
  const { kind, ...fields } = answer;
  if (kind === "Card") {
    return card(answer).join("\n");
  }
  if (kind === "ConsentPrompt") {
    return ["Google asks for", ...fields["scopes"]].join("\n");
  }
  if (kind === "UpdateDraftActionResponse") {
    const { body, ...none } = fields;
    nothing(none);
    const { kind: _, contents, updateType, ...rest } = body;
    nothing(rest);
    const put = contents.map(
      (/** @type {any} */ each) => `  ${each.contentType}: ${each.content}`,
    );
    return [`draft ${updateType}`, ...put].join("\n");
  }
  if (kind === "UniversalActionResponse") {
    const { cards, ...none } = fields;
    nothing(none);
    return ["menu", ...cards.flatMap(card)].join("\n");
  }
  const { navigation, notification, stateChanged, ...rest } = fields;
  nothing(rest);
  equal(stateChanged, navigation ? true : undefined);
  const steps = (navigation?.steps ?? []).flatMap(
    (/** @type {any} */ { step, card: c }) => [
      step,
      ...(c ? card(c).map((line) => `  ${line}`) : []),
    ],
  );
  const toast = notification ? [`toast: ${notification.text}`] : [];
  return [...steps, ...toast].join("\n");
}

/** @param {Recorded} recorded @returns {string[]} */
function card({ kind: _, header, sections, fixedFooter, ...rest }) {
  nothing(rest);
  const { kind: __, title, subtitle, ...none } = header;
  nothing(none);
  return [
    `card: ${title}${subtitle ? ` | ${subtitle}` : ""}`,
    ...sections.flatMap(section),
    ...(fixedFooter ? [footer(fixedFooter)] : []),
  ];
}

/** @param {Recorded} recorded @returns {string} */
function footer({ kind: _, primaryButton, secondaryButton, ...rest }) {
  nothing(rest);
  const buttons = [primaryButton, ...(secondaryButton ? [secondaryButton] : [])];
  return `foot: ${buttons.map(button).join(" ")}`;
}

/** @param {Recorded} recorded @returns {string[]} */
function section({
  kind: _,
  header,
  widgets,
  collapsible,
  numUncollapsibleWidgets,
  ...rest
}) {
  nothing(rest);
  const folded = collapsible ? ` (${numUncollapsibleWidgets} shown)` : "";
  return [`-- ${header ?? ""}${folded}`.trim(), ...widgets.map(widget)];
}

/** @param {Recorded} recorded @returns {string} */
function widget({ kind, ...fields }) {
  if (kind === "TextParagraph") {
    const { text, ...rest } = fields;
    nothing(rest);
    return text;
  }
  if (kind === "TextInput") {
    const { fieldName, title, hint, ...rest } = fields;
    nothing(rest);
    return `{${fieldName}: ${title}${hint ? ` (${hint})` : ""}}`;
  }
  if (kind === "SelectionInput") {
    const { type, fieldName, title, items, onChange, ...rest } = fields;
    nothing(rest);
    equal(type, "DROPDOWN");
    const listed = items.map(
      (/** @type {any} */ { text, value, selected }) =>
        `${selected ? "*" : ""}${value}=${text}`,
    );
    return `{${fieldName}: ${title}: ${listed.join(", ")} ${press(onChange)}}`;
  }
  if (kind === "ButtonSet") {
    const { buttons, ...rest } = fields;
    nothing(rest);
    return buttons.map(button).join(" ");
  }
  equal(kind, "DecoratedText");
  const {
    text,
    topLabel,
    bottomLabel,
    wrapText,
    startIcon,
    onClick,
    button: inner,
    ...rest
  } = fields;
  nothing(rest);
  equal(wrapText, true);
  return [
    ...(startIcon ? [`(${startIcon.materialIcon.name})`] : []),
    [topLabel, text, bottomLabel].filter((part) => part !== undefined).join(" / "),
    ...(onClick ? [press(onClick)] : []),
    ...(inner ? [button(inner)] : []),
  ].join(" ");
}

/** @param {Recorded} recorded @returns {string} */
function button({ kind, text, style, onClick, ...rest }) {
  equal(kind, "TextButton");
  nothing(rest);
  return `[${style === "FILLED" ? "*" : ""}${text} ${press(onClick)}]`;
}

/** @param {Recorded} recorded @returns {string} */
function press({ kind, functionName, parameters, loadIndicator, ...rest }) {
  equal(kind, "Action");
  equal(loadIndicator, "SPINNER");
  nothing(rest);
  const given = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return `> ${[functionName, ...given].join(" ")}`;
}

/** @param {object} rest */
function nothing(rest) {
  equal(JSON.stringify(rest), "{}");
}

/** @param {unknown} found @param {unknown} wanted */
function equal(found, wanted) {
  if (found !== wanted) {
    throw new Error(`the outline does not know ${found} (${wanted} expected)`);
  }
}
