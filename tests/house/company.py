"""Two companies on one Candor: alice and bob in the north, carol in the south.

Everything is real but the two identity providers: keys and store in a directory, the
front on a loopback port, tokens verified over HTTP. Time is moved by hand.
"""

import asyncio
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory
from typing import Any

import requests
import uvicorn

from backend.cli.demo import FREE_PORTS
from backend.cli.init import create
from backend.config import Config
from backend.desk.issuer import ENTRA_CLIENT_ID, GOOGLE_CLIENT_ID
from backend.domain.policy import Controller
from backend.front import Front
from backend.installation import Installation, build
from backend.services.orgs import Founding
from tests.house import described
from tests.house.alone import served_alone
from tests.identity.outside import NORTH, Clock, Outside, outside_world

THE_FRONT, ALONE = "the front", "Flask alone"
CONTROLLER = Controller(
    "North Sales", "1 Pole Road, Nome", "privacy@north.example", "The Authority"
)
NORTH_SALES = Founding(
    name="North Sales",
    home_region="US",
    directories=[("entra", NORTH)],
    own_domains=["north.example"],
    controller=CONTROLLER,
    domain_regions={"client.example": "FR"},
)
SOUTH_SALES = Founding(
    name="South Sales",
    home_region="US",
    directories=[("google", "south.example")],
    own_domains=["south.example"],
    controller=Controller("South Sales", "2 Cape", "privacy@south.example", "Same"),
)
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)
GMAIL_PROXY = (
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 "
    "(via ggpht.com GoogleImageProxy)"
)
GOOGLE_ADDRESS = "66.249.84.1"
DAVE_ADDRESS = "73.162.10.20"


class Person:
    """Somebody at their mail program: speaks the API as the add-ins do."""

    def __init__(self, base_url: str, token: str) -> None:
        self.token = token
        self._base_url = base_url
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.headers["Authorization"] = f"Bearer {token}"
        # Whatever a test asks: the answer must be one that the document describes.
        self.http.hooks["response"].append(lambda answer, **_: described.check(answer))

    def ask(self, method: str, path: str, **how: Any) -> requests.Response:
        """Ask the API; `path` after /api/v1."""
        url = f"{self._base_url}/api/v1{path}"
        return self.http.request(method, url, timeout=60, **how)

    def write(self, to: list[str], **more: Any) -> dict[str, Any]:
        """Write a mail and click "track"; returns the answer."""
        answer = self.ask("POST", "/messages", json=draft(to, **more))
        assert answer.ok, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def link(self, message_id: str, target: str, text: str | None = None) -> str:
        """Make a tracked link for a mail; returns its address."""
        body = {"target": target} | ({} if text is None else {"text": text})
        answer = self.ask("POST", f"/messages/{message_id}/links", json=body)
        assert answer.status_code == 201, answer.text
        url: str = answer.json()["url"]
        return url

    def message(self, message_id: str) -> dict[str, Any]:
        """Look at a message."""
        answer = self.ask("GET", f"/messages/{message_id}")
        assert answer.ok, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def feed(self, **query: Any) -> dict[str, Any]:
        """Look at the feed."""
        answer = self.ask("GET", "/feed", params=query)
        assert answer.ok, answer.text
        found: dict[str, Any] = answer.json()
        return found


def draft(to: list[str], **more: Any) -> dict[str, Any]:
    """Return the body a client sends for a new mail."""
    return {
        "channel": "outlook",
        "draft_ref": os.urandom(8).hex(),
        "recipients": to,
        "compose_type": "new",
        "format": "html",
    } | more


@dataclass
class Company:
    """A running Candor with its people."""

    installation: Installation
    outside: Outside
    url: str
    directory: Path
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def clock(self) -> Clock:
        """Return the one clock of server and identity providers."""
        return self.outside.clock

    def __getattr__(self, name: str) -> Person:
        if name not in {"alice", "bob", "carol"}:
            raise AttributeError(name)
        if name not in self.people:
            self.people[name] = Person(self.url, self.outside.issuer.token(name))
        return self.people[name]

    def fetch(
        self,
        html_or_url: str,
        *,
        agent: str | None = CHROME,
        address: str = DAVE_ADDRESS,
        method: str = "GET",
        **headers: str,
    ) -> requests.Response:
        """Fetch the pixel as some mail program at some address does."""
        url = pixel_of(html_or_url) if "<img" in html_or_url else html_or_url
        sent = {"X-Forwarded-For": address, "User-Agent": agent, **headers}
        with requests.Session() as http:
            http.trust_env = False
            # A tracked link leads out of this machine: it is looked at, not followed.
            return http.request(
                method, url, headers=sent, timeout=60, allow_redirects=False
            )


