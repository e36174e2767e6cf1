// Two tabs, by mouse and by arrow keys.

export class Tabs {
  /** @param {{tab: HTMLElement, panel: HTMLElement, label: string}[]} pairs */
  constructor(pairs) {
    this.pairs = pairs;
    pairs.forEach(({ tab, label }, index) => {
      tab.textContent = label;
      tab.addEventListener("click", () => this.choose(index));
      tab.addEventListener("keydown", (event) => {
        if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
          const step = event.key === "ArrowRight" ? 1 : pairs.length - 1;
          const next = (index + step) % pairs.length;
          this.choose(next);
          pairs[next]?.tab.focus();
        }
      });
    });
  }

  /** @param {number} chosen */
  choose(chosen) {
    this.pairs.forEach(({ tab, panel }, index) => {
      const on = index === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      panel.hidden = !on;
    });
  }
}
