"""The browser, its pages, and what is kept when a test with a page fails."""

import os
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tests.house import chromium, loopback, node

FORBIDDEN_UNLESS_LOOPBACK = {"http", "https", "ws", "wss"}


class OpenPage(Protocol):
    """Opens a page in a browser profile of its own."""

    def __call__(
        self,
        url: str | None = None,
        *,
        width: int = 1280,
        height: int = 800,
        colour_scheme: Literal["light", "dark"] = "light",
    ) -> Page: ...


contexts_of_test = pytest.StashKey[list[BrowserContext]]()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = chromium.executable()
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's own Node needs a library that bare machines lack
        patch.setenv("PLAYWRIGHT_NODEJS_PATH", str(node.NODE))
        with sync_playwright() as playwright:
            started = playwright.chromium.launch(
                executable_path=program,
                args=chromium.flags(),
                env={**os.environ, **chromium.environment(program)},
            )
            yield started
            started.close()


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    outside: list[str] = []
    contexts = request.node.stash.setdefault(contexts_of_test, [])

    def note(asked: Request) -> None:
        parts = urlsplit(asked.url)
        if parts.scheme in FORBIDDEN_UNLESS_LOOPBACK and not loopback.is_loopback(
            parts.hostname or ""
        ):
            outside.append(asked.url)

    def open_(
        url: str | None = None,
        *,
        width: int = 1280,
        height: int = 800,
        colour_scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=colour_scheme,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="UTC",
        )
        contexts.append(context)
        context.on("request", note)
        context.tracing.start(snapshots=True)
        page = context.new_page()
        if url is not None:
            page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert outside == [], "a page asked for something outside this machine"


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep a picture and a trace of every page of a test that failed."""
    report = yield
    contexts = item.stash.get(contexts_of_test, [])
    if call.when == "call" and report.failed and contexts:
        place = Path(tempfile.mkdtemp(prefix="candor-failed-page-"))
        for number, context in enumerate(contexts):
            context.tracing.stop(path=place / f"{number}.zip")
            for page_number, shown in enumerate(context.pages):
                shown.screenshot(path=place / f"{number}-{page_number}.png")
        report.sections.append(("pictures and traces", str(place)))
    return report
