"""What does not fit at the width of the pane, and what can be read there."""

from pathlib import Path

from playwright.sync_api import Page

WIDTH = 320
SCRIPT = (Path(__file__).parent / "fit.js").read_text("utf-8")


def misfits(page: Page) -> list[str]:
    """Return what is wider than the pane, cut off, or broken within a word."""
    page.evaluate(SCRIPT)
    found: list[str] = page.evaluate("window.misfits", WIDTH)
    return found


def texts(page: Page) -> set[str]:
    """Return every text that can be seen, read aloud, or is a field's hint."""
    page.evaluate(SCRIPT)
    return set(page.evaluate("window.texts"))
