"""What an installation fills into the Gmail add-on, and what the add-on may see."""

import json
import re
from dataclasses import dataclass
from typing import Any

from backend.domain.errors import CandorError

# What the files in the repository say in the place of an installation's own address.
PLACEHOLDER = "https://candor.example.com"
LOGO = "/addin/outlook/assets/icon-80.png"

_GOOGLE = "https://www.googleapis.com/auth/"
# Each scope, and what Google lets the add-on see through it.
SCOPES = {
    "openid": "that it is the rep, as a statement signed by Google",
    f"{_GOOGLE}userinfo.email": "the rep's own mail address",
    f"{_GOOGLE}script.external_request": (
        "nothing of Gmail; lets it send requests to this server"
    ),
    f"{_GOOGLE}gmail.addons.execute": "nothing; lets it run beside Gmail",
    f"{_GOOGLE}gmail.addons.current.action.compose": (
        "no text; lets it put its line into the draft that is open (Google words this "
        "as managing drafts and sending mail; it never sends)"
    ),
    f"{_GOOGLE}gmail.addons.current.message.metadata": (
        "the headers of the mail that is open and the recipients of the draft; no text"
    ),
}


class BundleRefused(CandorError):
    """The add-on cannot be filled in from these settings; says what to change."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What differs from one installation to the next."""

    public_url: str
    logo_url: str
    time_zone: str

    @classmethod
    def of(cls, public_url: str, logo_url: str | None, time_zone: str) -> "Filling":
        """Return the filling; raises BundleRefused for what Google could not use."""
        host = _https_host("CANDOR_PUBLIC_URL", public_url)
        if f"https://{host}" == PLACEHOLDER:
            raise BundleRefused(
                f"CANDOR_PUBLIC_URL: {host} is the placeholder; set your own address"
            )
        if logo_url is not None:
            _https_host("--logo", logo_url)
        return cls(public_url, logo_url or f"{public_url}{LOGO}", time_zone)

    def manifest(self, template: str) -> str:
        """Fill in appsscript.json."""
        told: dict[str, Any] = json.loads(self._at_home(template))
        told["timeZone"] = self.time_zone
        told["addOns"]["common"]["logoUrl"] = self.logo_url
        return json.dumps(told, indent=2, ensure_ascii=False) + "\n"

    def script(self, source: str) -> str:
        """Fill in a script; one that names no address comes back as it is."""
        return self._at_home(source)

    def _at_home(self, text: str) -> str:
        return text.replace(PLACEHOLDER, self.public_url)


# A name in public DNS: its last label holds no digit, as an address in figures would.
_PUBLIC = re.compile(r"https://((?:[a-z0-9-]+\.)+[a-z-]+)(?::[0-9]+)?(?:/[!-~]*)?")


def _https_host(name: str, url: str) -> str:
    """Return the host; Google's servers reach https and public names only."""
    found = _PUBLIC.fullmatch(url)
    if found is None:
        raise BundleRefused(
            f"{name}: {url} cannot be reached by Google; it has to be https:// and a "
            "public host name"
        )
    return found[1]
