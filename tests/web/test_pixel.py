"""The pixel from outside: one answer, whatever was asked."""

import http.client
from urllib.parse import urlsplit

import pytest
import requests

from tests.house.company import Company, pixel_of

DAVE = "dave@customer.example"


def test_it_answers_a_head_and_does_not_count_it(office: Company) -> None:
    mail = office.alice.write([DAVE])
    image = office.fetch(mail["html"])
    office.alice.ask("DELETE", f"/messages/{mail['message_id']}")
    second = office.alice.write([DAVE])
    head = office.fetch(second["html"], method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert seen(head) == seen(image)
    assert office.alice.message(second["message_id"])["opens"] == []


def test_it_records_nothing_for_a_reader_who_asked_not_to(office: Company) -> None:
    mail = office.alice.write([DAVE])
    office.fetch(mail["html"], **{"Sec-GPC": "1"})
    assert office.alice.message(mail["message_id"])["opens"] == []
    assert office.alice.feed()["messages"] == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_it_is_an_image_and_nothing_else(office: Company, method: str) -> None:
    url = pixel_of(office.alice.write([DAVE])["html"])
    assert requests.request(method, url, timeout=20).status_code == 405


def test_it_takes_the_token_without_its_suffix_too(office: Company) -> None:
    mail = office.alice.write([DAVE])
    office.fetch(pixel_of(mail["html"]).removesuffix(".png"))
    assert office.alice.message(mail["message_id"])["summary"]["status"] == "opened"


def test_it_believes_forwarded_addresses_from_listed_proxies_only(
    office: Company,
) -> None:
    # What stands left of the last hop was written by the client.
    mail = office.alice.write([DAVE])
    office.fetch(mail["html"], address="66.249.84.1, 73.162.10.20")
    (row,) = office.alice.message(mail["message_id"])["opens"]
    assert row["class"] == "direct"


def seen(answer: requests.Response) -> dict[str, str]:
    """Return the headers that could tell answers apart."""
    return {
        name.lower(): value
        for name, value in answer.headers.items()
        if name.lower() != "date"
    }


def test_it_hears_a_no_among_repeated_headers(office: Company) -> None:
    mail = office.alice.write([DAVE])
    parts = urlsplit(pixel_of(mail["html"]))
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port)
    connection.putrequest("GET", parts.path)
    for value in ("1", "0"):
        connection.putheader("Sec-GPC", value)
    connection.endheaders()
    assert connection.getresponse().status == 200
    connection.close()
    assert office.alice.message(mail["message_id"])["opens"] == []
