"""`candor demo`: a store of its own, the server and the trial desk, all on loopback."""

import json
import os
import random
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID, uuid4

import click
import requests

from backend.cli.child import Child, ChildFailed
from backend.cli.init import create
from backend.config import Config
from backend.domain.errors import CandorError
from backend.domain.policy import Controller
from backend.services.orgs import Founding
from backend.store.sqlite import lock

HOST = "127.0.0.1"
PORT = 8765
READY_SECONDS = 60
WINDOW_SECONDS = COOLDOWN_SECONDS = 5
# Below what systems give to outgoing connections: a port found free stays so.
FREE_PORTS = range(20_000, 32_000)
MAPPED_TO_FRANCE = {"client.example": "FR"}  # erin's, where consent comes first
MARK = "demo.json"  # in a kept directory: who its people are

READY = """\
Candor's trial desk is ready:

    {desk_url}/

Write a mail to dave@customer.example as Alice (Outlook) or Carol (Gmail), click
Track, send it, open it in Dave's inbox, and see it in the sender's sidebar.

Nothing leaves this machine. Waiting times are {seconds} s here instead of 60 to 90 s.
Candor answers at {url}; its data and keys are in
{root} and {fate}.
Ctrl-C ends everything.
"""


class Stopped(BaseException):
    """Somebody asked for the end (Ctrl-C, SIGTERM, a closed terminal)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the demo's data and keys live, and which people they know."""

    root: Path
    tenant: str
    kept: bool

    @property
    def data_dir(self) -> Path:
        """The server's data directory."""
        return self.root / "data"

    @property
    def key_dir(self) -> Path:
        """The keys, apart from the data even here."""
        return self.root / "keys"


@click.command(
    epilog="""\b
Examples:
  candor demo                      a first look, nothing is kept
  candor demo --data-dir ~/trial   kept; the same command continues
  candor demo --json --port 0      for scripts, on any free ports
"""
)
@click.option(
    "--port",
    type=click.IntRange(0, 65534),
    default=PORT,
    show_default=True,
    help="Candor's port; 0 takes any free one.",
)
@click.option(
    "--desk-port",
    type=click.IntRange(0, 65535),
    show_default="the one after Candor's",
    help="The trial desk's port; 0 takes any free one.",
)
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep data and keys here, to continue later; else they are removed.",
)
@click.option("--no-browser", is_flag=True, help="Open no browser.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one line of JSON when ready."
)
def demo(
    *,
    port: int,
    desk_port: int | None,
    data_dir: Path | None,
    no_browser: bool,
    as_json: bool,
) -> None:
    """Try Candor without any account: server, mail programs and an inbox."""
    closing = ""
    try:
        with _stoppable(), ExitStack() as stack:
            if desk_port is None:
                desk_port = port + 1 if port else 0
            ports = (_usable(port, "--port"), _usable(desk_port, "--desk-port"))
            place = _place(data_dir)
            # Called last: the children must have let go of the files by then.
            stack.callback(_leave, place)
            closing = _closing(place)
            told, children = _start(stack, place, *ports)
            _announce(told, place, as_json=as_json)
            if not (no_browser or as_json) and _has_display():
                webbrowser.open(told["desk_url"])
            _until_one_ends(children)
    except Stopped:
        pass
    except (CandorError, ChildFailed, OSError) as error:
        raise click.ClickException(str(error)) from error
    finally:
        if closing:
            click.echo(closing, err=as_json)


def _start(
    stack: ExitStack, place: Place, port: int, desk_port: int
) -> tuple[dict[str, Any], list[Child]]:
    """Start desk and server; return what `--json` tells."""
    url = f"http://{HOST}:{port}"
    outside = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CANDOR_")  # the demo is no installation of yours
    }
    desk = Child("backend.desk", env=outside, speaks=True)
    stack.callback(desk.end)
    desk.tell(
        json.dumps(
            {
                "candor_url": url,
                "tenant": place.tenant,
                "port": desk_port,
                "window_seconds": WINDOW_SECONDS,
                "cooldown_seconds": COOLDOWN_SECONDS,
            }
        )
    )
    desk_told = json.loads(desk.hear())
    settings = _settings(url, port, place, desk_told)
    create(Config.read(settings, {}), _foundings(desk_told["people"]))
    server = Child("backend.cli.attached", ["serve"], env=outside | settings)
    stack.callback(server.end)
    _wait_until_ready(url, server)
    return _told(url, place, desk_told), [desk, server]


def _settings(
    url: str, port: int, place: Place, desk_told: Mapping[str, Any]
) -> dict[str, str]:
    identity, desk_url = desk_told["identity"], desk_told["desk_url"]
    return {
        "CANDOR_PUBLIC_URL": url,
        "CANDOR_HOST": HOST,
        "CANDOR_PORT": str(port),
        "CANDOR_DATA_DIR": str(place.data_dir),
        "CANDOR_KEY_DIR": str(place.key_dir),
        "CANDOR_ENTRA_BASE": identity["entra_base"],
        "CANDOR_ENTRA_CLIENT_IDS": identity["entra_client_id"],
        "CANDOR_GOOGLE_BASE": identity["google_base"],
        "CANDOR_GOOGLE_CLIENT_IDS": identity["google_client_id"],
        "CANDOR_OFFICE_JS_URL": f"{desk_url}/static/outlook/office.js",
        "CANDOR_FRAME_ANCESTORS": desk_url,
        # The desk says which address another opener would come from.
        "CANDOR_TRUSTED_PROXIES": f"{HOST}/32",
        "CANDOR_WINDOW_SECONDS": str(WINDOW_SECONDS),
        "CANDOR_COOLDOWN_SECONDS": str(COOLDOWN_SECONDS),
    }


