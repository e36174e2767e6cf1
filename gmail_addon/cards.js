"use strict";

// How Candor's cards are built: the only file that hands text to CardService, so that
// the one escape function below is on every way to the screen.

/**
 * @typedef {GoogleAppsScript.Card_Service.Card} Card
 * @typedef {GoogleAppsScript.Card_Service.CardSection} CardSection
 * @typedef {GoogleAppsScript.Card_Service.Widget} Widget
 * @typedef {GoogleAppsScript.Card_Service.TextButton} TextButton
 * @typedef {GoogleAppsScript.Card_Service.ActionResponse} ActionResponse
 * @typedef {GoogleAppsScript.Card_Service.UpdateDraftActionResponse} DraftResponse
 *
 * @typedef {object} Press What a button does: a function of main.js and its parameters.
 * @property {string} run
 * @property {Record<string, string>} [with]
 *
 * @typedef {object} Fact One line of a list.
 * @property {string} text
 * @property {string} [above]
 * @property {string} [below]
 * @property {string} [icon] A name of Google's Material icons.
 * @property {Press} [press]
 * @property {TextButton} [button]
 */

/** The longest text on a card, in characters; a subject can have thousands. */
const LONGEST_TEXT = 400;

/** @type {Record<string, string>} */
const ESCAPED = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Make text harmless: cards read a part of HTML.
 * @param {unknown} value
 * @returns {string}
 */
