"""Alice may tell recipients in each mail; she can never tell less than policy wants."""

from typing import Any

import pytest

from backend.store import names
from tests.house.company import Company

DAVE = "dave@customer.example"


def rely_on_the_signature(office: Company) -> None:
    with office.installation.store.read() as reader:
        org_id = next(org.id for org in reader.organisations() if org.name[0] == "N")
    office.installation.store.write(
        lambda tx: tx.set_setting(org_id, names.DISCLOSURE_BY_SIGNATURE, names.YES)
    ).result()


def choose(office: Company, **preferences: Any) -> Any:
    answer = office.alice.ask("PATCH", "/me", json={"preferences": preferences})
    assert answer.ok
    return answer.json()


def says_so(office: Company) -> tuple[bool, bool]:
    """Return whether alice's mail to dave holds the line, and whether it is said to."""
    mail = office.alice.write([DAVE])
    return "/privacy/" in mail["html"], mail["disclosure"]["shown"]


def test_it_says_so_in_each_mail_while_policy_wants_it_whatever_alice_chose(
    office: Company,
) -> None:
    assert office.alice.ask("GET", "/me").json()["policy"]["disclosure_locked"] is True
    for chosen in (False, True):
        me = choose(office, always_disclose=chosen)
        assert me["preferences"]["always_disclose"] is chosen
        assert says_so(office) == (True, True)


def test_it_leaves_the_choice_to_alice_where_it_relies_on_a_signature(
    office: Company,
) -> None:
    rely_on_the_signature(office)
    me = office.alice.ask("GET", "/me").json()
    assert me["policy"]["disclosure_locked"] is False
    assert me["preferences"]["always_disclose"] is False
    assert says_so(office) == (False, False)
    choose(office, always_disclose=True)
    assert says_so(office) == (True, True)
    # Another choice leaves this one as it is; bob has made none.
    choose(office, auto_track=True)
    assert says_so(office) == (True, True)
    assert "/privacy/" not in office.bob.write([DAVE])["html"]
    choose(office, always_disclose=False)
    assert says_so(office) == (False, False)


def test_it_changes_the_draft_at_hand(office: Company) -> None:
    rely_on_the_signature(office)
    first = office.alice.write([DAVE], draft_ref="draft-0001")
    choose(office, always_disclose=True)
    again = office.alice.write([DAVE], draft_ref="draft-0001")
    assert again["message_id"] == first["message_id"]
    assert ("/privacy/" in first["html"], "/privacy/" in again["html"]) == (False, True)


@pytest.mark.parametrize("value", ["yes", 1, {}], ids=repr)
def test_it_takes_no_other_word_for_a_choice(office: Company, value: Any) -> None:
    answer = office.alice.ask(
        "PATCH", "/me", json={"preferences": {"always_disclose": value}}
    )
    assert answer.status_code == 422
