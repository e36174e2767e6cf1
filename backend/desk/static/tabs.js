/** Three panels side by side where they fit, else one at a time behind tabs.
 * Keys as in https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ */

const WIDE = "(min-width: 1100px)";

/** @param {HTMLElement} list */
export function mountTabs(list) {
  const tabs = [...list.querySelectorAll("button")];
  const panels = tabs.map((tab) => panelOf(tab));
  const wide = window.matchMedia(WIDE);
  let chosen = 0;

  function show() {
    list.hidden = wide.matches;
    panels.forEach((panel, index) => {
      panel.hidden = !wide.matches && index !== chosen;
      if (wide.matches) {
        panel.removeAttribute("role");
      } else {
        panel.setAttribute("role", "tabpanel");
      }
    });
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
    });
  }

  /** @param {number} index */
  function choose(index) {
    chosen = (index + tabs.length) % tabs.length;
    show();
    tabs[chosen]?.focus();
  }

  tabs.forEach((tab, index) => tab.addEventListener("click", () => choose(index)));
  list.addEventListener("keydown", (event) => {
    const goal = {
      ArrowLeft: chosen - 1,
      ArrowRight: chosen + 1,
      Home: 0,
      End: tabs.length - 1,
    }[event.key];
    if (goal !== undefined) {
      event.preventDefault();
      choose(goal);
    }
  });
  wide.addEventListener("change", show);
  show();
}

/**
 * @param {HTMLElement} tab
 * @returns {HTMLElement}
 */
function panelOf(tab) {
  const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
  if (panel === null) {
    throw new Error("a tab without its panel");
  }
  return panel;
}
