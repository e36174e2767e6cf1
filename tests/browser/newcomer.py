"""What a newcomer does at the trial desk, in the words of its buttons."""

from dataclasses import dataclass

from playwright.sync_api import FrameLocator, Locator, Page, expect

# A headless browser calls itself one and is rightly taken for a program; a newcomer's
# does not.
BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
DAVE = "dave@customer.example"
ERIN = "erin@client.example"
RELOADS = 40


@dataclass
class Newcomer:
    """Somebody in front of the desk."""

    page: Page

    def __post_init__(self) -> None:
        self.page.context.set_extra_http_headers({"User-Agent": BROWSER})

    def go_to(self, desk_url: str) -> None:
        self.page.goto(desk_url)
        self.outlook.get_by_role("button", name="Track").wait_for()
        self.gmail.get_by_role("button", name="Compose").wait_for()

    @property
    def outlook(self) -> Locator:
        return self.page.locator("#outlook")

    @property
    def gmail(self) -> Locator:
        return self.page.locator("#gmail")

    @property
    def inbox(self) -> Locator:
        return self.page.locator("#inbox")

    @property
    def task_pane(self) -> FrameLocator:
        return self.outlook.frame_locator("iframe[title='Candor']")

    @property
    def sidebar(self) -> Locator:
        return self.gmail.get_by_role("complementary")

    @property
    def feed_in_gmail(self) -> Locator:
        """What the sidebar lists; its filter names the kinds of mail as well."""
        return self.sidebar.locator(".gm-row")

    @property
    def feed_in_outlook(self) -> Locator:
        """All of the sender's mail in the task pane; chosen when it is not shown."""
        self.task_pane.get_by_role("tab", name="All mail").click()
        return self.task_pane.get_by_role("tabpanel", name="All mail")

    @property
    def mail_text(self) -> Locator:
        """The text of the mail that the recipient opened."""
        return self.inbox.frame_locator("iframe").locator("body")

    def write_in_outlook(self, to: str, subject: str) -> None:
        self.outlook.get_by_role("button", name="New mail").click()
        self.outlook.get_by_label("To", exact=True).fill(to)
        self.outlook.get_by_label("Subject").fill(subject)
        self.outlook.get_by_role("textbox", name="Message").fill(
            "Hello, here is the offer we spoke about. Kind regards, Alice"
        )

    def track_in_outlook(self) -> None:
        self.outlook.get_by_role("button", name="Track", exact=True).click()
        # Outlook says what came of it above the mail.
        self.outlook.get_by_role("status").filter(has_text="racked").wait_for()

    def send_in_outlook(self) -> None:
        self.outlook.get_by_role("button", name="Send", exact=True).click()
        self.outlook.get_by_label("Sent mail").wait_for()

    def write_in_gmail(self, to: str, subject: str) -> None:
        self.gmail.get_by_role("button", name="Compose").click()
        self.gmail.get_by_label("To", exact=True).fill(to)
        self.gmail.get_by_label("Subject").fill(subject)
        self.gmail.get_by_role("textbox", name="Message body").fill(
            "Hello, I have a question about the offer. Kind regards, Carol"
        )

    def press_track_in_gmail(self) -> None:
        self.sidebar.get_by_role("button", name="Track this mail").click()

    def track_in_gmail(self) -> None:
        self.press_track_in_gmail()
        # The line that tells the recipient shows that the draft was changed.
        written = self.gmail.get_by_role("textbox", name="Message body")
        written.get_by_role("link").wait_for()

    def reload_in_gmail_until(self, text: str) -> None:
        """Reload the sidebar as a rep does: Gmail has no live update."""
        reload = self.sidebar.get_by_role("button", name="Reload")
        for _ in range(RELOADS):
            reload.click()
            expect(self.sidebar).to_have_attribute("aria-busy", "false")
            if any(text in row for row in self.feed_in_gmail.all_inner_texts()):
                return
            self.page.wait_for_timeout(500)
        raise AssertionError(f"the sidebar never said {text!r}")

    def send_in_gmail(self) -> None:
        self.gmail.get_by_role("button", name="Send", exact=True).click()
        self.gmail.get_by_role("heading", name="Sent").wait_for()

    def choose_inbox(self, address: str) -> None:
        self.inbox.get_by_label("Whose inbox").select_option(address)

    def open_as(self, opener: str) -> None:
        self.inbox.get_by_label("Open as").select_option(label=opener)

    def open_mail(self, subject: str) -> None:
        self.inbox.get_by_role("list").get_by_role("button").filter(
            has_text=subject
        ).click()
