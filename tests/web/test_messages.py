"""Alice writes to dave; what she is told, and what nobody else is."""

import pytest
import requests

from tests.house.company import (
    GMAIL_PROXY,
    GOOGLE_ADDRESS,
    Company,
    draft,
    pixel_of,
    privacy_link_of,
)

DAVE, ERIN, BOB = "dave@customer.example", "erin@client.example", "bob@north.example"


def test_it_issues_a_pixel_with_the_line_that_says_so(office: Company) -> None:
    answer = office.alice.write([DAVE])
    assert answer["tracked"] is True
    assert answer["insert_at"] == "append_on_send"
    assert answer["mode"] == "detailed"
    assert "North Sales" in answer["html"]
    assert f"{office.url}/privacy/" in privacy_link_of(answer["html"])
    assert f"{office.url}/track/open/" in pixel_of(answer["html"])
    assert len(answer["html"]) < 5000


def test_it_shows_alice_that_dave_opened_her_mail(office: Company) -> None:
    answer = office.alice.write([DAVE])
    assert office.alice.feed()["messages"] == []

    assert office.fetch(answer["html"]).status_code == 200

    (shown,) = office.alice.feed()["messages"]
    assert shown["id"] == answer["message_id"]
    assert shown["label"] == {"recipients": [DAVE]}
    assert shown["summary"]["status"] == "opened"
    assert shown["state"] == "sent"
    assert shown["confirmed"] is False


def test_it_shows_nobody_else_the_message(office: Company) -> None:
    message_id = office.alice.write([DAVE])["message_id"]
    office.fetch(office.alice.write([DAVE])["html"])
    for stranger in (office.bob, office.carol):
        assert stranger.feed()["messages"] == []
        missing = stranger.ask("GET", "/messages/" + "0" * 32)
        foreign = stranger.ask("GET", f"/messages/{message_id}")
        assert (foreign.status_code, foreign.content) == (404, missing.content)


def test_it_keeps_one_message_for_one_draft(office: Company) -> None:
    first = office.alice.write([DAVE], draft_ref="draft-0001")
    again = office.alice.write([DAVE], draft_ref="draft-0001")
    assert again["message_id"] == first["message_id"]
    for html in (first["html"], again["html"]):
        office.fetch(html)
    assert len(office.alice.feed()["messages"]) == 1


def test_it_starts_anew_when_the_recipients_of_a_draft_change(office: Company) -> None:
    first = office.alice.write([DAVE], draft_ref="draft-0001")
    second = office.alice.write([DAVE, "dan@customer.example"], draft_ref="draft-0001")
    assert second["message_id"] != first["message_id"]
    office.fetch(first["html"])
    assert office.alice.feed()["messages"] == []


def test_it_does_not_track_erin_without_her_consent(office: Company) -> None:
    answer = office.alice.write([DAVE, ERIN])
    assert answer["tracked"] is False
    assert answer["reason"] == "consent_needed"
    assert answer["recipients"] == [
        {"address": ERIN, "reason": "consent_needed", "region": "FR"}
    ]
    assert answer["advice"]


def test_it_kills_the_draft_s_pixel_when_erin_is_added(office: Company) -> None:
    first = office.alice.write([DAVE], draft_ref="draft-0001")
    assert not office.alice.write([DAVE, ERIN], draft_ref="draft-0001")["tracked"]
    office.fetch(first["html"])
    assert office.alice.feed()["messages"] == []


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"recipients": [BOB]}, "own_domain"),
        ({"recipients": []}, "no_recipients"),
        ({"format": "text"}, "plain_text"),
    ],
    ids=["to a colleague only", "to nobody", "in plain text"],
)
def test_it_declines_quietly(
    office: Company, how: dict[str, object], reason: str
) -> None:
    answer = office.alice.write(**({"to": [DAVE]} | how))  # type: ignore[arg-type]
    assert (answer["tracked"], answer["reason"]) == (False, reason)


def test_it_never_tracks_a_domain_alice_excluded(office: Company) -> None:
    chosen = {"preferences": {"never_domains": ["customer.example"]}}
    assert office.alice.ask("PATCH", "/me", json=chosen).ok
    assert office.alice.write([DAVE])["reason"] == "tracking_off"
    assert office.bob.write([DAVE])["tracked"]


