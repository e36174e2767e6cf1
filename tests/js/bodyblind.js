// ESLint rules behind the first promise: a client does not even read a mail's text.
//
// They look at names in every form code can spell one (a.b, a["b"], const { b } = a, a
// string that might be used as one), and do not follow values: whoever reads a body has to
// name it somewhere, or to put a name together, which is refused where Outlook is at hand.

const TEXT = "a client never reads the text of a mail";
const BUILT = "a name put together at run time hides what is read: spell it";

/** @typedef {import("eslint").Rule.RuleModule} Rule */

/**
 * The name a node spells, if it spells one that is known before the code runs.
 * @param {any} node the property of a member, or the key of a pattern
 * @param {boolean} computed
 */
function spelled(node, computed) {
  if (!computed && node.type === "Identifier") {
    return node.name;
  }
  if (node.type === "Literal") {
    return String(node.value);
  }
  if (node.type === "TemplateLiteral" && node.expressions.length === 0) {
    return node.quasis[0].value.cooked;
  }
  return null;
}

/** The variable a chain of members and calls begins with. @param {any} node */
function rootOf(node) {
  let at = node;
  while (["MemberExpression", "CallExpression", "ChainExpression"].includes(at.type)) {
    at = at.object ?? at.callee ?? at.expression;
  }
  return at.type === "Identifier" ? at.name : at.type;
}

/**
 * Refuse names that read a mail, however they are spelled.
 * @type {Rule}
 */
const names = {
  meta: { type: "problem", schema: [{ type: "array", items: { type: "string" } }] },
  create(context) {
    const refused = new Set(context.options[0]);
    /** @param {any} node @param {string | null} name */
    const look = (node, name) => {
      if (name !== null && refused.has(name)) {
        context.report({ node, message: `${TEXT}: ${name}` });
      }
    };
    return {
      MemberExpression: (/** @type {any} */ node) =>
        look(node, spelled(node.property, node.computed)),
      "ObjectPattern > Property": (/** @type {any} */ node) =>
        look(node, spelled(node.key, node.computed)),
      Literal: (/** @type {any} */ node) => look(node, spelled(node, true)),
      TemplateLiteral: (/** @type {any} */ node) => look(node, spelled(node, true)),
    };
  },
};

/**
 * Let a name stand only where it is followed by, or follows, what is harmless.
 *
 * `body` may be written to: item.body.appendOnSendAsync. `getAsync` may be asked of
 * recipients: item.to.getAsync. What is an element of a page of our own has a body too.
 * @type {Rule}
 */
const only = {
  meta: { type: "problem", schema: [{ type: "object" }] },
  create(context) {
    const { body, getAsync, owners } = context.options[0];
    /** @param {any} node */
    const harmless = (node) => {
      const { object, parent, property } = node;
      if (node.computed) {
        return false;
      }
      if (property.name === "getAsync") {
        return getAsync.includes(object.type === "MemberExpression" && spelled(object.property, object.computed));
      }
      const after = parent.type === "MemberExpression" && parent.object === node && !parent.computed;
      return owners.includes(rootOf(object)) || (after && body.includes(parent.property.name));
    };
    /** @param {any} node @param {string | null} name */
    const refuse = (node, name) => {
      if (name === "body" || name === "getAsync") {
        context.report({ node, message: `${TEXT}: ${name}` });
      }
    };
    return {
      MemberExpression(/** @type {any} */ node) {
        const name = spelled(node.property, node.computed);
        if (!harmless(node)) {
          refuse(node, name);
        }
      },
      "ObjectPattern > Property": (/** @type {any} */ node) =>
        refuse(node, spelled(node.key, node.computed)),
      Literal: (/** @type {any} */ node) => refuse(node, spelled(node, true)),
      TemplateLiteral: (/** @type {any} */ node) => refuse(node, spelled(node, true)),
    };
  },
};

/**
 * Refuse names made at run time, and looks at all members at once.
 * @type {Rule}
 */
const plain = {
  meta: { type: "problem", schema: [{ type: "array", items: { type: "string" } }] },
  create(context) {
    const tables = new Set(context.options[0]);
    /** @param {any} node */
    const refuse = (node) => context.report({ node, message: BUILT });
    return {
      "MemberExpression[computed=true]"(/** @type {any} */ node) {
        const known = spelled(node.property, true) !== null;
        if (!known && !tables.has(rootOf(node.object))) {
          refuse(node);
        }
      },
      "CallExpression > MemberExpression[computed=true].callee": refuse,
      "ObjectPattern > Property[computed=true]": refuse,
      "ObjectPattern > RestElement": refuse,
      ForInStatement: refuse,
      "Identifier[name=/^(Reflect|Proxy)$/]": refuse,
      "MemberExpression[object.name='Object'][property.name=/^(entries|values|getOwn)/]": refuse,
    };
  },
};

export default { rules: { names, only, plain } };
