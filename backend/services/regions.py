"""Where IT says recipients are; a stricter place holds for mail that is out, too.

A keyed hash does not tell whose domain it is. So the labels of a message, where it has
any, are opened to see whether the change concerns it; one that could be concerned, and
cannot be looked into, is stopped. What was loosened changes nothing that is out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from backend.crypto.keyring import Keyring
from backend.domain.consent import Regime, stricter
from backend.domain.message import BodyFormat, Message, State
from backend.domain.mode import strictest
from backend.domain.policy import decide, regime_in
from backend.domain.recipient import Address, normalize
from backend.services.addressees import Addressee, Addressees
from backend.services.portions import Portions
from backend.store.store import Store, Transaction

PAGE = 500  # messages looked up at once

Page = Callable[[bytes], list[bytes]]  # the messages behind an id
Concerns = Callable[[Addressee], bool]


class Regions:
    """Sets regions and judges what was sent before."""

    def __init__(
        self, store: Store, keyring: Keyring, *, rest_seconds: float = 0.0
    ) -> None:
        self._store = store
        self._portions = Portions(store, rest_seconds)
        self._addressees = Addressees(keyring)

    def set_domain(self, org_id: bytes, domain: str, region: str) -> None:
        """Say where the people of a mail domain are; killed half way, say it again.

        Raises AddressInvalid for what is no domain.
        """
        domain = normalize(f"anybody@{domain}").domain
        self._store.write(
            lambda tx: tx.map_domain_region(org_id, domain, region)
        ).result()

        def page(after: bytes) -> list[bytes]:
            with self._store.read() as reader:
                return reader.ids_of_organisation(org_id, after, PAGE)

        self._judge(org_id, region, page, lambda who: who.address.domain == domain)

    def set_address(self, org_id: bytes, address: Address, region: str) -> None:
        """Say where one person is, whatever their domain says; likewise."""
        (person,) = self._addressees.of(org_id, [address])
        exact = person.index.exact
        self._store.write(
            lambda tx: tx.map_address_region(org_id, exact, region)
        ).result()

        def page(after: bytes) -> list[bytes]:
            with self._store.read() as reader:
                return reader.ids_addressed(org_id, exact, after, PAGE)

        self._judge(org_id, region, page, lambda who: who == person, person)

    def _judge(
        self,
        org_id: bytes,
        region: str,
        page: Page,
        concerns: Concerns,
        person: Addressee | None = None,
    ) -> None:
        after = b""
        while ids := page(after):
            known = self._known(org_id, ids)
            if person is not None:
                known[person.index.exact] = person
            work = partial(
                self._judge_one,
                org_id=org_id,
                known=known,
                concerns=concerns,
                # Whoever is not known may be of that domain; a person is known.
                otherwise=region if person is None else None,
            )
            for _ in self._portions.each(ids, work):
                pass
            after = ids[-1]

    def _known(self, org_id: bytes, ids: Sequence[bytes]) -> dict[bytes, Addressee]:
        """Open the labels of some messages; returns who is behind which exact index.

        Not in the writer's turn, which must not wait for the store of the keys.
        """
        known = {}
        with self._store.read() as reader:
            for message_id in ids:
                for row in reader.recipients(org_id, message_id):
                    address = self._addressees.label(org_id, message_id, row)
                    if address is not None:
                        who = Addressee(normalize(address), row.index)
                        known[row.index.exact] = who
        return known

    def _judge_one(
        self,
        tx: Transaction,
        message_id: bytes,
        *,
        org_id: bytes,
        known: Mapping[bytes, Addressee],
        concerns: Concerns,
        otherwise: str | None,
    ) -> bool:
        message = tx.message(org_id, message_id)
        if message is None or message.closed:
            return True
        rows = tx.recipients(org_id, message_id)
        told = [known[row.index.exact] for row in rows if row.index.exact in known]
        judged = message
        if any(concerns(who) for who in told):
            judged = self._tightened(tx, message, told)
        if otherwise is not None and len(told) < len(rows):
            judged = _stopped_if_stricter(tx, judged, otherwise)
        if judged != message:
            tx.move_change(judged)
        return True

    def _tightened(
        self, tx: Transaction, message: Message, people: list[Addressee]
    ) -> Message:
        policy = tx.policy(message.org_id)
        facts = self._addressees.facts(tx, message.org_id, people)
        decision = decide(policy, facts, requested=None, body_format=BodyFormat.HTML)
        if decision.obstacles:
            return replace(message, state=State.STOPPED)
        if not decision.tracked:
            return message  # for a reason that is no region's: a colleague, say
        return replace(
            message,
            mode=strictest(message.mode, decision.mode),
            basis=stricter(Regime.read(message.basis), decision.regime).value,
        )


def _stopped_if_stricter(tx: Transaction, message: Message, region: str) -> Message:
    issued = Regime.read(message.basis)
    if stricter(issued, regime_in(tx.policy(message.org_id), region)) is issued:
        return message
    return replace(message, state=State.STOPPED)
