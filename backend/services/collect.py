"""Takes fetches of the pixel: judged, kept as far as the mode allows, then answered."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any

from backend.crypto.keyring import Keyring
from backend.domain import token
from backend.domain.agents import Agents
from backend.domain.errors import StoreUnavailable
from backend.domain.judge import VIEWING_MARK, judge
from backend.domain.message import OPEN_ROWS_MAX, Message, State, state_at
from backend.domain.mode import Mode, strictest
from backend.domain.observe import Networks, Observation, observe
from backend.domain.opens import retain
from backend.domain.policy import OrgPolicy, mode_now
from backend.domain.signals import Signals
from backend.domain.token import Purpose
from backend.services.timing import Timing
from backend.store.store import Reader, Release, Store, Tally, Transaction

log = logging.getLogger("candor.collect")


@dataclass(frozen=True, slots=True)
class Fetch:
    """One fetch on its way to the store, no address, no agent; and who waits for it."""

    event_id: bytes
    lookup: bytes
    observation: Observation
    settle: Release
    handle: object


class Collector:
    """The one way in for fetches, whatever server is in front."""

    def __init__(
        self,
        store: Store,
        keyring: Keyring,
        networks: Networks,
        *,
        timing: Timing,
        entropy: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._keys = keyring.token_keys()
        self._networks = networks
        self._read = Agents(entropy(32)).read
        self._timing = timing
        self._entropy = entropy

    def take(
        self, text: str, signals: Signals, settle: Release, handle: object
    ) -> None:
        """Queue a fetch; `settle` is called once it is durable or was refused.

        It gets the handles of a whole batch at once, on the writer's thread, with no
        error or with StoreUnavailable. A text that is no token waits for the same
        release as a good one, so that the answer's moment tells a guesser nothing.
        """
        identity = token.verify(self._keys, Purpose.OPEN, text)
        if identity is None:
            self._store.enqueue(None, None, settle, handle)
            return
        fetch = Fetch(
            self._entropy(16),
            token.lookup(self._keys, Purpose.OPEN, identity),
            observe(signals, self._networks, self._read),
            settle,
            handle,
        )
        self._store.enqueue(self._keep, fetch, self._settle, fetch)

    def taken(self, text: str, signals: Signals) -> Future[None]:
        """Queue a fetch and return the future of its answer."""
        answered: Future[None] = Future()
        self.take(text, signals, _resolve, answered)
        return answered

    def _settle(self, fetches: Sequence[Fetch], error: BaseException | None) -> None:
        """Tell who waits; after a fault try each fetch once more, without neighbours.

        A message whose row nobody can read must not cost others their opens.
        """
        if error is None or isinstance(error, StoreUnavailable):
            handles: dict[Release, list[object]] = {}
            for fetch in fetches:
                handles.setdefault(fetch.settle, []).append(fetch.handle)
            for settle, together in handles.items():
                settle(together, error)
            return
        for fetch in fetches:
            self._try_alone(fetch)

    def _try_alone(self, fetch: Fetch) -> None:
        def told(alone: Future[None]) -> None:
            error = alone.exception()
            if error is not None and not isinstance(error, StoreUnavailable):
                # The type alone: an exception's text may quote a stored value.
                # Answered like an unknown token, since an error would tell that this
                # one is good.
                log.error("fetch_not_kept type=%s", type(error).__name__)
                error = None
            fetch.settle([fetch.handle], error)

        self._store.write(lambda tx: self._keep(tx, [fetch])).add_done_callback(told)

    def _keep(self, tx: Transaction, fetches: Sequence[Fetch]) -> None:
        lookups = {fetch.lookup for fetch in fetches}
        found = tx.messages_by_token(lookups, Purpose.OPEN.value)
        allowed = Allowed(tx)
        tallies: dict[bytes, Tally] = {}
        for fetch in fetches:
            message = found.get(fetch.lookup)
            if message is None:
                continue
            tally = tallies.get(message.id)
            if tally is None:
                tally = tallies[message.id] = Tally(message, message.state)
            self._count(tally, allowed.mode(message), fetch)
        tx.record([tally for tally in tallies.values() if tally.fetches])

    def _count(self, tally: Tally, mode: Mode, fetch: Fetch) -> None:
        """Judge a fetch of the tally's message and add what is kept of it."""
        message, seen = tally.message, fetch.observation
        verdict = judge(seen, message, self._timing.context(message))
        row = retain(mode, verdict, seen, fetch.event_id, message)
        if row is None:
            return
        if VIEWING_MARK in verdict.reasons:
            # One look explains one fetch: the next may be the recipient's.
            tally.message = replace(message, viewing_at=None)
        if tally.state is State.PREPARED:
            tally.state = state_at(message, seen.at, self._timing.cooldown)
        tally.fetches += 1
        if message.open_rows + len(tally.opens) < OPEN_ROWS_MAX:
            tally.opens.append(row)


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
