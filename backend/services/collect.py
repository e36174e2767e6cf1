"""Takes fetches of the pixel: judged, kept as far as the mode allows, then answered."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from backend.crypto.keyring import Keyring
from backend.domain import token
from backend.domain.agents import Agents
from backend.domain.judge import VIEWING_MARK, judge
from backend.domain.message import OPEN_ROWS_MAX, Message, State, state_at
from backend.domain.mode import Mode, strictest
from backend.domain.observe import Networks, observe
from backend.domain.opens import retain
from backend.domain.policy import OrgPolicy, mode_now
from backend.domain.signals import Signals
from backend.domain.token import Purpose
from backend.services.event_ids import EventIds
from backend.services.intake import Intake, Refused, here, why_not
from backend.services.timing import Timing
from backend.store.spool.arrival import Arrival
from backend.store.spool.spool import Spool
from backend.store.store import Reader, Release, Store, Transaction
from backend.store.tally import Tally


class Collector:
    """The one way in for fetches, whatever server is in front."""

    def __init__(
        self,
        store: Store,
        spool: Spool,
        keyring: Keyring,
        networks: Networks,
        *,
        timing: Timing,
        entropy: Callable[[int], bytes],
    ) -> None:
        self.intake = Intake(store, spool, self.keep, name="fetch")
        self._keys = keyring.token_keys()
        self._networks = networks
        self._read = Agents(entropy(32)).read
        self._timing = timing
        self._event_id = EventIds(entropy).draw

    def take(
        self, text: str, signals: Signals, settle: Release, handle: object
    ) -> None:
        """Queue a fetch; `settle` is called once it is durable or was refused.

        It gets the handles of a whole batch at once, on a writer's thread, with no
        error or with StoreUnavailable. A text that is no token waits for the same
        release as a good one, so that the answer's moment tells a guesser nothing.
        """
        identity = token.verify(self._keys, Purpose.OPEN, text)
        if identity is None:
            self.intake.refuse(Refused.BAD_TOKEN, settle, handle)
            return
        arrival = Arrival(
            Purpose.OPEN,
            self._event_id(),
            token.lookup(self._keys, Purpose.OPEN, identity),
            observe(signals, self._networks, self._read),
        )
        self.intake.take(arrival, settle, handle)

    def taken(self, text: str, signals: Signals) -> Future[None]:
        """Queue a fetch and return the future of its answer."""
        answered: Future[None] = Future()
        self.take(text, signals, _resolve, answered)
        return answered

    def keep(
        self, tx: Transaction, arrivals: Sequence[Arrival], *, again: bool
    ) -> list[str]:
        """Judge a batch of fetches and keep what may be kept; see intake.Keep."""
        found = tx.tallies({arrival.lookup for arrival in arrivals})
        tallies = {id(tally): tally for tally in found.values()}.values()
        known: frozenset[bytes] = frozenset()
        if again:
            known = here(tx.opens, (tally.message for tally in tallies))
        allowed = Allowed(tx)
        outcomes: list[str] = []
        for arrival in arrivals:
            tally = found.get(arrival.lookup)
            if tally is None:
                outcomes.append(Refused.NO_MESSAGE)
            elif arrival.event_id in known:
                outcomes.append(Refused.KNOWN)
            else:
                outcomes.append(
                    self._count(tally, allowed.mode(tally.message), arrival)
                )
        tx.record([tally for tally in tallies if tally.fetches])
        return outcomes

    def _count(self, tally: Tally, mode: Mode, arrival: Arrival) -> str:
        """Judge a fetch of the tally's message and add what is kept of it."""
        message, seen = tally.message, arrival.observation
        verdict = judge(seen, message, self._timing.context(message))
        row = retain(mode, verdict, seen, arrival.event_id, message)
        if row is None:
            return why_not(mode)
        if VIEWING_MARK in verdict.reasons:
            # One look explains one fetch: the next may be the recipient's.
            tally.message = replace(message, viewing_at=None)
            tally.looked = True
        if tally.state is State.PREPARED:
            tally.state = state_at(message, seen.at, self._timing.cooldown)
        tally.fetches += 1
        if tally.kept + len(tally.opens) < OPEN_ROWS_MAX:
            tally.opens.append(row)
        return verdict.fetch_class


class Allowed:
    """What may be kept of messages now: the mode frozen on each, or less.

    A policy that was tightened since holds for them at once. One batch, one reading.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._policies: dict[bytes, OrgPolicy] = {}
        self._modes: dict[tuple[bytes, str], Mode] = {}

    def mode(self, message: Message) -> Mode:
        """Return the most that may be kept of a message's fetches."""
        issued = (message.org_id, message.basis)
        if issued not in self._modes:
            self._modes[issued] = mode_now(self._policy(message.org_id), message.basis)
        return strictest(message.mode, self._modes[issued])

    def _policy(self, org_id: bytes) -> OrgPolicy:
        if org_id not in self._policies:
            self._policies[org_id] = self._reader.policy(org_id)
        return self._policies[org_id]


def _resolve(answered: Sequence[Any], error: BaseException | None) -> None:
    for future in answered:
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)
