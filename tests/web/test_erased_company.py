"""Alice's company is erased while the server still remembers who she is."""

import pytest

from backend.services.erasure import Erasure
from tests.house.company import Company

DAVE = "dave@customer.example"


@pytest.fixture
def erased(office: Company) -> Company:
    """Return the office after the erasure; no minute has passed since she asked."""
    assert office.alice.ask("GET", "/me").ok
    there = office.installation
    with there.store.read() as reader:
        (north,) = [org for org in reader.organisations() if org.name == "North Sales"]
    erasure = Erasure(there.store, there.keyring, clock=office.clock, actor="cli")
    erasure.organisation(north.id)
    return office


def test_it_shows_her_an_empty_place(erased: Company) -> None:
    assert erased.alice.feed()["messages"] == []
    assert not erased.alice.ask("GET", "/me").json()["organisation"]["enabled"]


def test_it_tracks_nothing_for_her(erased: Company) -> None:
    assert erased.alice.write([DAVE])["reason"] == "organisation_off"


def test_it_keeps_nothing_she_chooses(erased: Company) -> None:
    answer = erased.alice.ask(
        "PATCH", "/me", json={"preferences": {"auto_track": True}}
    )
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/organisation-unknown"


def test_it_leaves_carol_s_company_alone(erased: Company) -> None:
    assert erased.carol.write([DAVE])["tracked"]