def test_it_counts_a_gmail_draft_as_sent_after_the_cool_down(office: Company) -> None:
    answer = office.carol.write([DAVE], channel="gmail")
    office.fetch(answer["html"], agent=GMAIL_PROXY, address=GOOGLE_ADDRESS)
    message = office.carol.message(answer["message_id"])
    assert message["state"] == "prepared"
    assert [each["class"] for each in message["opens"]] == ["pre_send"]

    office.clock.move(seconds=91)
    office.fetch(answer["html"], agent=GMAIL_PROXY, address=GOOGLE_ADDRESS)
    message = office.carol.message(answer["message_id"])
    assert message["state"] == "sent"
    assert message["summary"]["status"] == "maybe"
    assert "send_not_confirmed" in message["opens"][0]["reasons"]


def test_it_believes_gmail_once_carol_s_sent_copy_was_seen(office: Company) -> None:
    answer = office.carol.write([DAVE], channel="gmail")
    office.clock.move(seconds=100)
    sent_at = office.clock.now.isoformat()
    office.clock.move(seconds=120)
    office.fetch(answer["html"], agent=GMAIL_PROXY, address=GOOGLE_ADDRESS)
    found = office.carol.ask(
        "POST",
        "/messages/match",
        json={"channel": "gmail", "sent_at": sent_at, "recipients": [DAVE]},
    ).json()["message"]
    assert found["id"] == answer["message_id"]
    assert found["confirmed"] is True
    assert found["summary"]["status"] == "opened_via"
    assert found["summary"]["via"] == "Gmail"


def test_it_stops_a_message_whose_sent_copy_also_went_to_erin(office: Company) -> None:
    answer = office.alice.write([DAVE])
    sent = office.alice.ask(
        "POST",
        f"/messages/{answer['message_id']}/sent",
        json={"recipients": [DAVE, ERIN]},
    )
    assert sent.json()["state"] == "stopped"
    office.fetch(answer["html"])
    assert office.alice.message(answer["message_id"])["opens"] == []


def test_it_takes_a_fetch_around_alice_s_own_look_for_hers(office: Company) -> None:
    answer = office.alice.write([DAVE])
    office.fetch(answer["html"])
    viewed = office.alice.ask(
        "POST", f"/messages/{answer['message_id']}/viewing", json={}
    ).json()
    assert [each["class"] for each in viewed["opens"]] == ["self"]
    assert viewed["summary"]["status"] == "not_seen"

    office.clock.move(seconds=60)
    office.fetch(answer["html"])
    shown = office.alice.message(answer["message_id"])
    assert [each["class"] for each in shown["opens"]] == ["direct", "self"]


def test_it_believes_alice_that_an_open_was_her_own(office: Company) -> None:
    answer = office.alice.write([DAVE])
    office.fetch(answer["html"])
    (row,) = office.alice.message(answer["message_id"])["opens"]
    assert (
        office.bob.ask("POST", f"/opens/{row['id']}/mine", json={}).status_code == 404
    )
    corrected = office.alice.ask("POST", f"/opens/{row['id']}/mine", json={}).json()
    assert corrected["opens"][0]["class"] == "self"
    assert corrected["opens"][0]["mine"] is True


def test_it_records_nothing_after_alice_stops_a_message(office: Company) -> None:
    answer = office.alice.write([DAVE])
    path = f"/messages/{answer['message_id']}"
    assert (
        office.alice.ask("POST", f"{path}/stop", json={}).json()["state"] == "stopped"
    )
    office.fetch(answer["html"])
    assert office.alice.message(answer["message_id"])["opens"] == []


def test_it_erases_a_message_and_tells_the_panes(office: Company) -> None:
    answer = office.alice.write([DAVE])
    office.fetch(answer["html"])
    cursor = office.alice.feed()["cursor"]
    path = f"/messages/{answer['message_id']}"
    assert office.alice.ask("DELETE", path).status_code == 204
    assert office.alice.ask("GET", path).status_code == 404
    (gone,) = office.alice.feed(after=cursor)["messages"]
    assert (gone["state"], gone["label"], gone["opens"]) == ("erased", None, [])
    assert office.alice.feed()["messages"] == []


def test_it_keeps_counting_but_not_storing_after_fifty_fetches(office: Company) -> None:
    answer = office.alice.write([DAVE])
    for _ in range(55):
        office.fetch(answer["html"])
    with office.installation.store.read() as reader:
        (org,) = {each.id for each in reader.organisations() if each.name[0] == "N"}
        message_id = bytes.fromhex(answer["message_id"])
        message = reader.message(org, message_id)
        rows = reader.opens(org, [message_id])[message_id]
    assert message is not None
    assert (message.fetches, message.open_rows, len(rows)) == (55, 50, 50)


