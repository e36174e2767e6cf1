from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.feed import Status, Summary, summarise
from backend.domain.fetchers import CLIENTS
from backend.domain.judge import REASONS, FetchClass, Verdict
from backend.domain.observe import Network
from backend.domain.opens import Open
from tests.domain.messages import SENT, a_message


def row(
    fetch_class: str, confidence: float, client: str = "chrome", minutes: int = 5
) -> Open:
    return Open(
        id=minutes.to_bytes(16, "big"),
        at=SENT + timedelta(minutes=minutes),
        verdict=Verdict(
            FetchClass(fetch_class), confidence, (f"{fetch_class}_reason",)
        ),
        client=client,
        network=Network.EYEBALL,
        prefetch=False,
    )


DIRECT = row("direct", 0.9)
WITHIN = row("direct", 0.7)
GMAIL = row("proxied", 0.8, "gmail_proxy")
YAHOO = row("proxied", 0.8, "yahoo_proxy")
OWA = row("proxied", 0.8, "outlook_web")
EARLY = row("proxied", 0.5, "gmail_proxy")
OTHER = row("proxied", 0.5, "other_proxy")
APPLE = row("prefetch", 0.95, "apple_mpp")
UNKNOWN = row("unknown", 0.4, "gmail_proxy")
MACHINES = [
    row("self", 0.9),
    row("pre_send", 0.95),
    row("bot", 0.9),
    row("scanner", 0.95),
    row("duplicate", 0.9),
]


@pytest.mark.parametrize(
    ("opens", "status", "via", "persons", "machines"),
    [
        pytest.param([], "not_seen", None, 0, 0, id="no fetch"),
        *(
            pytest.param([each], "not_seen", None, 0, 1, id=each.verdict.fetch_class)
            for each in MACHINES
        ),
        pytest.param(MACHINES, "not_seen", None, 0, 5, id="only machines and alice"),
        pytest.param([APPLE], "cannot_tell", None, 0, 1, id="apple privacy"),
        pytest.param([UNKNOWN], "cannot_tell", None, 0, 1, id="unknown"),
        pytest.param([EARLY], "maybe", "Gmail", 0, 1, id="early by gmail"),
        pytest.param([OTHER], "maybe", None, 0, 1, id="a proxy without a name here"),
        pytest.param([row("direct", 0.6)], "maybe", None, 0, 1, id="a weak direct"),
        pytest.param([GMAIL], "opened_via", "Gmail", 1, 0, id="gmail"),
        pytest.param([YAHOO], "opened_via", "Yahoo", 1, 0, id="yahoo"),
        pytest.param([OWA], "opened_via", "Outlook", 1, 0, id="outlook on the web"),
        pytest.param([DIRECT], "opened", None, 1, 0, id="direct"),
        pytest.param([WITHIN], "opened", None, 1, 0, id="direct, just enough"),
        pytest.param([GMAIL, DIRECT], "opened", None, 2, 0, id="both"),
        pytest.param([APPLE, UNKNOWN, EARLY], "maybe", "Gmail", 0, 3, id="no open yet"),
        pytest.param([*MACHINES, APPLE, GMAIL], "opened_via", "Gmail", 1, 6, id="all"),
    ],
)
def test_it_shows_the_best_status_the_fetches_support(
    opens: list[Open], status: str, via: str | None, persons: int, machines: int
) -> None:
    summary = summarise(a_message(), opens)
    assert (summary.status, summary.via) == (status, via)
    assert (summary.opens, summary.machine) == (persons, machines)


def test_it_upgrades_with_a_later_better_fetch_and_never_back() -> None:
    story = [
        (row("scanner", 0.95, minutes=0), "not_seen"),
        (row("prefetch", 0.95, minutes=1), "cannot_tell"),
        (row("proxied", 0.5, "gmail_proxy", minutes=2), "maybe"),
        (row("proxied", 0.8, "gmail_proxy", minutes=3), "opened_via"),
        (row("direct", 0.9, minutes=4), "opened"),
        (row("bot", 0.9, minutes=5), "opened"),
    ]
    opens: list[Open] = []
    for each, status in story:
        opens.append(each)
        assert summarise(a_message(), opens).status == status


def test_it_dates_and_explains_the_status_by_the_newest_fetch_behind_it() -> None:
    first, second = row("direct", 0.9, minutes=5), row("direct", 0.9, minutes=8)
    scan = row("scanner", 0.95, minutes=9)
    for order in permutations([first, second, scan]):
        summary = summarise(a_message(), order)
        assert summary.at == second.at
        assert summary.reasons == ("direct_reason",)


def test_it_dates_nothing_that_nobody_opened() -> None:
    assert summarise(a_message(), MACHINES) == Summary(
        Status.NOT_SEEN, None, None, someone=False, opens=0, machine=5, reasons=()
    )


@pytest.mark.parametrize(("recipients", "someone"), [(1, False), (2, True), (9, True)])
def test_it_names_nobody_when_there_are_several(
    recipients: int, *, someone: bool
) -> None:
    message = a_message(recipient_count=recipients)
    assert summarise(message, [DIRECT]).someone is someone


verdicts = st.builds(
    Verdict,
    st.sampled_from(FetchClass),
    st.sampled_from([0.4, 0.5, 0.6, 0.69, 0.7, 0.8, 0.9, 0.95]),
    st.tuples(st.sampled_from(sorted(REASONS))),
)
rows = st.builds(
    Open,
    id=st.binary(min_size=16, max_size=16),
    at=st.integers(0, 99).map(lambda minutes: SENT + timedelta(minutes=minutes)),
    verdict=verdicts,
    client=st.sampled_from(sorted(CLIENTS)),
    network=st.sampled_from(Network),
    prefetch=st.booleans(),
)


@given(st.lists(rows, max_size=6))
def test_it_never_says_more_than_is_known(opens: list[Any]) -> None:
    summary = summarise(a_message(), opens)
    persons = [each for each in opens if each.verdict.is_open]
    direct = [e for e in persons if e.verdict.fetch_class is FetchClass.DIRECT]
    assert (summary.status is Status.OPENED) == bool(direct)
    assert summary.opens == len(persons)
    assert summary.opens + summary.machine == len(opens)
    if summary.status is Status.OPENED_VIA:
        assert persons
    if summary.status is Status.NOT_SEEN:
        assert summary.at is None
    else:
        assert summary.at in {each.at for each in opens}
        assert summary.reasons
