"""Alice puts a link into her mail to dave; where it leads, and what she is told."""

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
import requests

from backend import app
from backend.domain import token
from backend.domain.link import CLICK_ROWS_MAX, LINKS_MAX
from backend.domain.networks import IporiginNetworks
from backend.domain.signals import Signals
from backend.domain.token import Purpose
from backend.services.clicks import Clicks
from backend.services.lifecycle import Lifecycle
from backend.store import names
from backend.store.store import Transaction
from backend.store.targets import Targets
from backend.web.forwarded import packed
from tests.house.company import (
    DAVE_ADDRESS,
    GMAIL_PROXY,
    Company,
    pixel_of,
    privacy_link_of,
)
from tests.house.patience import until

DAVE, ERIN = "dave@customer.example", "erin@client.example"
SHOP = "https://shop.example/offer?a=1&b=2#price"


def mail_with_link(office: Company, **more: Any) -> tuple[dict[str, Any], str]:
    mail = office.alice.write([DAVE], **more)
    return mail, office.alice.link(mail["message_id"], SHOP, "The offer")


def token_in(url: str) -> str:
    return url.rsplit("/", 1)[1].removesuffix(".png")


def told(answer: requests.Response) -> tuple[int, dict[str, str], bytes]:
    """Return everything an answer says but when."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    del headers["date"]
    return answer.status_code, headers, answer.content


def leads_on(office: Company, url: str) -> bool:
    answer = office.fetch(url)
    return (answer.status_code, answer.headers.get("Location")) == (302, SHOP)


# making a link


def test_it_makes_an_anchor_for_outlook_that_it_does_not_preview(
    office: Company,
) -> None:
    message_id = office.alice.write([DAVE])["message_id"]
    body = {"target": SHOP, "text": 'Our "best" <offer> & more'}
    answer = office.alice.ask("POST", f"/messages/{message_id}/links", json=body)
    made = answer.json()
    assert answer.status_code == 201
    assert set(made) == {"link_id", "url", "html"}
    assert made["url"].startswith(f"{office.url}/track/click/")
    assert len(token_in(made["url"])) == 32
    assert made["html"] == (
        f'<a id="LPNoLP" href="{made["url"]}">'
        "Our &quot;best&quot; &lt;offer&gt; &amp; more</a>"
    )
    assert "shop.example" not in answer.text


def test_it_calls_a_link_without_a_text_by_its_host(office: Company) -> None:
    message_id = office.carol.write([DAVE], channel="gmail")["message_id"]
    made = office.carol.ask(
        "POST", f"/messages/{message_id}/links", json={"target": SHOP}
    ).json()
    assert made["html"] == f'<a href="{made["url"]}">shop.example</a>'


def test_it_makes_another_link_of_the_same_target(office: Company) -> None:
    message_id = office.alice.write([DAVE])["message_id"]
    urls = {office.alice.link(message_id, SHOP) for _ in range(3)}
    assert len(urls) == 3
    assert all(leads_on(office, url) for url in urls)


@pytest.mark.parametrize(
    "target",
    [
        "",
        "http://shop.example/",
        "javascript:alert(1)",
        "https://user@shop.example/",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data/",
        "https://shop.example/\r\nSet-Cookie: a=b",
        "https://shop.example/" + "a" * 2048,
    ],
)
def test_it_refuses_to_lead_elsewhere(office: Company, target: str) -> None:
    message_id = office.alice.write([DAVE])["message_id"]
    answer = office.alice.ask(
        "POST", f"/messages/{message_id}/links", json={"target": target}
    )
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/target-refused"
    assert [each["field"] for each in answer.json()["errors"]] == ["target"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"target": 1},
        {"target": SHOP, "text": ""},
        {"target": SHOP, "text": "x" * 256},
        {"target": SHOP, "text": "two\nlines"},
        {"target": SHOP, "body": "the mail"},
    ],
    ids=str,
)
def test_it_takes_a_target_and_a_text_alone(
    office: Company, body: dict[str, object]
) -> None:
    message_id = office.alice.write([DAVE])["message_id"]
    answer = office.alice.ask("POST", f"/messages/{message_id}/links", json=body)
    assert answer.json()["type"] == "/problems/invalid"


def test_it_makes_no_link_in_another_s_mail(office: Company) -> None:
    message_id = office.alice.write([DAVE])["message_id"]
    body = {"target": SHOP}
    for stranger in (office.bob, office.carol):
        missing = stranger.ask("POST", f"/messages/{'0' * 32}/links", json=body)
        foreign = stranger.ask("POST", f"/messages/{message_id}/links", json=body)
        assert (foreign.status_code, foreign.content) == (404, missing.content)


def test_it_makes_no_link_once_the_mail_is_out(office: Company) -> None:
    mail = office.alice.write([DAVE])
    office.fetch(mail["html"])
    path = f"/messages/{mail['message_id']}/links"
    answer = office.alice.ask("POST", path, json={"target": SHOP})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")


def test_it_lets_carol_write_longer_than_gmail_s_cool_down(office: Company) -> None:
    mail = office.carol.write([DAVE], channel="gmail")
    path = f"/messages/{mail['message_id']}"
    office.clock.move(seconds=600)
    lifecycle(office).tick()
    assert office.carol.message(mail["message_id"])["state"] == "sent"
    office.carol.link(mail["message_id"], SHOP)
    assert office.carol.ask("POST", f"{path}/sent", json={}).ok
    answer = office.carol.ask("POST", f"{path}/links", json={"target": SHOP})
    assert answer.status_code == 409


def test_it_makes_no_more_than_fifty_links_of_a_mail(office: Company) -> None:
    message_id = office.alice.write([DAVE])["message_id"]
    for _ in range(LINKS_MAX):
        office.alice.link(message_id, SHOP)
    path = f"/messages/{message_id}/links"
    answer = office.alice.ask("POST", path, json={"target": SHOP})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")


# following it


def test_it_leads_dave_to_the_target_and_remembers_him_nowhere(
    office: Company,
) -> None:
    _, url = mail_with_link(office)
    answer = office.fetch(url)
    assert (answer.status_code, answer.headers["Location"]) == (302, SHOP)
    assert "Set-Cookie" not in answer.headers
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "ETag" not in answer.headers
    assert 'href="https://shop.example/offer?a=1&amp;b=2#price"' in answer.text
    assert "<script" not in answer.text
    assert len(answer.content) < 500


def test_it_tells_alice_that_dave_clicked(office: Company) -> None:
    mail, url = mail_with_link(office)
    assert office.alice.feed()["messages"] == []
    office.fetch(url)
    (shown,) = office.alice.feed()["messages"]
    assert (shown["id"], shown["state"]) == (mail["message_id"], "sent")
    assert shown["summary"]["clicks"] == 1
    # whoever clicked has the mail, but a click is no fetch of the pixel
    assert (shown["summary"]["status"], shown["opens"]) == ("not_seen", [])
    (click,) = shown["clicks"]
    assert (click["class"], click["client"]) == ("direct", "chrome")
    assert (click["text"], click["mine"]) == ("The offer", False)
    assert set(click) == {
        *("id", "at", "class", "confidence", "reasons", "rules", "client", "os"),
        *("device", "mine", "link_id", "text"),
    }


def test_it_wakes_alice_s_waiting_sidebar(office: Company) -> None:
    _, url = mail_with_link(office)
    cursor = office.alice.feed()["cursor"]
    office.fetch(url)
    (shown,) = office.alice.feed(after=cursor, wait=25)["messages"]
    assert len(shown["clicks"]) == 1


def test_it_moves_the_feed_with_every_click(office: Company) -> None:
    _, url = mail_with_link(office)
    cursors = []
    for _ in range(3):
        office.fetch(url)
        cursors.append(int(office.alice.feed()["cursor"]))
    assert cursors == [1, 2, 3]


def test_it_tells_nobody_else(office: Company) -> None:
    mail, url = mail_with_link(office)
    office.fetch(url)
    (click,) = office.alice.message(mail["message_id"])["clicks"]
    for stranger in (office.bob, office.carol):
        assert stranger.feed()["messages"] == []
        mine = stranger.ask("POST", f"/opens/{click['id']}/mine", json={})
        assert mine.status_code == 404


def test_it_shows_the_ten_newest_clicks_with_their_links(office: Company) -> None:
    mail, url = mail_with_link(office)
    other = office.alice.link(mail["message_id"], "https://map.example/")
    for _ in range(8):
        office.fetch(url)
        office.clock.move(seconds=1)
        office.fetch(other)
        office.clock.move(seconds=1)
    shown = office.alice.message(mail["message_id"])
    assert [click["text"] for click in shown["clicks"]] == [
        "map.example",
        "The offer",
    ] * 5
    assert shown["summary"]["clicks"] == 16


def test_it_keeps_fifty_clicks_of_a_link_and_counts_the_rest(office: Company) -> None:
    mail, url = mail_with_link(office)
    other = office.alice.link(mail["message_id"], SHOP)
    for _ in range(CLICK_ROWS_MAX + 3):
        office.fetch(url)
    office.fetch(other)
    message_id = bytes.fromhex(mail["message_id"])
    with office.installation.store.read() as reader:
        org_id = north(office)
        links = reader.links(org_id, [message_id])[message_id]
        rows = reader.clicks(org_id, [message_id])[message_id]
    assert [(link.clicks, link.click_rows) for link in links] == [(53, 50), (1, 1)]
    assert len(rows) == 51


def test_it_takes_no_machine_for_dave(office: Company) -> None:
    mail, url = mail_with_link(office)
    for agent in ("", "python-requests/2.34", GMAIL_PROXY):
        assert office.fetch(url, agent=agent).status_code == 302
    shown = office.alice.message(mail["message_id"])
    assert shown["summary"]["clicks"] == 0
    assert {click["class"] for click in shown["clicks"]} == {"bot", "unknown"}
    # and a machine that follows the links of a draft does not send it
    assert shown["state"] == "prepared"
    assert office.alice.feed()["messages"] == []


def test_it_answers_a_head_and_does_not_count_it(office: Company) -> None:
    mail, url = mail_with_link(office)
    head = office.fetch(url, method="HEAD")
    status, headers, body = told(office.fetch(url))
    assert body
    assert told(head) == (status, headers, b"")
    office.fetch(f"{office.url}/track/click/{'A' * 32}", method="HEAD")
    assert len(office.alice.message(mail["message_id"])["clicks"]) == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_it_is_followed_and_nothing_else(office: Company, method: str) -> None:
    mail, url = mail_with_link(office)
    assert office.fetch(url, method=method).status_code == 405
    assert office.alice.message(mail["message_id"])["clicks"] == []


# where it never leads


ELSEWHERE = "https://evil.example/"


@pytest.mark.parametrize(
    "twist",
    [
        "{token}?url=https://evil.example/",
        "{token}?target=https://evil.example/&next=//evil.example",
        "{token}?https://evil.example/",
        "{token}#https://evil.example/",
        "{token};url=https://evil.example/",
        "{token}/https://evil.example/",
        "{token}/..//evil.example/",
        "{token}//evil.example/",
        "{token}@evil.example/",
        "{token}%2F%2Fevil.example",
        "{token}%0d%0aLocation:%20https://evil.example/",
        "{token}%00https://evil.example/",
        "https://evil.example/",
        "//evil.example/",
        "/evil.example/",
        "%2F%2Fevil.example/",
        "\\evil.example",
        "..%2F..%2F%2Fevil.example",
        "?url=https://evil.example/",
        "",
    ],
)
def test_it_takes_no_target_from_an_address(office: Company, twist: str) -> None:
    _, url = mail_with_link(office)
    place, good = url.rsplit("/", 1)
    path = f"{place.removeprefix(office.url)}/{twist.format(token=good)}"
    elsewhere = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "Referer": ELSEWHERE,
        "Origin": ELSEWHERE,
    }
    flask = app.over(office.installation).test_client()
    for headers in ({}, elsewhere):
        by_front = office.fetch(office.url + path, **headers)
        by_flask = flask.get(path, headers=headers)
        for status, location, body in (
            (by_front.status_code, by_front.headers.get("Location"), by_front.content),
            (by_flask.status_code, by_flask.headers.get("Location"), by_flask.data),
        ):
            assert (status, location) in {(302, SHOP), (404, None)}
            assert b"evil" not in body


def test_it_answers_every_token_that_leads_nowhere_alike(office: Company) -> None:
    erased, erased_url = mail_with_link(office)
    office.fetch(erased_url)
    path = f"/messages/{erased['message_id']}"
    assert office.alice.ask("DELETE", path).status_code == 204
    mail, url = mail_with_link(office)
    keys = office.installation.keyring.token_keys()
    good = token_in(url)
    nowhere = {
        "forged": "A" * 32,
        "one character off": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "cut": good[:-1],
        "longer": good + "A",
        "with a suffix": f"{good}.png",
        "odd": "%F0%9F%90%99",
        "of an open": token_in(pixel_of(mail["html"])),
        "of the privacy page": token_in(privacy_link_of(mail["html"])),
        "ours, of nothing": token.mint(keys, Purpose.CLICK, os.urandom(16)),
        "erased": token_in(erased_url),
    }
    answers = {
        name: told(office.fetch(f"{office.url}/track/click/{text}"))
        for name, text in nowhere.items()
    }
    assert len({repr(answer) for answer in answers.values()}) == 1, answers
    status, headers, body = answers["erased"]
    assert status == 404
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert b"leads to nothing" in body
    assert office.alice.message(mail["message_id"])["clicks"] == []


def test_it_opens_nothing_with_a_link_s_token(office: Company) -> None:
    mail, url = mail_with_link(office)
    fetched = office.fetch(f"{office.url}/track/open/{token_in(url)}.png")
    assert fetched.headers["Content-Type"] == "image/png"
    privacy = f"{office.url}/privacy/{token_in(url)}"
    assert office.fetch(privacy).status_code == 404
    shown = office.alice.message(mail["message_id"])
    assert (shown["opens"], shown["clicks"], shown["state"]) == ([], [], "prepared")


def test_it_answers_alike_with_and_without_the_front(office: Company) -> None:
    mail, url = mail_with_link(office)
    odd = office.alice.link(mail["message_id"], "https://shop.example//a?b=%zz#é~[]'")
    flask = app.over(office.installation).test_client()
    for address in (url, odd, f"{office.url}/track/click/{'A' * 32}"):
        status, headers, body = told(office.fetch(address))
        alone = flask.get(
            address.removeprefix(office.url),
            headers={"User-Agent": "x"},
            environ_base={"REMOTE_ADDR": DAVE_ADDRESS},
        )
        for name in ("server", "connection"):
            headers.pop(name, None)
        assert (alone.status_code, alone.data) == (status, body)
        assert {name.lower(): value for name, value in alone.headers} == headers
    assert len(office.alice.message(mail["message_id"])["clicks"]) == 4


# after a no


def stop(office: Company, mail: dict[str, Any]) -> None:
    path = f"/messages/{mail['message_id']}/stop"
    assert office.alice.ask("POST", path, json={}).ok


def refuse(_: Company, mail: dict[str, Any]) -> None:
    link = privacy_link_of(mail["html"])
    assert requests.post(link, data={"action": "no"}, timeout=20).ok


def add_erin(office: Company, mail: dict[str, Any]) -> None:
    path = f"/messages/{mail['message_id']}/sent"
    assert office.alice.ask("POST", path, json={"recipients": [DAVE, ERIN]}).ok


def switch_off(office: Company, _: dict[str, Any]) -> None:
    def job(tx: Transaction) -> None:
        tx.set_setting(north(office), names.ENABLED, names.NO)

    office.installation.store.write(job).result()


@pytest.mark.parametrize("end", [stop, refuse, add_erin, switch_off])
def test_it_leads_on_after_a_no_and_records_nothing(
    office: Company, end: Callable[[Company, dict[str, Any]], None]
) -> None:
    mail, url = mail_with_link(office)
    office.fetch(url)
    end(office, mail)
    assert leads_on(office, url)
    assert len(office.alice.message(mail["message_id"])["clicks"]) == 1


def test_it_leads_on_whom_gpc_protects_and_records_nothing(office: Company) -> None:
    mail, url = mail_with_link(office)
    answer = office.fetch(url, **{"Sec-GPC": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, SHOP)
    shown = office.alice.message(mail["message_id"])
    assert (shown["clicks"], shown["state"]) == ([], "prepared")


def test_it_keeps_the_links_of_a_draft_when_its_recipients_change(
    office: Company,
) -> None:
    _, url = mail_with_link(office, draft_ref="draft-0001")
    both = office.alice.write([DAVE, "dan@customer.example"], draft_ref="draft-0001")
    office.fetch(url)
    (click,) = office.alice.message(both["message_id"])["clicks"]
    assert click["text"] == "The offer"
    office.alice.ask("DELETE", f"/messages/{both['message_id']}")
    assert office.fetch(url).status_code == 404


def test_it_tracks_no_link_while_erin_is_on_the_draft(office: Company) -> None:
    first, url = mail_with_link(office, draft_ref="draft-0001")
    assert not office.alice.write([DAVE, ERIN], draft_ref="draft-0001")["tracked"]
    assert leads_on(office, url)
    assert office.alice.message(first["message_id"])["clicks"] == []
    without = office.alice.write([DAVE], draft_ref="draft-0001")
    office.fetch(url)
    assert len(office.alice.message(without["message_id"])["clicks"]) == 1


# what evidence says later


def test_it_believes_alice_that_a_click_was_her_own(office: Company) -> None:
    mail, url = mail_with_link(office)
    office.fetch(url)
    (click,) = office.alice.message(mail["message_id"])["clicks"]
    shown = office.alice.ask("POST", f"/opens/{click['id']}/mine", json={}).json()
    assert (shown["clicks"][0]["class"], shown["clicks"][0]["mine"]) == ("self", True)
    assert shown["summary"]["clicks"] == 0


def test_it_takes_a_click_around_alice_s_own_look_for_hers(office: Company) -> None:
    mail, url = mail_with_link(office)
    office.fetch(url)
    path = f"/messages/{mail['message_id']}/viewing"
    shown = office.alice.ask("POST", path, json={}).json()
    assert [click["class"] for click in shown["clicks"]] == ["self"]


def test_it_keeps_a_click_when_alice_says_afterwards_that_she_sent(
    office: Company,
) -> None:
    mail, url = mail_with_link(office)
    office.clock.move(seconds=300)
    office.fetch(url)
    office.clock.move(seconds=300)
    path = f"/messages/{mail['message_id']}/sent"
    shown = office.alice.ask("POST", path, json={}).json()
    assert shown["summary"]["clicks"] == 1


def test_it_takes_carol_s_own_try_in_a_draft_for_hers(office: Company) -> None:
    mail = office.carol.write([DAVE], channel="gmail")
    url = office.carol.link(mail["message_id"], SHOP)
    office.fetch(url)
    shown = office.carol.message(mail["message_id"])
    assert [click["class"] for click in shown["clicks"]] == ["pre_send"]
    assert shown["state"] == "prepared"


# erasure and the passing of time


def north(office: Company) -> bytes:
    with office.installation.store.read() as reader:
        (org_id,) = (
            each.id for each in reader.organisations() if each.name == "North Sales"
        )
    return org_id


def lifecycle(office: Company) -> Lifecycle:
    here = office.installation
    return Lifecycle(here.store, here.keyring, timing=here.timing, clock=here.clock)


def test_it_leads_nowhere_once_dave_has_erased_the_mail(office: Company) -> None:
    mail, url = mail_with_link(office)
    office.fetch(url)
    link = privacy_link_of(mail["html"])
    assert requests.post(link, data={"action": "erase"}, timeout=20).ok
    assert office.fetch(url).status_code == 404
    with office.installation.store.read() as reader:
        message_id = bytes.fromhex(mail["message_id"])
        assert reader.clicks(north(office), [message_id]) == {}
        assert reader.links(north(office), [message_id]) == {}


def test_it_leads_nowhere_once_the_mail_s_time_is_up(office: Company) -> None:
    mail, url = mail_with_link(office)
    office.fetch(url)
    office.clock.move(seconds=timedelta(days=366).total_seconds())
    lifecycle(office).tick()
    assert office.fetch(url).status_code == 404
    path = f"/messages/{mail['message_id']}"
    assert office.alice.ask("GET", path).status_code != 200


def test_it_leads_on_in_a_mail_that_nobody_saw_for_a_month(office: Company) -> None:
    mail, url = mail_with_link(office)
    bare = office.alice.write([DAVE])
    office.clock.move(seconds=timedelta(days=31).total_seconds())
    lifecycle(office).tick()
    assert leads_on(office, url)
    org_id = north(office)
    with office.installation.store.read() as reader:
        assert reader.message(org_id, bytes.fromhex(bare["message_id"])) is None
        kept = reader.message(org_id, bytes.fromhex(mail["message_id"]))
        assert kept is not None
        assert kept.closed
        assert reader.clicks(org_id, [kept.id]) == {}


def test_it_keeps_neither_target_nor_text_nor_token_in_the_clear(
    office: Company,
) -> None:
    _, url = mail_with_link(office)
    office.fetch(url)
    files = [
        *(office.directory / "data").iterdir(),
        *(office.directory / "keys").iterdir(),
    ]
    stored = b"".join(file.read_bytes() for file in files)
    for clear in ("shop.example", "The offer", token_in(url)):
        assert clear.encode() not in stored


# while the store is away


def kept(office: Company, url: str) -> bool:
    """Click without a server in front; return whether the click was kept."""
    clicks = office.installation.clicks
    found = clicks.find(token_in(url))
    assert found is not None
    signals = Signals(office.clock.now, packed(DAVE_ADDRESS), "x", {})
    return clicks.take(found, signals).result(timeout=60)


def test_it_says_of_each_click_whether_it_was_kept(
    office: Company,
) -> None:
    mail, url = mail_with_link(office)
    assert kept(office, url)
    assert len(office.alice.message(mail["message_id"])["clicks"]) == 1


def locked(office: Company, name: str = "candor.db") -> sqlite3.Connection:
    path = office.directory / "data" / name
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def test_it_leads_on_while_nothing_can_be_written(office: Company) -> None:
    mail, url = mail_with_link(office)
    with closing(locked(office)), closing(locked(office, "spool.db")):
        assert leads_on(office, url)
        assert not kept(office, url)
        assert office.installation.clicks.lost == 2
    assert leads_on(office, url)
    assert until(lambda: len(office.alice.message(mail["message_id"])["clicks"]) == 1)


def test_it_keeps_clicks_made_while_the_store_is_locked(office: Company) -> None:
    mail, url = mail_with_link(office)
    with closing(locked(office)):
        assert leads_on(office, url)
        assert kept(office, url)
    assert until(lambda: len(office.alice.message(mail["message_id"])["clicks"]) == 2)
    assert until(lambda: office.installation.spool.waiting() == 0)
    assert office.installation.clicks.lost == 0


def test_it_leads_on_while_the_store_is_stuck(office: Company) -> None:
    mail, url = mail_with_link(office)
    stuck = threading.Event()
    try:
        held = office.installation.store.write(lambda _: stuck.wait())
        assert leads_on(office, url)
    finally:
        stuck.set()
    held.result()
    office.installation.store.pass_through().result()
    # late is not lost
    assert len(office.alice.message(mail["message_id"])["clicks"]) == 1
    assert office.installation.clicks.lost == 0


def test_it_leads_on_while_the_store_cannot_be_read(office: Company) -> None:
    _, url = mail_with_link(office)
    keys = office.installation.keyring.token_keys()
    unknown = token.mint(keys, Purpose.CLICK, os.urandom(16))
    office.installation.store.close()
    assert leads_on(office, url)
    assert kept(office, url)  # by the spool
    away = office.fetch(f"{office.url}/track/click/{unknown}")
    assert (away.status_code, away.headers["Retry-After"]) == (503, "5")
    forged = office.fetch(f"{office.url}/track/click/{'A' * 32}")
    assert forged.status_code == 404


def test_it_leads_nowhere_when_what_was_erased_is_still_held(office: Company) -> None:
    mail, url = mail_with_link(office)
    here = office.installation
    with here.store.read() as reader:
        message = reader.message(north(office), bytes.fromhex(mail["message_id"]))
    assert message is not None
    here.store.close()
    here.keyring.forget_messages(message.org_id, message.id)
    assert office.fetch(url).status_code == 404


def test_it_leads_on_after_a_restart_without_the_store(office: Company) -> None:
    _, url = mail_with_link(office)
    here, path = office.installation, office.directory / "data" / "links.db"

    def started(targets: Targets) -> Clicks:
        return Clicks(
            here.store,
            here.spool,
            here.keyring,
            IporiginNetworks(),
            targets,
            timing=here.timing,
            entropy=os.urandom,
        )

    before = Targets(path)
    assert started(before).find(token_in(url)) is not None
    before.close()
    here.store.close()
    after = Targets(path)
    found = started(after).find(token_in(url))
    after.close()
    assert found is not None
    assert found.target == SHOP
    assert b"shop.example" not in path.read_bytes()


# what dave is told


def test_it_says_in_the_mail_that_its_links_are_tracked(office: Company) -> None:
    mail, _ = mail_with_link(office, draft_ref="draft-0001")
    assert "links" not in mail["html"]
    same = office.alice.write([DAVE], draft_ref="draft-0001")
    more = office.alice.write([DAVE, "dan@customer.example"], draft_ref="draft-0001")
    for again in (same, more):
        assert "opened or its links are followed" in again["html"]


def test_it_tells_dave_of_links_where_there_are_any(office: Company) -> None:
    mail, _ = mail_with_link(office)
    bare = office.alice.write([DAVE])
    pages = [
        requests.get(privacy_link_of(each["html"]), timeout=20).text
        for each in (mail, bare)
    ]
    said = ["following one is noted", "of following a link", "links in the mail"]
    assert [all(words in page for words in said) for page in pages] == [True, False]
    assert [any(words in page for words in said) for page in pages] == [True, False]
