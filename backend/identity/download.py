"""Get an issuer's key set over HTTP, with every dimension bounded."""

import re
import time
from dataclasses import dataclass
from datetime import timedelta

import requests

from backend.domain.errors import CandorError
from backend.identity.issuers import is_loopback

MAX_BYTES = 64 * 1024
_MAX_AGE = re.compile(r"max-age=(\d{1,9})")


class DownloadFailed(CandorError):
    """A key set could not be had; the message says why, never what."""


@dataclass(frozen=True, slots=True)
class Download:
    """Hold a document and how long HTTP caching lets it be kept (RFC 9111)."""

    body: bytes
    fresh_for: timedelta


def download(url: str, *, timeout_seconds: float) -> Download:
    """Get `url` within the time and MAX_BYTES; raises DownloadFailed."""
    deadline = time.monotonic() + timeout_seconds
    try:
        with requests.Session() as session:
            # A proxy of the environment is for the world outside this machine.
            session.trust_env = not is_loopback(url)
            with session.get(
                url,
                headers={"Accept": "application/json"},
                timeout=timeout_seconds,
                allow_redirects=False,  # the address is pinned; nobody moves it
                stream=True,
            ) as response:
                if response.status_code != requests.codes.ok:
                    raise DownloadFailed(f"status {response.status_code}")
                body = _read(response, deadline)
                return Download(body, _fresh_for(response.headers))
    except requests.RequestException as error:
        raise DownloadFailed(type(error).__name__) from None


def _read(response: requests.Response, deadline: float) -> bytes:
    body = bytearray()
    # requests' timeout is per read, and a read waits for its whole chunk: byte by
    # byte, a server that drips cannot stretch three seconds into an hour. Decoded
    # bytes are counted, so a compressed bomb ends here too. Costs 5 µs a byte.
    for byte in response.iter_content(1):
        body += byte
        if len(body) > MAX_BYTES:
            raise DownloadFailed("too large")
        if time.monotonic() > deadline:
            raise DownloadFailed("too slow")
    return bytes(body)


def _fresh_for(headers: "requests.structures.CaseInsensitiveDict[str]") -> timedelta:
    control = headers.get("Cache-Control", "").lower()
    directives = [directive.strip() for directive in control.split(",")]
    if "no-store" in directives or "no-cache" in directives:
        return timedelta(0)
    ages = [int(found[1]) for d in directives if (found := _MAX_AGE.fullmatch(d))]
    age = headers.get("Age", "0")  # seconds already spent in somebody's cache
    spent = int(age) if re.fullmatch(r"\d{1,9}", age) else 0
    return timedelta(seconds=max(0, min(ages, default=0) - spent))