def _foundings(people: Mapping[str, Mapping[str, str]]) -> list[Founding]:
    return [
        _founding("North Sales", people["alice"]),
        _founding("South Sales", people["carol"]),
    ]


def _founding(name: str, sender: Mapping[str, str]) -> Founding:
    domain = sender["email"].rpartition("@")[2]
    return Founding(
        name=name,
        home_region="US",
        directories=[(sender["provider"], sender["directory_id"])],
        own_domains=[domain],
        controller=Controller(
            name=name,
            postal_address="1 Sample Street, Springfield, USA",
            privacy_contact=f"privacy@{domain}",
            authority="the data-protection authority of your country",
        ),
        domain_regions=MAPPED_TO_FRANCE,
    )


def _told(url: str, place: Place, desk_told: Mapping[str, Any]) -> dict[str, Any]:
    desk_url = desk_told["desk_url"]
    return {
        "url": url,
        "desk_url": desk_url,
        "smtp": desk_told["smtp"],
        "people": {
            name: {
                "email": person["email"],
                "provider": person["provider"],
                "token": _get(f"{desk_url}/token/{name}").json()["token"],
            }
            for name, person in desk_told["people"].items()
            if "provider" in person
        },
        "data_dir": str(place.data_dir),
        "key_dir": str(place.key_dir),
        # The server's manager has a worker answer; the store's lock names that one.
        "pid": int((place.data_dir / lock.FILE_NAME).read_text(encoding="ascii")),
    }


def _announce(told: Mapping[str, Any], place: Place, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told))
        return
    words = READY.format(
        **told,
        root=place.root,
        seconds=WINDOW_SECONDS,
        fate="stay there" if place.kept else "are removed at the end",
    )
    click.echo(words)


def _wait_until_ready(url: str, server: Child) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if not server.is_running:
            raise ChildFailed("the server ended before it was ready")
        try:
            if _get(f"{url}/readyz").ok:
                return
        except requests.RequestException:
            pass  # nothing listens yet
        time.sleep(0.05)
    raise ChildFailed(f"the server was not ready within {READY_SECONDS} s")


def _until_one_ends(children: list[Child]) -> NoReturn:
    ended = threading.Event()

    def watch(child: Child) -> None:
        child.wait()
        ended.set()

    for child in children:
        threading.Thread(target=watch, args=(child,), daemon=True).start()
    ended.wait()
    gone = ", ".join(child.name for child in children if not child.is_running)
    raise ChildFailed(f"{gone} ended by itself")


def _place(data_dir: Path | None) -> Place:
    if data_dir is None:
        root = Path(tempfile.mkdtemp(prefix="candor-demo-"))
        return Place(root, str(uuid4()), kept=False)
    root = data_dir.absolute()
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = root / MARK
    if not mark.exists():
        if any(root.iterdir()):
            raise click.ClickException(
                f"{root} holds something that is not a demo's: choose an empty place"
            )
        mark.write_text(json.dumps({"tenant": str(uuid4())}), encoding="utf-8")
    try:
        tenant = str(UUID(json.loads(mark.read_text(encoding="utf-8"))["tenant"]))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise click.ClickException(f"{mark} cannot be read: {error}") from error
    return Place(root, tenant, kept=True)


def _leave(place: Place) -> None:
    if not place.kept:
        shutil.rmtree(place.root)


def _closing(place: Place) -> str:
    if place.kept:
        return f"Stopped. Data and keys are kept in {place.root}; the mail is gone."
    return f"Stopped. Removed {place.root}: data, keys, and all mail of the desk."


def _usable(port: int, option: str) -> int:
    """Return a port that is free now; for 0 any such one."""
    if port:
        if not _is_free(port):
            raise click.ClickException(
                f"port {port} is taken: choose another with {option} "
                f"({option} 0 takes any free one)"
            )
        return port
    candidates = random.sample(FREE_PORTS, 100)
    return next(candidate for candidate in candidates if _is_free(candidate))


def _is_free(port: int) -> bool:
    try:
        socket.create_server((HOST, port)).close()
    except OSError:
        return False
    return True


def _get(url: str) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False  # loopback is never behind a proxy
        return session.get(url, timeout=5)


def _has_display() -> bool:
    """Say whether a browser could be shown: without one a text browser would start."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextmanager
def _stoppable() -> Iterator[None]:
    """Turn the signals that ask for the end into Stopped; once is enough."""
    asked = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]

    def stop(*_args: object) -> NoReturn:
        for number in asked:
            signal.signal(number, signal.SIG_IGN)  # the end is not to be interrupted
        raise Stopped

    for number in asked:
        signal.signal(number, stop)
    yield
