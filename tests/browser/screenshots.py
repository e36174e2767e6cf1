"""Make the pictures of the docs: `python -m tests.browser.screenshots`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import requests
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.newcomer import DAVE, Newcomer
from tests.desk.demo import ANY_PORTS, demo
from tests.house import chromium, node

UNSEEN, APPLES = "kim@partner.example", "lee@design.example"
DOCS = Path(__file__).parents[2] / "backend" / "docs"


@contextmanager
def started() -> Iterator[Browser]:
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(node.NODE)
    program = chromium.executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=chromium.flags(),
            env={**os.environ, **chromium.environment(program)},
        )
        yield browser
        browser.close()


def new_page(browser: Browser, colours: Literal["light", "dark"]) -> Page:
    return browser.new_context(
        viewport={"width": 1500, "height": 940},
        color_scheme=colours,
        reduced_motion="reduce",
        locale="en-GB",
    ).new_page()


def fetch_as(desk_url: str, address: str, opener: str) -> None:
    """Let software fetch what was sent to somebody whose inbox is not shown."""
    with requests.Session() as session:
        for mail in session.get(f"{desk_url}/mail?to={address}").json()["mail"]:
            told = {"mail_id": mail["id"], "opener": opener}
            session.post(f"{desk_url}/open-as", json=told).raise_for_status()


def take(browser: Browser, colours: Literal["light", "dark"]) -> None:
    """Walk the newcomer's path in both panels and take a picture of what is seen."""
    with demo(*ANY_PORTS) as running:
        desk_url = running.told["desk_url"]
        newcomer = Newcomer(new_page(browser, colours))
        newcomer.go_to(desk_url)
        newcomer.task_pane.get_by_role("button", name="No, I choose").click()
        for address in (UNSEEN, APPLES):
            newcomer.write_in_gmail(address, "A question")
            newcomer.track_in_gmail()
            newcomer.send_in_gmail()
        newcomer.write_in_gmail(DAVE, "A question")
        newcomer.track_in_gmail()
        newcomer.send_in_gmail()
        for address in (UNSEEN, APPLES, DAVE):
            newcomer.write_in_outlook(address, "The offer")
            newcomer.track_in_outlook()
            newcomer.send_in_outlook()
        newcomer.reload_in_gmail_until(DAVE)
        newcomer.choose_inbox(DAVE)
        newcomer.open_mail("A question")
        expect(newcomer.mail_text).to_contain_text("Carol")
        newcomer.open_mail("The offer")
        expect(newcomer.mail_text).to_contain_text("Alice")
        fetch_as(desk_url, APPLES, "apple_prefetch")
        expect(newcomer.feed_in_outlook).to_contain_text("Apple privacy: cannot tell")
        expect(newcomer.feed_in_outlook).to_contain_text("opened")
        newcomer.reload_in_gmail_until("Opened")
        newcomer.page.mouse.move(0, 0)
        newcomer.gmail.locator(".desk-mount").evaluate("it => it.scrollTo(0, 0)")
        newcomer.outlook.locator("aside").screenshot(
            path=DOCS / f"taskpane-{colours}.png"
        )
        if colours == "light":
            newcomer.page.screenshot(path=DOCS / "desk.png")
            newcomer.sidebar.screenshot(path=DOCS / "gmail-card.png")


def main() -> None:
    """Take all pictures anew."""
    with started() as browser:
        take(browser, "light")
        take(browser, "dark")


if __name__ == "__main__":
    main()
