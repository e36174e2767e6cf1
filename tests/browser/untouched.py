"""What the pane touched of Office and sent to Candor, held to the promise."""

import re

from tests.browser.pane import Pane
from tests.house.fields import known, paths

# What a text could be read with; Outlook's own names (Office.Body, Office.Item).
BODY = re.compile(r"\.body\.(?!appendOnSendAsync$|setSelectedDataAsync$)\w+$")
READERS = re.compile(
    r"subject|getSelectedData|getAttachment|attachments|normalizedSubject|makeEws"
    r"|getCallbackToken|getItemIdAsync|saveAsync$|internetHeaders|getRegEx|getEntities"
)
# Keeps the rep's settings, not the mail.
SAVES = {"Office.context.roamingSettings.saveAsync"}


def touches_no_text(pane: Pane) -> None:
    """Hold what was touched of Office, and sent to Candor, to the promise."""
    touched = set(pane.touched())
    assert {name for name in touched if BODY.search(name)} == set()
    assert {name for name in touched if READERS.search(name)} <= SAVES
    assert pane.page.evaluate("window.mailbox.bodyReads") == []
    for method, path, sent in pane.candor.asked:
        assert set(paths(sent)) <= known(method, path)
