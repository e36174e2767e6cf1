"""Long work in short jobs, with room between them for others."""

import time
from functools import partial
from itertools import pairwise

import pytest

from backend.services import portions
from backend.services.portions import Portions
from backend.store.store import Store, Transaction
from tests.store.people import NORTH


def test_it_ends_a_job_when_its_time_is_up(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "JOB_SECONDS", 0.025)

    def work(_tx: Transaction, _item: int) -> bool:
        time.sleep(0.01)
        return True

    done = list(Portions(store).each(range(7), work))
    jobs = [after - before for before, after in pairwise([0, *done])]
    assert done[-1] == 7
    assert max(jobs) <= 3  # fewer where the machine is busy


def test_it_asks_again_for_what_was_not_all(store: Store) -> None:
    left = {"offer": 3, "reply": 1}

    def work(_tx: Transaction, item: str) -> bool:
        left[item] -= 1
        return left[item] == 0

    assert list(Portions(store).each(list(left), work)) == [2]
    assert left == {"offer": 0, "reply": 0}


def test_it_lets_others_write_in_between(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "JOB_SECONDS", 0.0)
    names: list[int] = []
    each = Portions(store).each(range(3), lambda _tx, _item: True)
    for done in each:
        # Durable before the next job has begun.
        store.write(partial(_note, done=done)).result()
        with store.read() as reader:
            names.append(len(reader.settings(NORTH.id)))
    assert names == [1, 2, 3]


def _note(tx: Transaction, *, done: int) -> None:
    tx.set_setting(NORTH.id, str(done), "")


def test_it_rests_beside_another_process(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []
    monkeypatch.setattr(portions, "JOB_SECONDS", 0.0)
    monkeypatch.setattr(time, "sleep", rests.append)
    list(Portions(store, 0.5).each(range(3), lambda _tx, _item: True))
    assert rests.count(0.5) == 3
