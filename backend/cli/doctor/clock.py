"""This machine's clock against those of the sign-in services and of the database.

Not against that of the public address: beside the server it is this very clock.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests

from backend.cli.doctor.finding import Finding
from backend.cli.doctor.settings import LOOPBACK
from backend.config import Config
from backend.domain.errors import CandorError
from backend.installation import issuers_of, now
from backend.store.places import postgres

CHECK, SIGN_IN = "clock", "sign-in"
SECONDS = 10
# Tokens of the sign-in services are taken this much early or late.
OFF, LEEWAY = timedelta(seconds=5), timedelta(seconds=60)


def examine(config: Config) -> Iterator[Finding]:
    """Yield whether the sign-in services answer, and how far their clocks are off."""
    told = False
    for issuer in issuers_of(config):
        host = urlsplit(issuer.jwks_url).hostname or ""
        try:
            status, time = _asked(issuer.jwks_url, host)
        except requests.RequestException as error:
            yield Finding.failure(
                SIGN_IN,
                f"{host} does not answer: {type(error).__name__}",
                "let this server reach it: without its keys nobody can sign in",
            )
            continue
        if status != requests.codes.ok:
            yield Finding.failure(
                SIGN_IN,
                f"{host} answers {status} when asked for its keys",
                "look at CANDOR_ENTRA_BASE and CANDOR_GOOGLE_BASE, and at the proxy",
            )
        else:
            yield Finding.ok(SIGN_IN, f"{host} shows its keys")
        if time is not None:
            told = True
            yield _compared(time, host)
    if not told:
        yield Finding.warning(
            CHECK, "nobody could be asked for the time", "ask 'timedatectl'"
        )


def of_database(url: str) -> Finding:
    """Return how far this clock is from that of a PostgreSQL server."""
    try:
        return _compared(postgres("connection").clock(url), "the database")
    except CandorError as error:
        return Finding.failure(CHECK, str(error), "look whether its server runs")


def _compared(time: datetime, whose: str) -> Finding:
    """Return how far this clock is from somebody's."""
    off = abs(now() - time)
    said = f"{off.total_seconds():.0f} s between this clock and that of {whose}"
    if off > LEEWAY:
        advice = "set the clocks by NTP: sign-ins will be refused"
        return Finding.failure(CHECK, said, advice)
    if off > OFF:
        return Finding.warning(CHECK, said, "set the clocks by NTP")
    return Finding.ok(CHECK, said)


def _asked(url: str, host: str) -> tuple[int, datetime | None]:
    """Return status and time of an answer; what it says is of no interest here."""
    with requests.Session() as session:
        session.trust_env = host not in LOOPBACK  # a proxy is for the world outside
        with session.get(
            url, timeout=SECONDS, allow_redirects=False, stream=True
        ) as answer:
            return answer.status_code, _time(answer.headers)


def _time(headers: "requests.structures.CaseInsensitiveDict[str]") -> datetime | None:
    try:
        # A cache on the way hands on an older moment and says how old (RFC 9111).
        age = timedelta(seconds=int(headers.get("Age", "0")))
        time = parsedate_to_datetime(headers.get("Date", ""))
        return time + age if time.tzinfo else None
    except (ValueError, OverflowError):
        return None
