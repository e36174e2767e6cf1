"""The programs of a demo: the trial desk, and a server that trusts it."""

import json
import os
import time
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

import requests

from backend.cli.child import Child, ChildFailed
from backend.cli.init import create
from backend.cli.place import Place
from backend.config import Config
from backend.domain.policy import Controller
from backend.services.orgs import Founding
from backend.store.sqlite import lock

HOST = "127.0.0.1"
READY_SECONDS = 60
WINDOW_SECONDS = COOLDOWN_SECONDS = 5
MAPPED_TO_FRANCE = {"client.example": "FR"}  # erin's, where consent comes first


def start(
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


def _get(url: str) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False  # loopback is never behind a proxy
        return session.get(url, timeout=5)
