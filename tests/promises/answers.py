"""The pixel's answers, byte for byte, and tokens in every state there is."""

from base64 import urlsafe_b64encode
from urllib.parse import urlsplit

import requests

from backend.domain import token
from backend.domain.token import Purpose
from backend.services.lifecycle import Lifecycle
from tests.house.company import CHROME, Company, pixel_of, privacy_link_of
from tests.house.wire import exchange

DAVE, DAN, GIL = (f"{name}@customer.example" for name in ("dave", "dan", "gil"))
JUNK = (
    *("", "x", ".png", "A" * 31, "A" * 33, "=" * 32, "..", "../x", "..%2f..%2fetc"),
    *("%00", "%ff", "%", "/", "//", "a/b.png", "a//b", "x.PNG", "x.gif", "x.png.png"),
    *("%E2%80%AE", "x" * 2000, "?a=b", "x?" + "A" * 32, "x;y", "<script>", "'--"),
)


def answer(door: str, path: str, method: str = "GET", *more: str) -> bytes:
    """Fetch from a pixel's path; return all that came but the date."""
    lines = (
        f"{method} {path} HTTP/1.1",
        "Host: candor",
        "X-Forwarded-For: 73.162.10.20",
        f"User-Agent: {CHROME}",
        "Connection: close",
        *more,
    )
    told = exchange(door, ("\r\n".join(lines) + "\r\n\r\n").encode())
    head, end, body = told.partition(b"\r\n\r\n")
    kept = [line for line in head.split(b"\r\n") if line[:5].lower() != b"date:"]
    return b"\r\n".join(kept) + end + body


def path_of(html: str) -> str:
    """Return the path of a snippet's pixel."""
    return urlsplit(pixel_of(html)).path


def paths(office: Company) -> dict[str, str]:
    """Return the path of a token in every state, by its state."""
    alice = office.alice
    found = {"good": path_of(alice.write([DAVE])["html"])}
    stopped = alice.write([DAVE])
    alice.ask("POST", f"/messages/{stopped['message_id']}/stop", json={})
    erased = alice.write([DAVE])
    alice.ask("DELETE", f"/messages/{erased['message_id']}")
    withdrawn = alice.write([DAVE], draft_ref="draft-0001")
    alice.write([DAVE, DAN], draft_ref="draft-0001")
    refused, erased_by_dan = alice.write([GIL]), alice.write([DAN])
    for mail, action in ((refused, "no"), (erased_by_dan, "erase")):
        link = privacy_link_of(mail["html"])
        requests.post(link, data={"action": action}, timeout=20)
    for name, mail in {
        "stopped by alice": stopped,
        "erased by alice": erased,
        "withdrawn": withdrawn,
        "refused by gil": refused,
        "erased by dan": erased_by_dan,
        "of carol's company": office.carol.write([DAVE], channel="gmail"),
    }.items():
        found[name] = path_of(mail["html"])
    return found | _worthless(office, found["good"])


def _worthless(office: Company, good: str) -> dict[str, str]:
    """Return paths of tokens nobody was given."""
    keys = office.installation.keyring.token_keys()
    text = good.rsplit("/", 1)[1].removesuffix(".png")
    found = {
        "unknown": token.mint(keys, Purpose.OPEN, b"nobody's message"),
        "forged": urlsafe_b64encode(b"R" * 24).decode(),
    }
    link = office.alice.write([DAVE])["html"]
    found["the privacy link's"] = privacy_link_of(link).rsplit("/", 1)[1]
    for place, old in enumerate(text):
        new = "A" if old != "A" else "B"
        found[f"mutated at {place}"] = text[:place] + new + text[place + 1 :]
    found |= {f"junk {junk[:20]!r}": junk for junk in JUNK}
    return {name: f"/track/open/{text}" for name, text in found.items()}


def pass_time(office: Company, **by: float) -> None:
    """Move the clock and let time do what it does."""
    office.clock.move(**by)
    installation = office.installation
    lifecycle = Lifecycle(
        installation.store,
        installation.keyring,
        timing=installation.timing,
        clock=office.clock,
    )
    lifecycle.tick()
