"""Promise 4: whoever fetches learns nothing of the token, by the front or without."""

import sqlite3
import threading
from contextlib import AbstractContextManager, closing
from urllib.parse import urlsplit

import pytest

from backend.domain.signals import Signals
from backend.web.forwarded import packed
from tests.house.company import CHROME, DAVE_ADDRESS, Company, privacy_link_of
from tests.house.patience import until
from tests.promises.answers import DAVE, GIL, answer, pass_time, path_of, paths
from tests.promises.held import held


def test_it_answers_alike_byte_for_byte(office: Company, door: str) -> None:
    every = paths(office)
    told = {name: answer(door, path) for name, path in every.items()}
    told["good, once more"] = answer(door, every["good"])
    assert told["good"].startswith(b"HTTP/1.1 200 ")
    assert {name for name in told if told[name] != told["good"]} == set()


def test_it_answers_alike_when_time_is_over(office: Company, door: str) -> None:
    good = path_of(office.alice.write([DAVE])["html"])
    before = answer(door, good)
    office.clock.move(days=366)
    over = answer(door, good)
    pass_time(office, days=1)
    assert before == over == answer(door, good)


def test_it_answers_alike_beyond_the_fiftieth_fetch(office: Company, door: str) -> None:
    good = path_of(office.alice.write([DAVE])["html"])
    assert len({answer(door, good) for _ in range(53)}) == 1


@pytest.mark.parametrize(
    "more",
    [
        ("Sec-GPC: 1",),
        ("Purpose: prefetch",),
        ("If-None-Match: *", "If-Modified-Since: Mon, 23 Nov 2026 19:00:00 GMT"),
        ("Range: bytes=0-9",),
        ("Accept-Encoding: gzip, br", "Accept: text/html"),
        ("Origin: https://mail.example", "Cookie: a=b", "Authorization: Bearer x"),
        ("X-Forwarded-For: nonsense, 1.2.3.4:80, fe80::1%eth0",),
    ],
    ids=lambda more: more[0].split(":")[0],
)
def test_it_answers_alike_whatever_is_asked_beside(
    office: Company, door: str, more: tuple[str, ...]
) -> None:
    good = path_of(office.alice.write([DAVE])["html"])
    plain = answer(door, good)
    for path in (good, f"/track/open/{'A' * 32}.png"):
        assert answer(door, path, "GET", *more) == plain


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
def test_it_answers_every_other_method_alike(
    office: Company, door: str, method: str
) -> None:
    every = paths(office)
    told = {name: answer(door, path, method) for name, path in every.items()}
    # What no server takes for a path is not asked of the two by other means.
    assert {name for name in told if told[name] != told["good"]} == set()
    if method == "HEAD":
        got = answer(door, every["good"]).partition(b"\r\n\r\n")[0]
        assert lines(told["good"]) == lines(got)


def lines(head: bytes) -> set[bytes]:
    """Return the lines of an answer's head, whatever their order and case."""
    return set(head.lower().strip().split(b"\r\n"))


FIRST = pytest.mark.parametrize("first", ["good", "unknown", "refused by gil"])


def held_data(office: Company, *names: str) -> AbstractContextManager[None]:
    return held(*(office.directory / "data" / name for name in names))


def tell(door: str, every: dict[str, str], first: str) -> set[bytes]:
    """Return the answers to tokens of all kinds; to one of them the first."""
    order = [first, "good", "unknown", "forged", "erased by alice", "junk 'x'"]
    return {answer(door, every[name]) for name in order}


@FIRST
def test_it_answers_as_ever_while_the_spool_stands_in(
    office: Company, door: str, first: str
) -> None:
    every = paths(office)
    usual = answer(door, every["good"])
    with held_data(office, "candor.db"):
        assert tell(door, every, first) == {usual}


@FIRST
def test_it_says_503_for_every_token_when_nothing_can_be_taken(
    office: Company, door: str, first: str
) -> None:
    every = paths(office)
    usual = answer(door, every["good"])
    with held_data(office, "candor.db", "spool.db"):
        # The first fetch after the store went away is no oracle either.
        told = tell(door, every, first)
    assert len(told) == 1
    assert told.pop().startswith(b"HTTP/1.1 503 ")
    assert tell(door, every, first) == {usual}


def test_it_records_again_once_the_store_is_back(office: Company, door: str) -> None:
    mail = office.alice.write([DAVE])
    with held_data(office, "candor.db", "spool.db"):
        answer(door, path_of(mail["html"]))
    assert office.alice.message(mail["message_id"])["opens"] == []
    answer(door, path_of(mail["html"]))
    assert until(lambda: len(office.alice.message(mail["message_id"])["opens"]) == 1)


def test_it_answers_alike_when_a_table_is_gone(office: Company, door: str) -> None:
    every = paths(office)
    before = answer(door, every["good"])
    with closing(sqlite3.connect(office.directory / "data/candor.db")) as other:
        other.execute("ALTER TABLE open RENAME TO away")
        told = {answer(door, every[name]) for name in ("good", "unknown", "junk 'x'")}
        other.execute("ALTER TABLE away RENAME TO open")
    assert told == {before}


def test_it_loses_no_open_to_a_neighbour_nobody_can_read(office: Company) -> None:
    good, spoilt = office.alice.write([DAVE]), office.alice.write([GIL])
    with closing(sqlite3.connect(office.directory / "data/candor.db")) as other:
        ruined = (bytes.fromhex(spoilt["message_id"]),)
        other.execute("UPDATE message SET state = 'nonsense' WHERE id = ?", ruined)
        other.commit()
    signals = Signals(office.clock(), packed(DAVE_ADDRESS), CHROME, {})
    free = threading.Event()
    store, collector = office.installation.store, office.installation.collector
    # While this job has the writer, both fetches queue up for one batch.
    store.write(lambda _: free.wait(20))
    tokens = [path_of(mail["html"]).rsplit("/", 1)[1][:32] for mail in (spoilt, good)]
    taken = [collector.taken(text, signals) for text in tokens]
    free.set()
    assert [each.result(20) for each in taken] == [None, None]
    assert len(office.alice.message(good["message_id"])["opens"]) == 1


def test_it_takes_no_token_of_one_kind_for_another(office: Company, door: str) -> None:
    mail = office.alice.write([DAVE])
    pixel = path_of(mail["html"]).rsplit("/", 1)[1].removesuffix(".png")
    link = urlsplit(privacy_link_of(mail["html"])).path
    answer(door, f"/track/open/{link.rsplit('/', 1)[1]}.png")
    assert office.alice.message(mail["message_id"])["opens"] == []
    assert answer(door, f"/privacy/{pixel}").startswith(b"HTTP/1.1 404 ")
