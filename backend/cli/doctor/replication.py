"""What PostgreSQL keeps of what it committed when it fails over."""

from backend.cli.doctor.finding import Finding
from backend.domain.errors import CandorError
from backend.store.places import postgres


def examine(check: str, url: str) -> list[Finding]:
    """Return what a failover of a database may lose; one good word if nothing."""
    try:
        risks = postgres("durability").risks(url)
    except CandorError as error:
        return [Finding.failure(check, str(error), "look whether its server runs")]
    found = [
        Finding.warning(check, f"{risk.name}: {risk.said}", risk.advice)
        for risk in risks
    ]
    return found or [
        Finding.ok(check, "it keeps what it committed; no standby lags behind it")
    ]
