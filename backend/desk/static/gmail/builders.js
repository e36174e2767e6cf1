// The builders of CardService that Google documents: their methods, what each takes, and
// without what Gmail refuses a card.
// https://developers.google.com/apps-script/reference/card-service

import { recordingOf, refuse, widgetsOf } from "./recording.js";
import { addresses, flag, link, one, parameters, text, whole } from "./values.js";

/**
 * @typedef {import("./recording.js").Recorded} Recorded
 * @typedef {import("./values.js").Check} Check
 *
 * @typedef {object} Method
 * @property {string} field
 * @property {boolean} [many] Each call adds to a list.
 * @property {Check[]} takes
 * @property {string[]} [names] The field names, when there is more than one argument.
 *
 * @typedef {object} Builder
 * @property {Record<string, Method>} methods
 * @property {string[]} [needs] Fields without which Gmail refuses it.
 * @property {(node: Recorded) => void} [limits]
 * @property {string} [builds] What `build()` gives; absent: used as it is.
 */

const WIDGETS_PER_CARD = 100;
const SECTIONS_PER_CARD = 100;

const WIDGETS = [
  "ButtonSet",
  "DecoratedText",
  "Divider",
  "SelectionInput",
  "TextButton",
  "TextInput",
  "TextParagraph",
];

/** @type {Check} */
const cards = (value) =>
  Array.isArray(value) && value.length > 0
    ? value.map(node("Card"))
    : refuse("a list of cards expected");

/** @param {...string} kinds @returns {Check} */
const node =
  (...kinds) =>
  (value) => {
    const recorded = recordingOf(value);
    if (!recorded || !kinds.includes(recorded.kind)) {
      return refuse(`${kinds.join(" or ")} expected, got ${recorded?.kind ?? value}`);
    }
    const missing = (BUILDERS[recorded.kind]?.needs ?? []).filter(
      (field) => recorded[field] === undefined,
    );
    if (missing.length > 0) {
      refuse(`${recorded.kind} without ${missing.join(", ")}`);
    }
    BUILDERS[recorded.kind]?.limits?.(recorded);
    return recorded;
  };

/** @param {string} field @param {...Check} takes @returns {Method} */
const set = (field, ...takes) => ({ field, takes });

/** @param {string} field @param {...Check} takes @returns {Method} */
const add = (field, ...takes) => ({ field, takes, many: true });

const press = {
  setOnClickAction: set("onClick", node("Action")),
  setOpenLink: set("openLink", node("OpenLink")),
};

/** @param {Recorded} card */
function cardLimits(card) {
  const sections = card["sections"] ?? [];
  if (sections.length > SECTIONS_PER_CARD) {
    refuse(`more than ${SECTIONS_PER_CARD} sections`);
  }
  if (widgetsOf(card).length > WIDGETS_PER_CARD) {
    refuse(`more than ${WIDGETS_PER_CARD} widgets on a card`);
  }
}

/** @param {Recorded} button */
function buttonLimits(button) {
  if (!button["onClick"] && !button["openLink"]) {
    refuse("a button that does nothing");
  }
}

