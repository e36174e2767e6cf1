"""What holds for a sender: organisation, policy and their own choices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backend.domain.errors import OrganisationUnknown
from backend.domain.policy import OrgPolicy
from backend.identity.principal import Principal
from backend.services import preferences
from backend.services.orgs import is_erased
from backend.services.preferences import Preferences
from backend.store.store import Reader, Store, Transaction


@dataclass(frozen=True, slots=True)
class Me:
    """A sender's view of their own place."""

    organisation: str
    policy: OrgPolicy
    preferences: Preferences


class Myself:
    """Shows and changes what a sender chose."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def show(self, sender: Principal) -> Me:
        """Return what holds for the sender now."""
        with self._store.read() as reader:
            return _me(reader, sender)

    def choose(
        self,
        sender: Principal,
        *,
        auto_track: bool | None,
        never_domains: Sequence[str] | None,
        always_disclose: bool | None = None,
    ) -> Me:
        """Keep the choices that are given; None leaves one as it is.

        Raises OrganisationUnknown for somebody whose organisation was erased since
        they signed in.
        """

        def job(tx: Transaction) -> Me:
            if is_erased(tx, sender.org_id):
                raise OrganisationUnknown
            chosen = preferences.read(tx.preferences(sender.org_id, sender.id))
            if auto_track is not None:
                chosen = replace(chosen, auto_track=auto_track)
            if never_domains is not None:
                chosen = replace(
                    chosen, never_domains=tuple(sorted(set(never_domains)))
                )
            if always_disclose is not None:
                chosen = replace(chosen, always_disclose=always_disclose)
            for name, value in chosen.rows().items():
                tx.set_preference(sender.org_id, sender.id, name, value)
            return _me(tx, sender)

        return self._store.write(job).result()


def _me(reader: Reader, sender: Principal) -> Me:
    organisation = reader.organisation(sender.org_id)
    return Me(
        organisation=organisation.name if organisation else "",
        policy=reader.policy(sender.org_id),
        preferences=preferences.read(reader.preferences(sender.org_id, sender.id)),
    )
