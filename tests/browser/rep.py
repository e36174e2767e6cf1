"""What a rep does in the pane, named by its English words in every language."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.words import translated

Act = Callable[[Page], None]


def said(page: Page, text: str) -> str:
    """Return what an English text of the pane is in the language of this one."""
    language: str = page.evaluate("document.documentElement.lang")
    return translated(text, language[:2])


def press(*names: str) -> Act:
    def do(page: Page) -> None:
        for name in names:
            button = page.get_by_role("button", name=said(page, name), exact=True)
            button.first.click()

    return do


def press_last(name: str) -> Act:
    """Press the lowest of several buttons of one name."""
    return lambda page: page.get_by_role(
        "button", name=said(page, name), exact=True
    ).last.click()


def switch(name: str) -> Act:
    return lambda page: page.get_by_role("switch", name=said(page, name)).click()


def tab(name: str, *then: Act) -> Act:
    def do(page: Page) -> None:
        page.get_by_role("tab", name=said(page, name), exact=True).click()
        for each in then:
            each(page)

    return do


def settled(*then: Act) -> Act:
    def do(page: Page) -> None:
        page.evaluate("window.runEvent('onMessageCompose').then(window.noticeDraft)")
        for each in then:
            each(page)

    return do


def filtered(name: str, *then: Act) -> Act:
    def do(page: Page) -> None:
        page.get_by_label(said(page, name), exact=True).check(force=True)
        for each in then:
            each(page)

    return do


def row(name: str, *then: Act) -> Act:
    def do(page: Page) -> None:
        page.get_by_role("button", name=name).first.click()
        for each in then:
            each(page)

    return do


def link(target: str) -> Act:
    def do(page: Page) -> None:
        page.get_by_text(said(page, "Insert a tracked link")).click()
        page.get_by_label(said(page, "Address (https://…)")).fill(target)
        page.get_by_label(said(page, "Text to show")).fill("The offer")
        press("Insert")(page)

    return do


def never(domain: str) -> Act:
    def do(page: Page) -> None:
        page.get_by_label(said(page, "Domain"), exact=True).fill(domain)
        press("Add")(page)

    return do


def remove(domain: str) -> Act:
    def do(page: Page) -> None:
        name = said(page, "Remove {domain}").replace("{domain}", domain)
        page.get_by_role("button", name=name).click()

    return do


def search(text: str) -> Act:
    return lambda page: page.get_by_role("searchbox").fill(text)
