import smtplib
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import requests

from backend.desk.desk import Desk
from backend.desk.mail import KEPT, Letter, Mailbox, plain_text

HTML = (
    '<p style="margin:0">Grüße &amp; greetings, <b>Dave</b>. '
    f"{'A long line of the letter. ' * 20}</p>\n"
    '<p>See <a href="https://candor.example/privacy/abc">privacy</a></p>'
    '<img src="http://127.0.0.1:9/track/open/abc.png" width="1" height="1" alt="">'
)


def send(desk: Desk, **letter: Any) -> requests.Response:
    told = {
        "from": "alice@north.example",
        "to": ["dave@customer.example"],
        "subject": "The offer",
        "html": HTML,
    } | letter
    return requests.post(f"{desk.url}/send", json=told, timeout=10)


def inbox(desk: Desk, address: str) -> list[dict[str, Any]]:
    answer = requests.get(f"{desk.url}/mail", params={"to": address}, timeout=10)
    found: list[dict[str, Any]] = answer.json()["mail"]
    return found


def test_it_delivers_a_mail_to_dave_with_its_html_intact(desk: Desk) -> None:
    receipt = send(desk).json()
    mail = inbox(desk, "dave@customer.example")[0]
    assert mail["message_id"] == receipt["message_id"]
    sent, arrived = map(datetime.fromisoformat, (receipt["sent_at"], mail["sent_at"]))
    assert abs(arrived - sent) <= timedelta(seconds=1)  # kept to the second
    assert mail["from"] == "alice@north.example"
    assert mail["subject"] == "The offer"
    page = requests.get(f"{desk.url}/mail/{mail['id']}/html", timeout=10)
    assert page.content.decode().replace("\r\n", "\n").rstrip().endswith(HTML)


def test_it_delivers_to_everybody_and_tells_nobody_of_bcc(desk: Desk) -> None:
    send(
        desk,
        cc=["bob@north.example"],
        bcc=["erin@client.example"],
        subject="To many",
    )
    for address in ("dave@customer.example", "bob@north.example"):
        assert inbox(desk, address)[0]["subject"] == "To many"
    hers = inbox(desk, "erin@client.example")[0]
    assert hers["to"] == ["dave@customer.example"]
    assert hers["cc"] == ["bob@north.example"]
    assert "bcc" not in hers


def test_it_keeps_what_only_alice_knows_with_her_sent_copy(desk: Desk) -> None:
    receipt = send(
        desk,
        bcc=["erin@client.example"],
        custom_properties={"candor": {"message_id": "ab"}},
    ).json()
    answer = requests.get(
        f"{desk.url}/mail", params={"sent": "alice@north.example"}, timeout=10
    )
    copy = answer.json()["mail"][0]
    assert copy["id"] == receipt["id"]
    assert copy["bcc"] == ["erin@client.example"]
    assert copy["html"].replace("\r\n", "\n").rstrip() == HTML
    assert copy["custom_properties"] == {"candor": {"message_id": "ab"}}
    mail = inbox(desk, "dave@customer.example")[0]
    assert "custom_properties" not in mail


def test_it_takes_mail_from_any_program_by_smtp(desk: Desk) -> None:
    mime = EmailMessage()
    mime["From"], mime["To"] = "someone@else.example", "dave@customer.example"
    mime["Subject"] = "From outside"
    mime.set_content("Only text")
    smtp = desk.told["smtp"]
    with smtplib.SMTP(smtp["host"], smtp["port"], timeout=10) as client:
        client.send_message(mime)
    assert inbox(desk, "dave@customer.example")[0]["subject"] == "From outside"


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "dave@customer.example"},
        {"to": []},
        {"to": "dave@customer.example"},
        {"to": ["no address"]},
        {"to": ["dave@customer.example\r\nBcc: erin@client.example"]},
        {"subject": "two\r\nlines"},
        {"subject": 7},
        {"attachments": []},
        {"custom_properties": []},
    ],
    ids=repr,
)
def test_it_refuses_a_letter_that_is_none(desk: Desk, wrong: dict[str, Any]) -> None:
    before = inbox(desk, "dave@customer.example")
    answer = send(desk, **wrong)
    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert inbox(desk, "dave@customer.example") == before


def test_it_shows_mail_in_a_frame_that_runs_nothing(desk: Desk) -> None:
    send(desk, html="<p>x</p><script>alert(1)</script>")
    mail = inbox(desk, "dave@customer.example")[0]
    page = f"{desk.url}/mail/{mail['id']}/html"
    shown = requests.get(page, timeout=10).headers["Content-Security-Policy"]
    hidden = requests.get(f"{page}?images=0", timeout=10).headers[
        "Content-Security-Policy"
    ]
    candor_url = desk.told["candor_url"]
    assert "default-src 'none'" in shown
    assert "script-src" not in shown
    assert "allow-scripts" not in shown
    assert "allow-same-origin" not in shown
    assert f"img-src data: {candor_url};" in shown
    assert candor_url not in hidden


def test_it_forgets_the_oldest_mail_first() -> None:
    mailbox = Mailbox()
    for number in range(KEPT + 1):
        mailbox.deliver("dave@customer.example", b"Subject: %d\r\n\r\n" % number)
    kept = [
        mail.describe()["subject"] for mail in mailbox.inbox("dave@customer.example")
    ]
    assert len(kept) == KEPT
    assert kept[0] == str(KEPT)
    assert "0" not in kept


def test_it_names_each_recipient_once() -> None:
    letter = Letter("a@x.example", ("b@x.example",), ("b@x.example",), (), "", "")
    assert letter.recipients == ("b@x.example",)


def test_it_writes_plain_text_beside_the_html() -> None:
    text = plain_text(
        '<style>p{}</style><p>One  &amp; two</p><p><a href="https://a.example">x</a>'
    )
    assert text == "One & two\n[https://a.example] x\n"
