"""From a bearer token to the person behind it in this installation."""

import hashlib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from backend.domain.errors import OrganisationUnknown
from backend.identity.principal import Identity, Principal
from backend.identity.verifier import Verifier
from backend.services.orgs import is_erased
from backend.services.timing import Clock
from backend.store.store import PrincipalRow, Store, Transaction

REMEMBERED = timedelta(seconds=60)  # a disabled account is out after this at the latest
REMEMBERED_MAX = 10_000


class SignIn:
    """Verifies bearers and knows the principals; remembers an answer for a minute."""

    def __init__(
        self,
        store: Store,
        verifier: Verifier,
        *,
        clock: Clock,
        entropy: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._verifier = verifier
        self._clock = clock
        self._entropy = entropy
        self._lock = threading.Lock()
        self._known: dict[bytes, tuple[Principal, datetime]] = {}

    def remembered(self, bearer: str) -> Principal | None:
        """Return who was verified with this very bearer within the last minute."""
        with self._lock:
            found = self._known.get(_digest(bearer))
        if found is None or self._clock() >= found[1]:
            return None
        return found[0]

    def principal(self, bearer: str) -> Principal:
        """Return who presents the bearer; a first sign-in makes the principal.

        Raises TokenRefused, IssuerUnavailable or OrganisationUnknown.
        """
        known = self.remembered(bearer)
        if known is not None:
            return known
        identity = self._verifier.verify(bearer)
        principal = self._principal(identity)
        until = min(self._clock() + REMEMBERED, identity.good_until)
        with self._lock:
            if len(self._known) >= REMEMBERED_MAX:
                self._known.clear()  # rare; each is simply verified once more
            self._known[_digest(bearer)] = (principal, until)
        return principal

    def _principal(self, identity: Identity) -> Principal:
        with self._store.read() as reader:
            row = reader.principal(
                identity.provider, identity.directory_id, identity.subject
            )
            if row is not None and is_erased(reader, row.org_id):
                raise OrganisationUnknown
        if row is None:
            row = self._store.write(lambda tx: self._first_time(tx, identity)).result()
        return Principal(row.org_id, row.id, row.provider, row.role)

    def _first_time(self, tx: Transaction, identity: Identity) -> PrincipalRow:
        provider, directory_id = identity.provider, identity.directory_id
        org_id = tx.organisation_of(provider, directory_id)
        if org_id is None or is_erased(tx, org_id):
            raise OrganisationUnknown
        row = tx.principal(provider, directory_id, identity.subject)
        if row is None:
            row = PrincipalRow(
                org_id=org_id,
                id=self._entropy(16),
                provider=provider,
                directory_id=directory_id,
                subject=identity.subject,
                role="sender",
                created_at=self._clock(),
            )
            tx.add_principal(row)
        return row


def _digest(bearer: str) -> bytes:
    return hashlib.sha256(bearer.encode()).digest()
