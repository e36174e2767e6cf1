"""Gives a sender the way to the recipient's page again, to pass it on."""

from collections.abc import Callable

from backend.crypto.keyring import Keyring
from backend.domain import token
from backend.domain.token import Purpose
from backend.identity.principal import Principal
from backend.services.limits import Limits
from backend.services.messages import own
from backend.services.snippet import Snippet
from backend.store.store import Store, TokenRow, Transaction


class PrivacyLink:
    """The use case behind "copy the privacy link"."""

    def __init__(
        self,
        store: Store,
        keyring: Keyring,
        *,
        public_url: str,
        limits: Limits,
        entropy: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._keys = keyring.token_keys()
        self._snippet = Snippet(self._keys, public_url)
        self._limits = limits
        self._entropy = entropy

    def make(self, sender: Principal, message_id: bytes) -> str:
        """Return a further privacy link of an own message; the earlier ones stay good.

        The store holds look-ups alone, so that the one in the mail cannot be told
        again. Raises MessageNotFound and TooManyRequests.
        """
        self._limits.take((sender.org_id, sender.id))
        identity = self._entropy(16)
        lookup = token.lookup(self._keys, Purpose.PRIVACY, identity)

        def job(tx: Transaction) -> None:
            message = own(tx, sender, message_id)
            row = TokenRow(lookup, Purpose.PRIVACY.value, message.org_id, message.id)
            tx.add_tokens([row])

        self._store.write(job).result()
        return self._snippet.privacy_link(identity)
