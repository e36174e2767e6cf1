"""Promise 10: the sidebar says "opened" of a judged person, and never "not opened"."""

import itertools
import re
from datetime import timedelta

import pytest

from backend.domain.feed import Status, summarise
from backend.domain.judge import OPEN_CONFIDENCE, FetchClass, Verdict
from backend.domain.observe import Network
from backend.domain.opens import Open
from tests.domain.messages import SENT, a_message
from tests.test_glossary import javascript_words, page_words

# As sure as any rule is, as unsure, and a hair on either side of the line.
CONFIDENCES = (0.0, 0.4, OPEN_CONFIDENCE - 1e-9, OPEN_CONFIDENCE, 0.95, 1.0)
EVERY_KIND = tuple(itertools.product(FetchClass, CONFIDENCES))
AT_THE_LINE = tuple(itertools.product(FetchClass, CONFIDENCES[2:4]))
PERSONS = {FetchClass.DIRECT, FetchClass.PROXIED}
SILENT = {
    *(FetchClass.PRE_SEND, FetchClass.SELF, FetchClass.DUPLICATE),
    *(FetchClass.BOT, FetchClass.SCANNER),
}
SAYS_OPENED = {Status.OPENED, Status.OPENED_VIA}


def fetched(fetch_class: FetchClass, confidence: float, minutes: int) -> Open:
    return Open(
        id=bytes([minutes]) * 16,
        at=SENT + timedelta(minutes=minutes),
        verdict=Verdict(fetch_class, confidence, ()),
        client="chrome",
        network=Network.EYEBALL,
        prefetch=False,
    )


@pytest.mark.parametrize(
    ("kinds", "how_many"),
    [(EVERY_KIND, 0), (EVERY_KIND, 1), (EVERY_KIND, 2), (AT_THE_LINE, 3)],
    ids=["no fetch", "any one", "any two", "any three at the line"],
)
def test_it_says_opened_exactly_where_a_person_was_judged(
    kinds: tuple[tuple[FetchClass, float], ...], how_many: int
) -> None:
    for seen in itertools.product(kinds, repeat=how_many):
        rows = [fetched(*each, minutes) for minutes, each in enumerate(seen)]
        summary = summarise(a_message(), rows)
        persons = [
            row
            for row in rows
            if row.verdict.fetch_class in PERSONS
            and row.verdict.confidence >= OPEN_CONFIDENCE
        ]
        assert (summary.status in SAYS_OPENED) == bool(persons), seen
        assert summary.opens == len(persons), seen
        assert summary.opens + summary.machine == how_many, seen
        if persons:
            assert summary.at in {row.at for row in persons}, seen
        # "Not seen" is no fetch at all, or none that could have been the reader's.
        silent = {row.verdict.fetch_class for row in rows} <= SILENT
        assert (summary.status is Status.NOT_SEEN) == silent, seen


UNSAYABLE = re.compile(
    r"\bun(read|opened|seen)\b"
    r"|\b(not|never|nobody|no one|\w+n't)( has| have)?( been| yet)?"
    r" (open(ed)?|read it)\b"
    r"|\b(has|have|was|were|been|is) (already )?read\b(?!-)"
    r"|\bread (by|at|on|receipt)\b"
    r"|\bignored\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "said",
    [
        *("Not opened", "unopened", "2 unread", "was not opened yet", "hasn't opened"),
        *("nobody opened it", "Dave has read it", "read by dave", "read at 7"),
        *("unseen", "never opened", "not yet opened", "a read receipt"),
        *("was already read", "ignored"),
    ],
)
def test_it_would_notice(said: str) -> None:
    assert UNSAYABLE.search(said)


def test_it_never_says_that_a_mail_was_not_opened_or_was_read() -> None:
    said = [
        (path, word)
        for path, word in [*javascript_words(), *page_words()]
        if "desk" not in path.parts  # dave's own inbox may call his mail unread
    ]
    assert len(said) > 1000
    found = [(path.name, word) for path, word in said if UNSAYABLE.search(word)]
    assert found == []
