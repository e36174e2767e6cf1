"""Makes a stricter place of recipients hold for mail that is out, too.

A keyed hash does not tell whose domain it is. So the labels of a message, where it has
any, are opened to see whether the change concerns it; one that could be concerned, and
cannot be looked into, is stopped. What was loosened changes nothing that is out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from backend.crypto.keyring import Keyring
from backend.domain.consent import Regime, stricter
from backend.domain.message import BodyFormat, Message, State
from backend.domain.mode import strictest
from backend.domain.policy import decide, regime_in
from backend.domain.recipient import normalize
from backend.services.addressees import Addressee, Addressees
from backend.services.portions import Portions
from backend.store.store import Store, Transaction

PAGE = 500  # messages looked up at once

Page = Callable[[bytes], list[bytes]]  # the messages behind an id
Concerns = Callable[[Addressee], bool]
Told = Callable[[int], None]  # how many messages were looked at


@dataclass(frozen=True, slots=True)
class Tightened:
    """What became of mail that was out."""

    stopped: int
    restricted: int  # less is kept of it from now on


class Tightening:
    """Judges anew what was sent before; killed half way, it is asked again."""

    def __init__(
        self, store: Store, keyring: Keyring, *, rest_seconds: float = 0.0
    ) -> None:
        self._store = store
        self._portions = Portions(store, rest_seconds)
        self._addressees = Addressees(keyring)

    def domain(self, org_id: bytes, domain: str, region: str, told: Told) -> Tightened:
        """Judge mail to the people of a domain, who are in that region now."""

        def page(after: bytes) -> list[bytes]:
            with self._store.read() as reader:
                return reader.ids_of_organisation(org_id, after, PAGE)

        # Whoever is not known may be of that domain.
        work = partial(
            self._judge_one,
            org_id=org_id,
            concerns=lambda who: who.address.domain == domain,
            otherwise=region,
        )
        return self._judge(org_id, page, work, {}, told)

    def person(self, org_id: bytes, person: Addressee, told: Told) -> Tightened:
        """Judge mail to one person, who is where the store says now."""
        exact = person.index.exact

        def page(after: bytes) -> list[bytes]:
            with self._store.read() as reader:
                return reader.ids_addressed(org_id, exact, after, PAGE)

        work = partial(
            self._judge_one,
            org_id=org_id,
            concerns=lambda who: who == person,
            otherwise=None,
        )
        return self._judge(org_id, page, work, {exact: person}, told)

    def _judge(
        self,
        org_id: bytes,
        page: Page,
        work: Callable[..., bool],
        known: Mapping[bytes, Addressee],
        told: Told,
    ) -> Tightened:
        became: dict[bytes, Message] = {}  # by id: a job undone is done again
        seen, after = 0, b""
        while ids := page(after):
            people = {**self._known(org_id, ids), **known}
            judge = partial(work, known=people, became=became)
            for done in self._portions.each(ids, judge):
                told(seen + done)
            seen, after = seen + len(ids), ids[-1]
        stopped = sum(each.state is State.STOPPED for each in became.values())
        return Tightened(stopped, len(became) - stopped)

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
        became: dict[bytes, Message],
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
            became[message_id] = tx.move_change(judged)
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
