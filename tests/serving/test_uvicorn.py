"""The other server, started as the paper says: it records and believes alike."""

from pathlib import Path

import requests

from tests.house.company import GMAIL_PROXY, GOOGLE_ADDRESS, pixel_of
from tests.house.papers import DOCS, text
from tests.serving.program import PYTHON, UVICORN, program

DAVE = "dave@customer.example"


def test_it_is_started_as_the_paper_says() -> None:
    told = " ".join(text(DOCS / "operations.md").replace("\\\n", " ").split())
    command = " ".join(word.format(port=8000) for word in UVICORN)
    assert command.removeprefix(f"{PYTHON} -m ") in told


def test_it_records_an_open_and_whom_the_proxy_saw(tmp_path: Path) -> None:
    with program(tmp_path, UVICORN) as server:
        alice = server.person("alice")
        mail = alice.write([DAVE])
        # The address nearest to us counts, not the one that stands in front of it.
        headers = {
            "User-Agent": GMAIL_PROXY,
            "X-Forwarded-For": f"73.162.10.20, {GOOGLE_ADDRESS}",
        }
        assert requests.get(pixel_of(mail["html"]), headers=headers, timeout=20).ok
        (row,) = alice.message(mail["message_id"])["opens"]
        assert "proxy_network" in row["reasons"]
        server.stop()
        log = server.log.read_text()
    for private in (GOOGLE_ADDRESS, "73.162.10.20", "GoogleImageProxy", "/track/"):
        assert private not in log
