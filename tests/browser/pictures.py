"""Picture every state of the pane: `python -m tests.browser.pictures DIR [language]`.

Each at 320 px in light, dark and high contrast; `DIR/index.html` shows them all.
"""

import html
import logging
import re
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from tests.browser.fit import WIDTH
from tests.browser.pane import serving
from tests.browser.screenshots import started
from tests.browser.states import STATES, arrive

COLOURS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "contrast": {"color_scheme": "dark", "forced_colors": "active"},
}
SHEET = """<!doctype html>
<title>{title}</title>
<style>
  body {{ display: flex; flex-wrap: wrap; gap: 16px; font: 13px sans-serif }}
  figure {{ margin: 0 }}
  img {{ border: 1px solid grey; vertical-align: top }}
</style>
{figures}
"""


def context_of(browser: Browser, language: str) -> BrowserContext:
    """Return a profile in which no page leaves anything to the next one."""
    context = browser.new_context(
        viewport={"width": WIDTH, "height": 480},
        reduced_motion="reduce",
        locale=language,
        timezone_id="UTC",
    )
    context.add_init_script("localStorage.clear()")
    return context


def take(browser: Browser, origin: str, place: Path, language: str) -> list[str]:
    """Take all pictures; returns their names without colours."""
    context = context_of(browser, language)
    taken = []
    for name, state in STATES.items():
        page = context.new_page()
        pane = arrive(page, origin, state, language)
        file = re.sub(r"\W+", "-", name)
        for colours, media in COLOURS.items():
            page.emulate_media(**media)
            page.screenshot(path=place / f"{file}-{colours}.png", full_page=True)
        pane.close()
        taken.append(file)
    context.close()
    return taken


def sheet(taken: list[str], colours: dict[str, Any]) -> str:
    """Return a page that shows pictures beside each other."""
    figures = (
        f"<figure><figcaption>{html.escape(name)}</figcaption>"
        + "".join(f'<img src="{name}-{each}.png" alt="{each}">' for each in colours)
        + "</figure>"
        for name in taken
    )
    return SHEET.format(title="The pane", figures="\n".join(figures))


def main(arguments: list[str]) -> None:
    """Take all pictures anew."""
    place, language = Path(arguments[0]), (arguments[1:] or ["en"])[0]
    place.mkdir(parents=True, exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with serving() as origin, started() as browser:
        taken = take(browser, origin, place, language)
    (place / "index.html").write_text(sheet(taken, COLOURS), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
