// A button that asks once more, since panes may not open dialogs.

import { el } from "./dom.js";
import { actAloud } from "./failure.js";

/**
 * @param {{words: import("./words.js").Words, id: string, label: string, question: string, yes: string, no: string,
 *   danger?: boolean, act: () => Promise<void>}} choice
 */
export function confirmButton({ words, id, label, question, yes, no, danger, act }) {
  const place = el("div", { class: "confirm" });
  const ask = () => {
    const sure = el(
      "button",
      { type: "button", class: danger ? "button button--danger" : "button" },
      yes,
    );
    const said = actAloud(sure, words, act);
    const leave = el("button", { type: "button", class: "button", click: rest }, no);
    const name = `${id}-question`;
    place.replaceChildren(
      el(
        "div",
        { class: "confirm__ask", role: "group", "aria-labelledby": name },
        el("p", { id: name }, question),
        el("div", { class: "row" }, sure, leave),
        said,
      ),
    );
    leave.focus();
  };
  const rest = () => {
    const start = el(
      "button",
      { type: "button", class: "button button--quiet", "data-keep": id, click: ask },
      label,
    );
    const returning = place.contains(document.activeElement);
    place.replaceChildren(start);
    if (returning) {
      start.focus();
    }
  };
  rest();
  return place;
}