function text_(value) {
  const clean = String(value ?? "").replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
  const letters = [...clean];
  const short =
    letters.length > LONGEST_TEXT
      ? `${letters.slice(0, LONGEST_TEXT - 1).join("")}…`
      : clean;
  return short.replace(/[&<>"']/g, (letter) => ESCAPED[letter] ?? "");
}

/**
 * @param {string} title
 * @param {string} subtitle
 * @param {CardSection[]} sections
 * @param {TextButton} [footer] The button that stays at the foot.
 * @param {TextButton|null} [beside] Another beside it.
 * @returns {Card}
 */
function newCard_(title, subtitle, sections, footer, beside) {
  const header = CardService.newCardHeader().setTitle(text_(title));
  const card = CardService.newCardBuilder();
  card.setHeader(subtitle ? header.setSubtitle(text_(subtitle)) : header);
  for (const section of sections) {
    card.addSection(section);
  }
  if (footer) {
    const foot = CardService.newFixedFooter().setPrimaryButton(footer);
    card.setFixedFooter(beside ? foot.setSecondaryButton(beside) : foot);
  }
  return card.build();
}

/**
 * @param {string} header Empty for none.
 * @param {Widget[]} widgets
 * @param {number} [shown] How many stay in view when the rest is folded away.
 */
function section_(header, widgets, shown) {
  const section = CardService.newCardSection();
  if (header) {
    section.setHeader(text_(header));
  }
  for (const widget of widgets) {
    section.addWidget(widget);
  }
  if (shown !== undefined && widgets.length > shown) {
    section.setCollapsible(true).setNumUncollapsibleWidgets(shown);
  }
  return section;
}

/** @param {string} text @param {string} [title] In bold above the text. */
function paragraph_(text, title) {
  const lead = title ? `<b>${text_(title)}</b><br>` : "";
  return CardService.newTextParagraph().setText(`${lead}${text_(text)}`);
}

/** @param {Fact} fact */
function fact_(fact) {
  const line = CardService.newDecoratedText()
    .setText(text_(fact.text))
    .setWrapText(true);
  if (fact.above) {
    line.setTopLabel(text_(fact.above));
  }
  if (fact.below) {
    line.setBottomLabel(text_(fact.below));
  }
  if (fact.icon) {
    const icon = CardService.newMaterialIcon().setName(fact.icon);
    line.setStartIcon(CardService.newIconImage().setMaterialIcon(icon));
  }
  if (fact.press) {
    line.setOnClickAction(press_(fact.press));
  }
  if (fact.button) {
    line.setButton(fact.button);
  }
  return line;
}

/** @param {string} text @param {Press} press @param {boolean} [main] */
function button_(text, press, main = false) {
  return CardService.newTextButton()
    .setText(text_(text))
    .setOnClickAction(press_(press))
    .setTextButtonStyle(
      main ? CardService.TextButtonStyle.FILLED : CardService.TextButtonStyle.OUTLINED,
    );
}

/** @param {TextButton[]} buttons */
function buttons_(buttons) {
  const set = CardService.newButtonSet();
  for (const button of buttons) {
    set.addButton(button);
  }
  return set;
}

/**
 * A list to choose one thing from.
 * @param {string} title
 * @param {string} name Under which the choice is found in the event.
 * @param {[string, string][]} items Value and text.
 * @param {string} chosen
 * @param {Press} press
 */
function choice_(title, name, items, chosen, press) {
  const list = CardService.newSelectionInput()
    .setType(CardService.SelectionInputType.DROPDOWN)
    .setTitle(text_(title))
    .setFieldName(name)
    .setOnChangeAction(press_(press));
  for (const [value, text] of items) {
    list.addItem(text_(text), value, value === chosen);
  }
  return list;
}

/** @param {string} title @param {string} name @param {string} [hint] */
function field_(title, name, hint) {
  const field = CardService.newTextInput().setFieldName(name).setTitle(text_(title));
  return hint ? field.setHint(text_(hint)) : field;
}

/** @param {Press} press */
function press_(press) {
  return CardService.newAction()
    .setFunctionName(press.run)
    .setParameters(press.with ?? {})
    .setLoadIndicator(CardService.LoadIndicator.SPINNER);
}

/** @param {Card} card Put in the place of the card in view. @param {string} [toast] */
function replace_(card, toast) {
  return respond_(CardService.newNavigation().updateCard(card), toast);
}

/** @param {Card} card Put on top, with a way back. */
function push_(card) {
  return respond_(CardService.newNavigation().pushCard(card));
}

/** @param {Card} card Put in the place of the card below. @param {string} toast */
function popAndReplace_(card, toast) {
  return respond_(CardService.newNavigation().popCard().updateCard(card), toast);
}

/** @param {Card} below Put in the place of the card below. @param {Card} card On top. */
function popReplaceAndPush_(below, card) {
  return respond_(
    CardService.newNavigation().popCard().updateCard(below).pushCard(card),
  );
}

/** @returns {ActionResponse} */
function goBack_() {
  return respond_(CardService.newNavigation().popCard());
}

/**
 * @param {GoogleAppsScript.Card_Service.Navigation|null} navigation
 * @param {string} [toast]
 * @returns {ActionResponse}
 */
function respond_(navigation, toast) {
  const response = CardService.newActionResponseBuilder();
  if (navigation) {
    response.setNavigation(navigation).setStateChanged(true);
  }
  if (toast) {
    response.setNotification(CardService.newNotification().setText(text_(toast)));
  }
  return response.build();
}

/** @param {Card} card What a menu item shows. */
function universal_(card) {
  return CardService.newUniversalActionResponseBuilder()
    .displayAddOnCards([card])
    .build();
}

/**
 * Put html into the draft. Gmail lets one press change the draft or the card, not both.
 * Never in place: that would replace what the rep has selected.
 * @param {string[]} parts Html, each whole.
 * @param {boolean} atStart
 * @returns {DraftResponse}
 */
function insert_(parts, atStart) {
  const places = CardService.UpdateDraftBodyType;
  const body = CardService.newUpdateDraftBodyAction().setUpdateType(
    atStart ? places.INSERT_AT_START : places.INSERT_AT_END,
  );
  for (const html of parts) {
    body.addUpdateContent(html, CardService.ContentType.MUTABLE_HTML);
  }
  return CardService.newUpdateDraftActionResponseBuilder()
    .setUpdateDraftBodyAction(body)
    .build();
}

/**
 * Answer a trigger with a card, also when building it failed. The error itself is not
 * logged: its words can hold an address.
 * @param {() => Card} build
 * @returns {Card}
 */
function card_(build) {
  try {
    return build();
  } catch {
    return troubleCard_("broken");
  }
}

/**
 * Answer a press, also when that failed.
 * @param {() => ActionResponse|DraftResponse} act
 * @returns {ActionResponse|DraftResponse}
 */
function action_(act) {
  try {
    return act();
  } catch {
    return toastTrouble_("broken");
  }
}

/** @param {Trouble} kind @returns {ActionResponse} */
function toastTrouble_(kind) {
  const words = words_().troubles[kind];
  return respond_(null, `${words.title}. ${words.text}`);
}

/** @param {Trouble} kind @param {Press} [retry] @returns {Card} */
function troubleCard_(kind, retry) {
  const words = words_().troubles[kind];
  const widgets = [paragraph_(words.text, words.title)];
  const again = retry ? [buttons_([button_(words_().home.tryAgain, retry, true)])] : [];
  return newCard_("Candor", "", [section_("", [...widgets, ...again])]);
}

/** @param {GmailEvent} event @param {string} name @returns {string} Empty if absent. */
function parameter_(event, name) {
  return event.commonEventObject?.parameters?.[name] ?? "";
}

/** @param {GmailEvent} event @param {string} name @returns {string} As typed or chosen. */
function input_(event, name) {
  return event.commonEventObject?.formInputs?.[name]?.stringInputs?.value?.[0] ?? "";
}
