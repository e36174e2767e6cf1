"""The people a message goes to, as the store may know them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from backend.crypto.envelope import Place
from backend.crypto.keyring import Keyring
from backend.crypto.padding import pad_label, unpad_label
from backend.domain.errors import EnvelopeBroken
from backend.domain.policy import RecipientFacts
from backend.domain.recipient import Address, BlindIndex, blind_index, set_key
from backend.store.store import Reader, RecipientRow


@dataclass(frozen=True, slots=True)
class Addressee:
    """An address with its blind index in one organisation."""

    address: Address
    index: BlindIndex


class Addressees:
    """Turns addresses into blind indexes, facts for the policy and sealed labels."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def of(self, org_id: bytes, addresses: Sequence[Address]) -> list[Addressee]:
        """Return each different address once, in a stable order."""
        key = self._keyring.blind_key(org_id)
        unique = sorted(set(addresses), key=lambda address: address.exact)
        return [Addressee(address, blind_index(key, address)) for address in unique]

    @staticmethod
    def domains(addressees: Sequence[Addressee]) -> list[str]:
        """Return the domains of their addresses, each once."""
        return sorted({each.address.domain for each in addressees})

    def set_key(self, org_id: bytes, addressees: Sequence[Addressee]) -> bytes:
        """Return the keyed reference of the whole set."""
        key = self._keyring.reference_key(org_id)
        return set_key(key, [addressee.address for addressee in addressees])

    def facts(
        self, reader: Reader, org_id: bytes, addressees: Sequence[Addressee]
    ) -> list[RecipientFacts]:
        """Return what is on record about each, in the same order."""
        exact = [addressee.index.exact for addressee in addressees]
        refused = reader.refused(org_id, [each.index for each in addressees])
        consents = reader.consents(org_id, exact)
        regions = reader.address_regions(org_id, exact)
        by_domain = reader.domain_regions(org_id, self.domains(addressees))
        return [
            RecipientFacts(
                address=each.address,
                region_override=regions.get(each.index.exact),
                domain_region=by_domain.get(each.address.domain),
                consent=consents.get(each.index.exact),
                refused=each.index.exact in refused,
            )
            for each in addressees
        ]

    def rows(
        self,
        org_id: bytes,
        message_id: bytes,
        addressees: Sequence[Addressee],
        *,
        labelled: bool,
    ) -> list[RecipientRow]:
        """Return the rows to keep; a label entry only the person's key can open."""
        return [
            RecipientRow(
                index=each.index,
                label_sealed=self._keyring.seal_for_subject(
                    org_id,
                    each.index.exact,
                    _label_place(org_id, message_id, each.index),
                    pad_label(json.dumps({"address": each.address.exact}).encode()),
                )
                if labelled
                else None,
            )
            for each in addressees
        ]

    def label(self, org_id: bytes, message_id: bytes, row: RecipientRow) -> str | None:
        """Return the address in a label entry; None when it was erased."""
        if row.label_sealed is None:
            return None
        place = _label_place(org_id, message_id, row.index)
        try:
            opened = unpad_label(self._keyring.open(place, row.label_sealed))
        except EnvelopeBroken:
            return None  # the person's key is destroyed: erasure reached the row first
        entry: dict[str, str] = json.loads(opened)
        return entry["address"]


def _label_place(org_id: bytes, message_id: bytes, index: BlindIndex) -> Place:
    return Place(org_id, "recipient", message_id + index.exact, "label_sealed")