def test_it_lists_all_of_alice_s_messages_page_by_page(office: Company) -> None:
    written = [office.alice.write([DAVE])["message_id"] for _ in range(5)]
    seen: list[str] = []
    before: str | None = None
    while True:
        query = {"limit": 2} | ({"before": before} if before else {})
        page = office.alice.ask("GET", "/messages", params=query).json()
        seen += [message["id"] for message in page["messages"]]
        before = page["before"]
        if before is None:
            break
    assert sorted(seen) == sorted(written)


def test_it_refuses_a_subject_where_policy_keeps_none(office: Company) -> None:
    answer = office.alice.ask(
        "POST", "/messages", json=draft([DAVE], label={"subject": "Offer"})
    )
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/label-forbidden"


def test_it_keeps_an_open_when_alice_says_afterwards_that_she_sent(
    office: Company,
) -> None:
    answer = office.alice.write([DAVE])
    office.clock.move(seconds=300)
    office.fetch(answer["html"])
    office.clock.move(seconds=300)
    path = f"/messages/{answer['message_id']}/sent"
    shown = office.alice.ask("POST", path, json={}).json()
    assert shown["confirmed"] is True
    assert shown["summary"]["status"] == "opened"


def test_it_takes_carol_s_next_mail_to_dave_for_another_once_one_was_sent(
    office: Company,
) -> None:
    first = office.carol.write([DAVE], channel="gmail", draft_ref="card-0001")
    path = f"/messages/{first['message_id']}/sent"
    assert office.carol.ask("POST", path, json={}).ok
    assert office.carol.write([DAVE], channel="gmail", draft_ref="card-0002")["tracked"]


def test_it_takes_a_fetch_in_the_second_of_sending_for_the_draft_s(
    office: Company,
) -> None:
    answer = office.carol.write([DAVE], channel="gmail")
    office.clock.move(seconds=0.2)
    sent_at = office.clock.now.replace(microsecond=0).isoformat()
    office.fetch(answer["html"], agent=GMAIL_PROXY, address=GOOGLE_ADDRESS)
    path = f"/messages/{answer['message_id']}/sent"
    shown = office.carol.ask("POST", path, json={"sent_at": sent_at}).json()
    assert [row["class"] for row in shown["opens"]] == ["pre_send"]
    assert shown["summary"]["status"] == "not_seen"


def test_it_does_not_take_dave_s_own_device_for_carol_s_look(office: Company) -> None:
    answer = office.carol.write([DAVE], channel="gmail")
    office.clock.move(seconds=300)
    path = f"/messages/{answer['message_id']}/viewing"
    assert office.carol.ask("POST", path, json={}).ok
    office.fetch(answer["html"])
    office.fetch(answer["html"], agent=GMAIL_PROXY, address=GOOGLE_ADDRESS)
    shown = office.carol.message(answer["message_id"])
    assert sorted(row["class"] for row in shown["opens"]) == ["direct", "self"]


def test_it_takes_one_fetch_for_one_look(office: Company) -> None:
    answer = office.alice.write([DAVE])
    office.alice.ask("POST", f"/messages/{answer['message_id']}/viewing", json={})
    for _ in range(2):
        office.fetch(answer["html"])
    shown = office.alice.message(answer["message_id"])
    assert sorted(row["class"] for row in shown["opens"]) == ["direct", "self"]
    assert shown["summary"]["status"] == "opened"


def test_it_remembers_whom_alice_blind_copied(office: Company) -> None:
    hidden = "dan@customer.example"
    answer = office.alice.write([DAVE, hidden])
    path = f"/messages/{answer['message_id']}/sent"  # Outlook's Sent copy hides Bcc
    shown = office.alice.ask("POST", path, json={"recipients": [DAVE]}).json()
    assert shown["recipient_count"] == 2
    assert shown["label"]["recipients"] == [hidden, DAVE]
    office.fetch(answer["html"])

    other = office.alice.write([hidden])
    refuse = privacy_link_of(other["html"])
    requests.post(refuse, data={"action": "no"}, timeout=20)
    assert office.alice.message(answer["message_id"])["state"] == "stopped"


def test_it_matches_a_sent_copy_without_the_blind_copy_again_and_again(
    office: Company,
) -> None:
    answer = office.alice.write([DAVE, "dan@customer.example"])
    match = {
        "channel": "outlook",
        "sent_at": office.clock.now.isoformat(),
        "recipients": [DAVE],
    }
    for _ in range(2):
        found = office.alice.ask("POST", "/messages/match", json=match).json()
        assert found["message"]["id"] == answer["message_id"]
