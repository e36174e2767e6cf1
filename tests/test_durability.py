"""An answered open is never lost: the server is killed under load, again and again.

SIGKILL shows process death; what a power cut does is the business of fsync, which
another test traces.
"""

import random
from pathlib import Path

import pytest

from tests.house.ledger import killed
from tests.house.shop import Shop

pytestmark = pytest.mark.xdist_group("load")  # one after the other: it fills a core
KILLS = 20


def test_it_loses_no_answered_open_when_killed(tmp_path: Path) -> None:
    ledger, stored = killed(Shop(tmp_path), KILLS)
    kept = {path for path, rows in stored.items() if rows}
    assert len(ledger.acknowledged) > 20 * KILLS, "too little load to prove anything"
    assert ledger.acknowledged - kept == set()
    assert kept - ledger.requested == set()
    assert max(stored.values()) == 1


def test_it_would_notice_a_server_that_answers_before_it_stores(
    tmp_path: Path,
) -> None:
    ledger, stored = killed(Shop(tmp_path, "tests.house.hasty:create"), 3)
    assert [path for path in ledger.acknowledged if not stored[path]] != []


@pytest.fixture(autouse=True)
def _chance_is_repeatable() -> None:
    random.seed(20261123)
