"""Asked to stop, a server answers what it has accepted, and is gone in ten seconds."""

import json
import os
import signal
import socket
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from backend.store.sqlite.engine import open_store
from tests.house.company import Person, draft, pixel_of
from tests.serving.program import PATIENCE_SECONDS, SERVE, UVICORN, Program, program

pytestmark = pytest.mark.xdist_group("load")  # one after the other: it fills a core
DAVE = "dave@customer.example"
PANES = 8  # as many as one person may have
CLIENTS = 16
EACH = 20  # fetches of each before the end
servers = pytest.mark.parametrize(
    "command", [SERVE, UVICORN], ids=["Granian", "uvicorn"]
)


def waits(who: Person, cursor: str) -> tuple[list[dict[str, Any]], threading.Thread]:
    """Let somebody wait in every pane; return when no further one finds a seat."""
    told: list[dict[str, Any]] = []
    full = threading.Event()

    def pane() -> None:
        query = {"after": cursor, "wait": 25}
        answer = who.ask("GET", "/feed", params=query)
        if answer.status_code == 503:
            full.set()
        else:
            told.append(answer.json())

    def everyone() -> None:
        panes = [threading.Thread(target=pane) for _ in range(PANES + 1)]
        for each in panes:
            each.start()
        for each in panes:
            each.join()

    waiting = threading.Thread(target=everyone)
    waiting.start()
    assert full.wait(PATIENCE_SECONDS)
    return told, waiting


@servers
def test_it_answers_those_who_wait_at_once(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    with program(tmp_path, command) as server:
        alice = server.person("alice")
        cursor = alice.feed()["cursor"]
        told, waiting = waits(alice, cursor)
        server.stop()
        waiting.join(PATIENCE_SECONDS)
    nothing = {"cursor": cursor, "more": False, "before": None, "messages": []}
    assert told == [nothing] * PANES


def begun(server: Program, who: Person, length: int) -> socket.socket:
    """Begin to post a mail; return once the server reads its body."""
    connection = socket.create_connection(server.place, PATIENCE_SECONDS)
    head = (
        "POST /api/v1/messages HTTP/1.1\r\nHost: candor\r\n"
        f"Authorization: Bearer {who.token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {length}\r\nExpect: 100-continue\r\n\r\n"
    )
    connection.sendall(head.encode())
    assert connection.recv(99).startswith(b"HTTP/1.1 100 ")
    return connection


@servers
def test_it_takes_the_rest_of_what_it_has_begun_to_read(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    with program(tmp_path, command) as server:
        body = json.dumps(draft([DAVE])).encode()
        with closing(begun(server, server.person("alice"), len(body))) as connection:
            server.process.send_signal(signal.SIGTERM)
            server.until_closed()
            connection.sendall(body)
            assert connection.recv(99).startswith(b"HTTP/1.1 201 ")
        server.process.wait(PATIENCE_SECONDS)
        server.until_gone()


@servers
def test_it_lets_nobody_who_dawdles_hold_the_end(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    with program(tmp_path, command) as server:
        with closing(begun(server, server.person("alice"), 99)):
            server.process.send_signal(signal.SIGTERM)
            server.process.wait(10)
        server.until_gone()


@pytest.mark.parametrize("lasting", [True, False], ids=["keep-alive", "one-shot"])
def test_it_answers_all_it_has_read_and_resets_nobody_before(
    tmp_path: Path, lasting: bool
) -> None:
    with program(tmp_path) as server:
        alice = server.person("alice")
        mails = [alice.write([DAVE], another=True) for _ in range(CLIENTS)]
        clients = [
            Client(server.place, pixel_of(mail["html"]), lasting=lasting)
            for mail in mails
        ]
        for client in clients:
            client.start()
        for client in clients:
            assert client.under_way.wait(PATIENCE_SECONDS)
        # From here on the end may come before a request is read.
        for client in clients:
            client.may_be_turned_away.set()
        server.stop()
        for client in clients:
            client.join(PATIENCE_SECONDS)
        told = Counter[str]()
        for client in clients:
            told += client.told
    assert told["answered"] >= CLIENTS * EACH
    assert told["broken off"] == 0
    assert told["lost too early"] == 0
    # Whoever was reset or found the door shut was not read: nothing of it is stored.
    kept = fetches(server, [mail["message_id"] for mail in mails])
    assert kept == [client.told["answered"] for client in clients]


def fetches(server: Program, message_ids: list[str]) -> list[int]:
    """Return how many fetches are stored for each message."""
    store = open_store(server.config.data_dir)
    found = []
    with store.read() as reader:
        (north,) = (org.id for org in reader.organisations() if org.name[0] == "N")
        for message_id in message_ids:
            message = reader.message(north, bytes.fromhex(message_id))
            assert message is not None
            found.append(message.fetches)
    store.close()
    return found


class Client(threading.Thread):
    """Fetches until nobody lets it in, over lasting connections or one each."""

    def __init__(self, place: tuple[str, int], url: str, *, lasting: bool) -> None:
        super().__init__()
        self.told = Counter[str]()
        self.under_way = threading.Event()
        self.may_be_turned_away = threading.Event()
        self._place = place
        self._lasting = lasting
        path = "/" + url.split("/", 3)[3]
        head = "" if lasting else "Connection: close\r\n"
        self._request = f"GET {path} HTTP/1.1\r\nHost: candor\r\n{head}\r\n".encode()

    def run(self) -> None:
        """Fetch over and over, on each connection until the server ends it."""
        while True:
            try:
                connection = socket.create_connection(self._place, PATIENCE_SECONDS)
            except ConnectionError:
                self._unanswered("refused")
                return
            with closing(connection):
                while self._fetch(connection) and self._lasting:
                    pass

    def _fetch(self, connection: socket.socket) -> bool:
        """Ask once; return whether the connection lasts."""
        answer = b""
        ended = "closed"
        try:
            connection.sendall(self._request)
            while b"IEND" not in answer:
                piece = connection.recv(65536)
                if not piece:
                    break
                answer += piece
        except ConnectionError:
            ended = "reset"
        if b"IEND" not in answer:
            self._unanswered("broken off" if answer else ended)
            return False
        self.told["answered"] += 1
        if self.told["answered"] == EACH:
            self.under_way.set()
        return b"connection: close" not in answer.lower()

    def _unanswered(self, how: str) -> None:
        self.told[how] += 1
        if not self.may_be_turned_away.is_set():
            self.told["lost too early"] += 1


def test_its_worker_goes_with_its_parent(tmp_path: Path) -> None:
    with program(tmp_path) as server:
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        server.until_gone()
