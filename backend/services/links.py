"""Makes tracked links for a mail that is being written."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from backend.crypto.keyring import Keyring
from backend.domain import link, pixel, token
from backend.domain.errors import LinksExhausted, MessageClosed
from backend.domain.link import LINKS_MAX
from backend.domain.message import Channel, Message, State
from backend.domain.token import Purpose
from backend.identity.principal import Principal
from backend.services.limits import Limits
from backend.services.link_seals import LinkSeals
from backend.services.messages import own
from backend.store.store import Reader, Store, TokenRow, Transaction
from backend.store.targets import SealedTarget, Targets


@dataclass(frozen=True, slots=True)
class MadeLink:
    """The anchor to insert into the mail."""

    link_id: bytes
    url: str
    html: str


class Links:
    """The use case behind "insert a tracked link"."""

    def __init__(
        self,
        store: Store,
        keyring: Keyring,
        targets: Targets,
        *,
        limits: Limits,
        entropy: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._keys = keyring.token_keys()
        self._seals = LinkSeals(keyring)
        self._targets = targets
        self._limits = limits
        self._entropy = entropy

    def make(
        self, sender: Principal, message_id: bytes, target: str, text: str | None
    ) -> MadeLink:
        """Keep where a new link of an own message leads; return the link.

        The same target again is another link: the store holds no token to show twice.
        Raises TargetRefused, MessageNotFound, MessageClosed, LinksExhausted and
        TooManyRequests.
        """
        self._limits.take((sender.org_id, sender.id, "links"))
        target = link.target(target)
        # Asked before anything is sealed: no key is made for a message that has none.
        with self._store.read() as reader:
            message = _writable(reader, sender, message_id)
        identity = self._entropy(16)
        row = self._seals.sealed(message, self._entropy(16), target, text)
        lookup = token.lookup(self._keys, Purpose.CLICK, identity)
        leads = TokenRow(
            lookup, Purpose.CLICK.value, message.org_id, message.id, row.id
        )

        def job(tx: Transaction) -> None:
            _writable(tx, sender, message_id)
            tx.add_link(row, leads)

        self._store.write(job).result()
        held = SealedTarget(row.org_id, row.id, row.target_sealed)
        self._targets.hold(lookup, held)
        url = pixel.click_url(
            message.pixel_base, token.mint(self._keys, Purpose.CLICK, identity)
        )
        return MadeLink(row.id, url, _anchor(message, url, text or link.host(target)))


def _writable(reader: Reader, sender: Principal, message_id: bytes) -> Message:
    """Return an own message whose mail may still be in the writing."""
    message = own(reader, sender, message_id)
    # Gmail tells nobody of the sending: after the cool-down a draft only counts as
    # sent, and who writes for longer must still be able to add a link.
    guessed = (
        message.channel is Channel.GMAIL
        and message.state is State.SENT
        and not message.gone
    )
    if message.state is not State.PREPARED and not guessed:
        raise MessageClosed
    if len(reader.links(message.org_id, [message.id]).get(message.id, [])) >= LINKS_MAX:
        raise LinksExhausted
    return message


def _anchor(message: Message, url: str, text: str) -> str:
    # Outlook fetches links to preview them while the mail is written, which would look
    # like a click; an anchor of this id it leaves alone (Office.Body in @types/
    # office-js).
    mark = 'id="LPNoLP" ' if message.channel is Channel.OUTLOOK else ""
    return f'<a {mark}href="{escape(url)}">{escape(text)}</a>'
