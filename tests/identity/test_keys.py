"""When an issuer is asked for its keys, and what holds while it does not answer."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Response, jsonify

from backend.identity.keys import KeySet
from backend.identity.refusal import IssuerUnavailable, Reason, TokenRefused
from tests.identity.outside import ENTRA_KEYS, NORTH, Outside


def entra_keys(outside: Outside) -> KeySet:
    return KeySet(outside.url + ENTRA_KEYS, outside.clock)


def newest(outside: Outside) -> str:
    return outside.issuer.entra_keys.newest[0]


def has_newest(keys: KeySet, outside: Outside) -> bool:
    key_id, key = outside.issuer.entra_keys.newest
    return keys.find(key_id).public_key == key.public_key()


def published(outside: Outside, **headers: str) -> Callable[[], Response]:
    """Return an answer with the true keys under other headers."""

    def answer() -> Response:
        response = jsonify(outside.issuer.entra_keys.published())
        response.headers.update({k.replace("_", "-"): v for k, v in headers.items()})
        return response

    return answer


def test_it_asks_once_for_many_tokens(outside: Outside) -> None:
    verifier = outside.verifier()
    for _ in range(20):
        verifier.verify(outside.issuer.token("alice"))
        verifier.verify(outside.issuer.token("bob"))
    assert outside.asked == [ENTRA_KEYS]


def test_it_learns_a_rotated_key_with_the_first_token_that_has_it(
    outside: Outside,
) -> None:
    verifier = outside.verifier()
    old = outside.issuer.token("alice")
    verifier.verify(old)
    outside.issuer.rotate()
    assert verifier.verify(outside.issuer.token("alice")).directory_id == NORTH
    assert verifier.verify(old).directory_id == NORTH  # its key is still published


def test_it_drops_a_key_that_is_published_no_more(outside: Outside) -> None:
    verifier = outside.verifier()
    withdrawn = outside.issuer.token("alice")
    verifier.verify(withdrawn)
    outside.issuer.rotate()
    outside.issuer.rotate()
    verifier.verify(outside.issuer.token("alice"))
    with pytest.raises(TokenRefused) as refused:
        verifier.verify(withdrawn)
    assert refused.value.reason is Reason.KEY


def test_it_asks_at_most_twice_for_500_unknown_keys(outside: Outside) -> None:
    keys = entra_keys(outside)
    for number in range(500):
        with pytest.raises(TokenRefused):
            keys.find(f"made up {number}")
    assert len(outside.asked) <= 2
    assert has_newest(keys, outside)


def test_it_looks_for_an_unknown_key_again_after_five_minutes(
    outside: Outside,
) -> None:
    keys = entra_keys(outside)
    with pytest.raises(TokenRefused):
        keys.find("not yet")
    outside.issuer.rotate()
    with pytest.raises(TokenRefused):
        keys.find(newest(outside))
    outside.clock.move(minutes=5)
    assert has_newest(keys, outside)


def test_it_believes_known_keys_while_the_issuer_is_down(outside: Outside) -> None:
    keys = entra_keys(outside)
    keys.find(newest(outside))
    outside.goes_down()
    outside.clock.move(hours=23, minutes=59)
    assert has_newest(keys, outside)


def test_it_believes_no_key_that_was_not_seen_for_a_day(outside: Outside) -> None:
    keys = entra_keys(outside)
    keys.find(newest(outside))
    outside.goes_down()
    outside.clock.move(hours=24)
    with pytest.raises(IssuerUnavailable):
        keys.find(newest(outside))


def test_it_asks_a_silent_issuer_every_five_minutes_only(outside: Outside) -> None:
    keys = entra_keys(outside)
    keys.find(newest(outside))
    outside.goes_down()
    outside.clock.move(hours=13)
    for _ in range(100):
        keys.find(newest(outside))
    assert len(outside.asked) == 2
    outside.clock.move(minutes=5)
    keys.find(newest(outside))
    assert len(outside.asked) == 3


def test_it_comes_back_soon_after_an_issuer_that_was_never_there(
    outside: Outside,
) -> None:
    keys = entra_keys(outside)
    outside.goes_down()
    for _ in range(100):
        with pytest.raises(IssuerUnavailable):
            keys.find(newest(outside))
    assert len(outside.asked) == 1
    outside.comes_back()
    outside.clock.move(seconds=10)
    assert has_newest(keys, outside)


def test_it_says_unavailable_of_a_port_where_nobody_listens(outside: Outside) -> None:
    keys = KeySet("http://127.0.0.1:1/keys", outside.clock)
    with pytest.raises(IssuerUnavailable):
        keys.find("any")


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        pytest.param({"Cache_Control": "max-age=3600"}, 60, id="an hour"),
        pytest.param({"Cache_Control": "Public, MAX-AGE=3600"}, 60, id="in capitals"),
        pytest.param(
            {"Cache_Control": "max-age=3600", "Age": "1800"}, 30, id="half of it spent"
        ),
        pytest.param({"Cache_Control": "max-age=3600, no-cache"}, 5, id="no-cache"),
        pytest.param({"Cache_Control": "no-store"}, 5, id="no-store"),
        pytest.param({"Cache_Control": "max-age=-1"}, 5, id="nonsense"),
        pytest.param({}, 5, id="nothing said"),
        pytest.param({"Cache_Control": "max-age=999999999"}, 12 * 60, id="30 years"),
    ],
)
def test_it_keeps_keys_as_long_as_the_issuer_says_within_bounds(
    outside: Outside, headers: dict[str, str], minutes: int
) -> None:
    keys = entra_keys(outside)
    outside.answer = published(outside, **headers)
    keys.find(newest(outside))
    outside.clock.move(minutes=minutes, seconds=-1)
    keys.find(newest(outside))
    assert len(outside.asked) == 1
    outside.clock.move(seconds=1)
    keys.find(newest(outside))
    assert len(outside.asked) == 2


@pytest.mark.parametrize("years", [10, -10])
def test_it_asks_again_when_the_clock_jumped(outside: Outside, years: int) -> None:
    keys = entra_keys(outside)
    keys.find(newest(outside))
    outside.clock.move(days=365 * years)
    keys.find(newest(outside))
    assert len(outside.asked) == 2


def test_it_keeps_its_keys_when_the_issuer_publishes_none(outside: Outside) -> None:
    keys = entra_keys(outside)
    keys.find(newest(outside))
    outside.answer = lambda: jsonify({"keys": []})
    outside.clock.move(hours=2)
    assert has_newest(keys, outside)


def test_it_asks_once_for_many_threads_that_start_together(outside: Outside) -> None:
    keys = entra_keys(outside)
    found = in_threads(16, lambda: keys.find(newest(outside)))
    assert len(found) == 16
    assert len(outside.asked) == 1


def test_it_serves_known_keys_while_another_thread_asks(outside: Outside) -> None:
    keys = KeySet(outside.url + ENTRA_KEYS, outside.clock, timeout_seconds=30)
    keys.find(newest(outside))
    asked, served = threading.Event(), threading.Event()
    served_meanwhile: list[bool] = []

    def slow() -> Response:
        asked.set()
        served_meanwhile.append(served.wait(10))
        return jsonify(outside.issuer.entra_keys.published())

    outside.answer = slow
    outside.clock.move(hours=2)
    asking = threading.Thread(target=keys.find, args=[newest(outside)])
    asking.start()
    assert asked.wait(10)
    keys.find(newest(outside))
    served.set()
    asking.join()
    assert served_meanwhile == [True]


def in_threads(number: int, work: Callable[[], Any]) -> list[Any]:
    together = threading.Barrier(number)
    results: list[Any] = []

    def run() -> None:
        together.wait()
        results.append(work())

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
