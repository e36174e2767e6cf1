"""What the pane touched of Office and sent to Candor, held to the promise."""

import re

from tests.browser.pane import ID, Pane
from tests.browser.sample import LINKS, OPENED, PRIVACY

# What a text could be read with; Outlook's own names (Office.Body, Office.Item).
BODY = re.compile(r"\.body\.(?!appendOnSendAsync$|setSelectedDataAsync$)\w+$")
READERS = re.compile(
    r"subject|getSelectedData|getAttachment|attachments|normalizedSubject|makeEws"
    r"|getCallbackToken|getItemIdAsync|saveAsync$|internetHeaders|getRegEx|getEntities"
)
# Keeps the rep's settings, not the mail.
SAVES = {"Office.context.roamingSettings.saveAsync"}

# The fields that the API's description knows, by request.
FIELDS = {
    "POST messages": {
        *("channel", "draft_ref", "recipients", "compose_type", "format"),
        "thread_ref",
    },
    "POST messages/match": {"channel", "sent_at", "recipients", "thread_ref"},
    f"POST messages/{ID}/sent": {"sent_at", "recipients", "thread_ref"},
    f"POST messages/{ID}/viewing": set[str](),
    f"POST messages/{ID}/stop": set[str](),
    f"POST opens/{4:032x}/mine": set[str](),
    LINKS: {"target", "text"},
    PRIVACY: set[str](),
    f"POST messages/{OPENED['id']}/viewing": set[str](),
    "PATCH me": {"preferences"},
}


def touches_no_text(pane: Pane) -> None:
    """Hold what was touched of Office, and sent to Candor, to the promise."""
    touched = set(pane.touched())
    assert {name for name in touched if BODY.search(name)} == set()
    assert {name for name in touched if READERS.search(name)} <= SAVES
    assert pane.page.evaluate("window.mailbox.bodyReads") == []
    for method, path, sent in pane.candor.asked:
        if sent is not None:
            assert set(sent) <= FIELDS[f"{method} {path}"]