/** @type {Record<string, Builder>} */
export const BUILDERS = {
  Action: {
    needs: ["functionName"],
    methods: {
      setFunctionName: set("functionName", text),
      setParameters: set("parameters", parameters),
      setLoadIndicator: set("loadIndicator", one("LoadIndicator")),
      setPersistValues: set("persistValues", flag),
    },
  },
  ActionResponseBuilder: {
    builds: "ActionResponse",
    limits: (response) => {
      if (response["navigation"] && response["openLink"]) {
        refuse("a response opens a link or navigates, not both");
      }
      if (
        !response["navigation"] &&
        !response["openLink"] &&
        !response["notification"]
      ) {
        refuse("a response that does nothing");
      }
    },
    methods: {
      setNavigation: set("navigation", node("Navigation")),
      setNotification: set("notification", node("Notification")),
      setOpenLink: set("openLink", node("OpenLink")),
      setStateChanged: set("stateChanged", flag),
    },
  },
  ButtonSet: {
    needs: ["buttons"],
    methods: { addButton: add("buttons", node("TextButton")) },
  },
  CardAction: {
    needs: ["text"],
    limits: buttonLimits,
    methods: { setText: set("text", text), ...press },
  },
  CardBuilder: {
    builds: "Card",
    limits: cardLimits,
    methods: {
      setName: set("name", text),
      setHeader: set("header", node("CardHeader")),
      setFixedFooter: set("fixedFooter", node("FixedFooter")),
      addSection: add("sections", node("CardSection")),
      addCardAction: add("cardActions", node("CardAction")),
    },
  },
  CardHeader: {
    needs: ["title"],
    methods: {
      setTitle: set("title", text),
      setSubtitle: set("subtitle", text),
      setImageUrl: set("imageUrl", link),
      setImageAltText: set("imageAltText", text),
    },
  },
  CardSection: {
    needs: ["widgets"],
    methods: {
      setHeader: set("header", text),
      setCollapsible: set("collapsible", flag),
      setNumUncollapsibleWidgets: set("numUncollapsibleWidgets", whole),
      addWidget: add("widgets", node(...WIDGETS)),
    },
  },
  DecoratedText: {
    needs: ["text"],
    methods: {
      setText: set("text", text),
      setTopLabel: set("topLabel", text),
      setBottomLabel: set("bottomLabel", text),
      setWrapText: set("wrapText", flag),
      setStartIcon: set("startIcon", node("IconImage")),
      setEndIcon: set("endIcon", node("IconImage")),
      setButton: set("button", node("TextButton")),
      setSwitchControl: set("switchControl", node("Switch")),
      ...press,
    },
  },
  Divider: { methods: {} },
  FixedFooter: {
    needs: ["primaryButton"],
    methods: {
      setPrimaryButton: set("primaryButton", node("TextButton")),
      setSecondaryButton: set("secondaryButton", node("TextButton")),
    },
  },
  IconImage: {
    limits: (icon) => {
      if (/\.svg$/i.test(icon["iconUrl"] ?? "")) {
        refuse("SVG images are not shown in cards");
      }
    },
    methods: {
      setMaterialIcon: set("materialIcon", node("MaterialIcon")),
      setIconUrl: set("iconUrl", link),
      setAltText: set("altText", text),
    },
  },
  MaterialIcon: {
    needs: ["name"],
    methods: { setName: set("name", text), setFill: set("fill", flag) },
  },
  Navigation: {
    needs: ["steps"],
    methods: {
      popCard: { ...add("steps"), names: ["pop"] },
      popToRoot: { ...add("steps"), names: ["root"] },
      pushCard: { ...add("steps", node("Card")), names: ["push"] },
      updateCard: { ...add("steps", node("Card")), names: ["update"] },
    },
  },
  Notification: {
    needs: ["text"],
    methods: { setText: set("text", text) },
  },
  OpenLink: {
    needs: ["url"],
    methods: {
      setUrl: set("url", link),
      setOpenAs: set("openAs", one("OpenAs")),
      setOnClose: set("onClose", one("OnClose")),
    },
  },
  SelectionInput: {
    needs: ["fieldName", "items"],
    methods: {
      setType: set("type", one("SelectionInputType")),
      setTitle: set("title", text),
      setFieldName: set("fieldName", text),
      setOnChangeAction: set("onChange", node("Action")),
      addItem: {
        ...add("items", text, text, flag),
        names: ["text", "value", "selected"],
      },
    },
  },
  Switch: {
    needs: ["fieldName", "value"],
    methods: {
      setFieldName: set("fieldName", text),
      setValue: set("value", text),
      setSelected: set("selected", flag),
      setControlType: set("controlType", one("SwitchControlType")),
      setOnChangeAction: set("onChange", node("Action")),
    },
  },
  TextButton: {
    needs: ["text"],
    limits: buttonLimits,
    methods: {
      setText: set("text", text),
      setAltText: set("altText", text),
      setDisabled: set("disabled", flag),
      setTextButtonStyle: set("style", one("TextButtonStyle")),
      ...press,
    },
  },
  TextInput: {
    needs: ["fieldName"],
    methods: {
      setFieldName: set("fieldName", text),
      setTitle: set("title", text),
      setHint: set("hint", text),
      setValue: set("value", text),
      setMultiline: set("multiline", flag),
      setOnChangeAction: set("onChange", node("Action")),
    },
  },
  TextParagraph: {
    needs: ["text"],
    methods: { setText: set("text", text) },
  },
  UniversalActionResponseBuilder: {
    builds: "UniversalActionResponse",
    needs: ["cards"],
    methods: { displayAddOnCards: set("cards", cards) },
  },
  UpdateDraftActionResponseBuilder: {
    builds: "UpdateDraftActionResponse",
    methods: {
      setUpdateDraftBodyAction: set("body", node("UpdateDraftBodyAction")),
      setUpdateDraftSubjectAction: set("subject", node("UpdateDraftSubjectAction")),
      setUpdateDraftToRecipientsAction: set(
        "to",
        node("UpdateDraftToRecipientsAction"),
      ),
      setUpdateDraftCcRecipientsAction: set(
        "cc",
        node("UpdateDraftCcRecipientsAction"),
      ),
      setUpdateDraftBccRecipientsAction: set(
        "bcc",
        node("UpdateDraftBccRecipientsAction"),
      ),
    },
  },
  UpdateDraftBodyAction: {
    needs: ["contents"],
    methods: {
      addUpdateContent: {
        ...add("contents", text, one("ContentType")),
        names: ["content", "contentType"],
      },
      setUpdateType: set("updateType", one("UpdateDraftBodyType")),
    },
  },
  UpdateDraftSubjectAction: {
    needs: ["subjects"],
    methods: { addUpdateSubject: add("subjects", text) },
  },
  UpdateDraftToRecipientsAction: {
    needs: ["recipients"],
    methods: { addUpdateToRecipients: set("recipients", addresses) },
  },
  UpdateDraftCcRecipientsAction: {
    needs: ["recipients"],
    methods: { addUpdateCcRecipients: set("recipients", addresses) },
  },
  UpdateDraftBccRecipientsAction: {
    needs: ["recipients"],
    methods: { addUpdateBccRecipients: set("recipients", addresses) },
  },
};
