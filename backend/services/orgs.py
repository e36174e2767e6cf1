"""Founds an organisation: who it is, where it is at home, who answers for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from backend.domain.policy import Controller
from backend.services.timing import Clock
from backend.store import names
from backend.store.store import OrganisationRow, Reader, Store, Transaction


@dataclass(frozen=True, slots=True)
class Founding:
    """What is asked at the first start of an organisation.

    `directories` are (provider, id) pairs: an Entra tenant id or a Google domain.
    Without a complete controller tracking stays off.
    """

    name: str
    home_region: str  # ISO 3166-1 alpha-2
    directories: Sequence[tuple[str, str]]
    own_domains: Sequence[str]
    controller: Controller | None = None
    domain_regions: Mapping[str, str] = field(default_factory=dict)


def found(
    store: Store,
    founding: Founding,
    *,
    clock: Clock,
    entropy: Callable[[int], bytes],
) -> bytes:
    """Create the organisation, or bring the one of these directories up to date.

    One that was erased comes back with what people refused. Returns its id.
    """

    def job(tx: Transaction) -> bytes:
        org_id = _known(tx, founding)
        if org_id is None:
            org_id = entropy(16)
            tx.add_organisation(
                OrganisationRow(org_id, founding.name, clock()), founding.directories
            )
            tx.add_unit(org_id, entropy(16), founding.name, founding.home_region)
        elif is_erased(tx, org_id):
            tx.name_organisation(org_id, founding.name)
            tx.set_setting(org_id, names.ERASED, names.NO)
            tx.add_unit(org_id, entropy(16), founding.name, founding.home_region)
        for name, value in _settings(founding).items():
            tx.set_setting(org_id, name, value)
        for domain in founding.own_domains:
            tx.add_own_domain(org_id, domain)
        for domain, region in founding.domain_regions.items():
            tx.map_domain_region(org_id, domain, region)
        return org_id

    return store.write(job).result()


def is_erased(reader: Reader, org_id: bytes) -> bool:
    """Whether an organisation was erased, or is being erased."""
    return reader.settings(org_id).get(names.ERASED) == names.YES


def _known(tx: Transaction, founding: Founding) -> bytes | None:
    found = {
        org_id
        for provider, directory_id in founding.directories
        if (org_id := tx.organisation_of(provider, directory_id))
    }
    return next(iter(found), None)


def _settings(founding: Founding) -> dict[str, str]:
    # Nobody answers for it any more: written blank, which switches tracking off.
    controller = founding.controller or Controller("", "", "", "")
    return {
        names.HOME_REGION: founding.home_region,
        names.CONTROLLER_NAME: controller.name,
        names.CONTROLLER_POSTAL_ADDRESS: controller.postal_address,
        names.CONTROLLER_PRIVACY_CONTACT: controller.privacy_contact,
        names.CONTROLLER_AUTHORITY: controller.authority,
    }
