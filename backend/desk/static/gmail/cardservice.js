// Stands where CardService stands in Apps Script: knows its documented builders and their
// limits, records what they are told as plain objects, and throws at anything else.
// https://developers.google.com/apps-script/reference/card-service

/**
 * A recorded builder: its `kind`, and a field for each setter (`setText` → `text`) or a
 * list for each adder (`addWidget` → `widgets`).
 * @typedef {{kind: string, [field: string]: any}} Recorded
 *
 * @typedef {(value: unknown) => unknown} Check Returns what is recorded, or throws.
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

export const WIDGETS_PER_CARD = 100;
export const SECTIONS_PER_CARD = 100;

/** Names of the enums, and their values by position, as Apps Script numbers them. */
export const ENUMS = {
  ContentType: ["TEXT", "MUTABLE_HTML", "IMMUTABLE_HTML"],
  LoadIndicator: ["SPINNER", "NONE"],
  OnClose: ["NOTHING", "RELOAD", "RELOAD_ADD_ON"],
  OpenAs: ["FULL_SIZE", "OVERLAY"],
  SelectionInputType: [
    "CHECK_BOX",
    "RADIO_BUTTON",
    "DROPDOWN",
    "SWITCH",
    "MULTI_SELECT",
  ],
  SwitchControlType: ["SWITCH", "CHECK_BOX"],
  TextButtonStyle: ["OUTLINED", "FILLED", "FILLED_TONAL", "BORDERLESS"],
  UpdateDraftBodyType: ["IN_PLACE_INSERT", "INSERT_AT_START", "INSERT_AT_END"],
};

const WIDGETS = [
  "ButtonSet",
  "DecoratedText",
  "Divider",
  "SelectionInput",
  "TextButton",
  "TextInput",
  "TextParagraph",
];

/** The object that carries a recording; everything else the script sees is methods. */
const RECORDING = Symbol("recording");

/** @param {string} said @returns {never} */
function refuse(said) {
  throw new TypeError(`CardService: ${said}`);
}

/** @type {Check} */
const text = (value) =>
  typeof value === "string" ? value : refuse(`text expected, got ${typeof value}`);

/** @type {Check} */
const flag = (value) =>
  typeof value === "boolean" ? value : refuse(`boolean expected, got ${typeof value}`);

/** @type {Check} */
const whole = (value) =>
  Number.isInteger(value) ? value : refuse(`whole number expected, got ${value}`);

/** @type {Check} Action parameters are texts, and nothing but. */
const parameters = (value) => {
  if (typeof value !== "object" || value === null) {
    return refuse("parameters are an object");
  }
  for (const [name, given] of Object.entries(value)) {
    if (typeof given !== "string") {
      refuse(`parameter ${name} is no text`);
    }
  }
  return { ...value };
};

/** @type {Check} */
const addresses = (value) =>
  Array.isArray(value) ? value.map(text) : refuse("a list of addresses expected");

/** @type {Check} */
const cards = (value) =>
  Array.isArray(value) && value.length > 0
    ? value.map(node("Card"))
    : refuse("a list of cards expected");

/** @type {Check} http is rewritten by Gmail, other schemes are refused. */
const link = (value) =>
  /^(https|mailto|tel):/.test(String(value)) ? value : refuse(`link ${value}`);

/** @param {keyof typeof ENUMS} name @returns {Check} */
const one = (name) => (value) => {
  const found = ENUMS[name][Number(value)];
  return typeof value === "number" && found ? found : refuse(`no ${name}: ${value}`);
};

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
const BUILDERS = {
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

/**
 * Build the CardService of one execution.
 * @returns {object}
 */
export function cardService() {
  /** @type {Record<string, unknown>} */
  const members = {};
  for (const kind of Object.keys(BUILDERS)) {
    members[`new${kind}`] = () => builder(kind);
  }
  for (const [name, values] of Object.entries(ENUMS)) {
    const numbers = Object.fromEntries(values.map((value, at) => [value, at]));
    members[name] = strict(name, numbers);
  }
  return strict("CardService", members);
}

/**
 * Take the recording out of what a function of the add-on returned.
 * @param {unknown} value
 * @returns {Recorded|null} null when it is nothing that CardService built.
 */
export function recordingOf(value) {
  if (typeof value !== "object" || value === null) {
    return null;
  }
  return /** @type {any} */ (value)[RECORDING] ?? null;
}

/** @param {Recorded} card @returns {Recorded[]} */
export function widgetsOf(card) {
  /** @type {Recorded[]} */
  const sections = card["sections"] ?? [];
  return sections.flatMap((section) => section["widgets"] ?? []);
}

/** @param {string} kind @returns {object} */
function builder(kind) {
  const {
    methods,
    needs = [],
    limits,
    builds,
  } = /** @type {Builder} */ (BUILDERS[kind]);
  /** @type {Recorded} */
  const recorded = { kind };
  /** @type {Record<string|symbol, unknown>} */
  const members = { [RECORDING]: recorded };
  const self = strict(kind, members);
  for (const [name, method] of Object.entries(methods)) {
    members[name] = (/** @type {unknown[]} */ ...given) => {
      record(recorded, name, method, given);
      return self;
    };
  }
  if (builds) {
    members["build"] = () => {
      if (needs.some((field) => recorded[field] === undefined)) {
        refuse(`${builds} without ${needs.join(", ")}`);
      }
      limits?.(recorded);
      // A copy, so that what is built stays as it was.
      const built = structuredClone({ ...recorded, kind: builds });
      const printed = () => JSON.stringify(built);
      return strict(builds, { [RECORDING]: built, printJson: printed });
    };
  }
  return self;
}

/**
 * @param {Recorded} recorded
 * @param {string} name
 * @param {Method} method
 * @param {unknown[]} given
 */
function record(recorded, name, { field, many, takes, names }, given) {
  if (given.length !== takes.length) {
    refuse(`${recorded.kind}.${name} takes ${takes.length}, got ${given.length}`);
  }
  const checked = takes.map((check, at) => check(given[at]));
  /** @type {unknown} */
  let value = checked[0];
  if (field === "steps") {
    value = { step: names?.[0], ...(checked.length > 0 && { card: checked[0] }) };
  } else if (names) {
    value = Object.fromEntries(names.map((each, at) => [each, checked[at]]));
  }
  recorded[field] = many ? [...(recorded[field] ?? []), value] : value;
}

/**
 * An object of which every unknown member throws, as a misspelt method does in Gmail.
 * @template {object} T
 * @param {string} name
 * @param {T} members
 * @returns {T}
 */
export function strict(name, members) {
  return new Proxy(members, {
    get(target, member) {
      if (member in target) {
        return Reflect.get(target, member);
      }
      if (typeof member === "symbol" || member === "toJSON" || member === "then") {
        return undefined;
      }
      throw new TypeError(`${name}.${member} does not exist`);
    },
    set() {
      throw new TypeError(`${name} cannot be changed`);
    },
  });
}
