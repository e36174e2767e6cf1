import http.client
import os
import signal
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import jwt
import pytest
import requests

from tests.desk.demo import ANY_PORTS, Demo, demo

GONE_SECONDS = 20


def until(true: Callable[[], bool]) -> bool:
    """Wait for something that must come true; say whether it did."""
    deadline = monotonic() + GONE_SECONDS
    while not true():
        if monotonic() > deadline:
            return False
        sleep(0.02)
    return True


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.ConnectionError:
        return False


def runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    except FileNotFoundError:
        return False
    return state != "Z"  # ended, and only waiting for its parent to look


def compose(running: Demo, name: str, recipient: str) -> dict[str, Any]:
    person = running.told["people"][name]
    answer = requests.post(
        f"{running.told['url']}/api/v1/messages",
        headers={"Authorization": f"Bearer {person['token']}"},
        json={
            "channel": "outlook" if person["provider"] == "entra" else "gmail",
            "draft_ref": f"draft-of-{name}",
            "recipients": [recipient],
            "compose_type": "new",
            "format": "html",
        },
        timeout=10,
    )
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told


def test_it_tells_everything_a_script_needs_and_leaves_nothing() -> None:
    with demo(*ANY_PORTS) as running:
        told = running.told
        assert list(told) == [
            "url",
            "desk_url",
            "smtp",
            "people",
            "data_dir",
            "key_dir",
            "pid",
        ]
        assert answers(told["url"] + "/readyz")
        assert answers(told["desk_url"])
        with socket.create_connection((told["smtp"]["host"], told["smtp"]["port"])):
            pass
        assert runs(told["pid"])
        root = Path(told["data_dir"]).parent
        assert Path(told["key_dir"]).parent == root
        assert stat.S_IMODE(root.stat().st_mode) == 0o700
        assert running.end() == 0
        assert f"Removed {root}" in running.said
        assert not root.exists()
        assert not answers(told["url"] + "/readyz")
        assert not answers(told["desk_url"])
        assert not runs(told["pid"])


def test_it_signs_senders_in_for_twelve_hours() -> None:
    with demo(*ANY_PORTS) as running:
        people = running.told["people"]
        assert {name: person["email"] for name, person in people.items()} == {
            "alice": "alice@north.example",
            "bob": "bob@north.example",
            "carol": "carol@south.example",
        }
        for person in people.values():
            claims = jwt.decode(person["token"], options={"verify_signature": False})
            assert claims["exp"] - claims["iat"] == 12 * 3600
        assert compose(running, "alice", "dave@customer.example")["tracked"] is True
        assert compose(running, "carol", "dave@customer.example")["tracked"] is True
        refused = compose(running, "bob", "erin@client.example")
        assert refused["tracked"] is False
        assert refused["reason"] == "consent_needed"
        assert refused["recipients"][0]["region"] == "FR"


def test_it_goes_on_with_the_same_keys_and_people(tmp_path: Path) -> None:
    place = tmp_path / "trial"
    with demo(*ANY_PORTS, "--data-dir", str(place)) as running:
        before = compose(running, "alice", "dave@customer.example")
        assert running.end(signal.SIGTERM) == 0
        assert f"kept in {place}" in running.said
    with demo(*ANY_PORTS, "--data-dir", str(place)) as running:
        token = running.told["people"]["alice"]["token"]
        answer = requests.get(
            f"{running.told['url']}/api/v1/messages/{before['message_id']}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=10,
        )
        assert answer.json()["label"]["recipients"] == ["dave@customer.example"]


def test_it_ends_while_a_sidebar_waits() -> None:
    with demo(*ANY_PORTS) as running:
        url, token = running.told["url"], running.told["people"]["alice"]["token"]
        sidebar = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
        sidebar.request(
            "GET",
            "/api/v1/feed?after=0&wait=25",
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answers(url + "/readyz")
        assert running.end() == 0
        sidebar.close()
        assert until(lambda: not runs(running.told["pid"]))


@pytest.mark.parametrize("killed", ["demo", "server"])
def test_it_leaves_nobody_running_after_a_kill(tmp_path: Path, killed: str) -> None:
    with demo(*ANY_PORTS, "--data-dir", str(tmp_path / "trial")) as running:
        told = running.told
        if killed == "demo":
            running.process.kill()
        else:
            os.killpg(os.getpgid(told["pid"]), signal.SIGKILL)
        assert until(lambda: running.process.poll() is not None)
        assert until(lambda: not answers(told["url"] + "/readyz"))
        assert until(lambda: not answers(told["desk_url"]))
        assert until(lambda: not runs(told["pid"]))
        _, said = running.process.communicate()
        if killed == "server":
            assert running.process.returncode == 1
            assert "ended by itself" in said


def test_it_says_which_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for option in ("--port", "--desk-port"):
            with (
                pytest.raises(AssertionError, match=f"port {port} is taken.*{option}"),
                demo(*ANY_PORTS, option, port),
            ):
                pass


def test_it_takes_no_place_that_holds_something_else(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with (
        pytest.raises(AssertionError, match="choose an empty place"),
        demo(*ANY_PORTS, "--data-dir", str(tmp_path)),
    ):
        pass
    assert [entry.name for entry in tmp_path.iterdir()] == ["letters.txt"]
