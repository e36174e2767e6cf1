"""What is inserted into a mail: the line that says so, and the pixel."""

from backend.domain import disclosure, pixel, token
from backend.domain.message import Message
from backend.domain.policy import Decision, OrgPolicy
from backend.domain.token import Purpose, TokenKeys


class Snippet:
    """Writes the HTML of one message; the only place its tokens are spelled out."""

    def __init__(self, keys: TokenKeys, public_url: str) -> None:
        self._keys = keys
        self._public_url = public_url

    def html(
        self,
        message: Message,
        identity: bytes,
        decision: Decision,
        policy: OrgPolicy,
        *,
        links: bool,
    ) -> str:
        """Return line and pixel; `links`: the line speaks of tracked links too."""
        image = pixel.img(
            pixel.url(message.pixel_base, self._token(Purpose.OPEN, identity))
        )
        if not decision.disclosed or policy.controller is None:
            return image
        link, name = self.privacy_link(identity), policy.controller.name
        return disclosure.line(decision.language, name, link, links=links) + image

    def privacy_link(self, identity: bytes) -> str:
        """Return the address of the recipient's page."""
        return pixel.privacy_url(
            self._public_url, self._token(Purpose.PRIVACY, identity)
        )

    def _token(self, purpose: Purpose, identity: bytes) -> str:
        return token.mint(self._keys, purpose, identity)