def pixel_of(html: str) -> str:
    """Return the pixel's address in a snippet."""
    return html.split('<img src="')[1].split('"', maxsplit=1)[0]


def privacy_link_of(html: str) -> str:
    """Return the privacy link in a snippet."""
    return html.split('<a href="')[1].split('"', maxsplit=1)[0]


def environ_in(directory: Path, outside: Outside, port: int) -> dict[str, str]:
    """Return the settings of an installation under a directory."""
    return {
        "CANDOR_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "CANDOR_PORT": str(port),
        "CANDOR_DATA_DIR": str(directory / "data"),
        "CANDOR_KEY_DIR": str(directory / "keys"),
        "CANDOR_TRUSTED_PROXIES": "127.0.0.1/32",
        "CANDOR_ENTRA_BASE": f"{outside.url}/issuer/entra",
        "CANDOR_ENTRA_CLIENT_IDS": ENTRA_CLIENT_ID,
        "CANDOR_GOOGLE_BASE": f"{outside.url}/issuer/google",
        "CANDOR_GOOGLE_CLIENT_IDS": GOOGLE_CLIENT_ID,
    }


def config_in(directory: Path, outside: Outside, port: int, **more: str) -> Config:
    """Return the same, read."""
    return Config.read(environ_in(directory, outside, port) | more, {})


def found(config: Config) -> None:
    """Found both companies: once, and from then on as a copy of the first."""
    if config.database_url:
        create(config, [NORTH_SALES, SOUTH_SALES])
        return
    founded = Path(_founded().name)
    shutil.copytree(founded / "data", config.data_dir)
    shutil.copytree(founded / "keys", config.key_dir)


@cache
def _founded() -> "TemporaryDirectory[str]":
    kept = TemporaryDirectory(prefix="candor-founded-")
    directory = Path(kept.name)
    config = Config.read(
        {
            "CANDOR_PUBLIC_URL": "http://127.0.0.1",
            "CANDOR_DATA_DIR": str(directory / "data"),
            "CANDOR_KEY_DIR": str(directory / "keys"),
        },
        {},
    )
    create(config, [NORTH_SALES, SOUTH_SALES])
    return kept


@contextmanager
def company(directory: Path, door: str = THE_FRONT, **more: str) -> Iterator[Company]:
    """Found both companies in a directory and serve them through one of the doors."""
    with outside_world() as outside, free_port() as (listener, port):
        config = config_in(directory, outside, port, **more)
        found(config)
        installation = build(config, clock=outside.clock)
        running = Company(installation, outside, config.public_url, directory)
        with DOORS[door](installation, listener):
            yield running
        for person in running.people.values():
            person.http.close()
        if door == ALONE:
            installation.close()  # the front does it by itself


@contextmanager
def free_port() -> Iterator[tuple[socket.socket, int]]:
    """Yield a socket bound to a free loopback port.

    Let go, the port stays free: the system hands it to nobody who asks for any.
    """
    # Named as TCP, asyncio sends at once on it; else each answer waits 40 ms for an
    # acknowledgement of its head (Nagle and delayed ACK).
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        yield listener, _bind(listener)


def _bind(listener: socket.socket) -> int:
    for port in SystemRandom().sample(FREE_PORTS, 100):
        with suppress(OSError):  # somebody has it
            listener.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no free port among a hundred")


class Prompt(uvicorn.Server):
    """Looks a hundred times a second whether it is to stop, not ten times."""

    async def main_loop(self) -> None:
        while not await self.on_tick(0):
            await asyncio.sleep(0.01)


@contextmanager
def served(installation: Installation, listener: socket.socket) -> Iterator[None]:
    """Serve the front on a socket, in a thread, until left."""
    server = Prompt(
        uvicorn.Config(
            Front(installation),
            log_config=None,
            access_log=False,
            lifespan="on",
            proxy_headers=False,  # whom to believe is the front's to say
        )
    )
    thread = threading.Thread(
        target=lambda: asyncio.run(server.serve([listener])), name="front"
    )
    listener.listen()
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


DOORS = {THE_FRONT: served, ALONE: served_alone}
