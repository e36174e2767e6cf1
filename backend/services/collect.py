"""Takes fetches of the pixel: judged, kept as far as the mode allows, then answered."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial

from backend.crypto.keyring import Keyring
from backend.domain import token
from backend.domain.errors import StoreUnavailable
from backend.domain.judge import judge
from backend.domain.message import OPEN_ROWS_MAX, Message, State, state_at
from backend.domain.mode import Mode, strictest
from backend.domain.networks import Networks
from backend.domain.observe import Observation, observe
from backend.domain.opens import Open, retain
from backend.domain.policy import mode_now
from backend.domain.signals import Signals
from backend.domain.token import Purpose
from backend.services.timing import Timing
from backend.store.store import Reader, Store, Transaction

log = logging.getLogger("candor.collect")


@dataclass(frozen=True, slots=True)
class Fetch:
    """One fetch on its way to the store: no address, no agent."""

    event_id: bytes
    lookup: bytes
    observation: Observation


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
        self._timing = timing
        self._entropy = entropy

    def take(self, text: str, signals: Signals) -> Future[None]:
        """Queue a fetch; the future resolves once it is durable or was refused.

        A text that is no token waits for the same release as a good one, so that the
        answer's moment tells a guesser nothing. StoreUnavailable comes for both alike,
        and no other error for any.
        """
        identity = token.verify(self._keys, Purpose.OPEN, text)
        if identity is None:
            return self._store.pass_through()
        fetch = Fetch(
            self._entropy(16),
            token.lookup(self._keys, Purpose.OPEN, identity),
            observe(signals, self._networks),
        )
        answered: Future[None] = Future()
        # From the start: who hangs up must not trip the thread that answers.
        answered.set_running_or_notify_cancel()
        taken = self._store.write_batched(self._keep, fetch)
        taken.add_done_callback(partial(self._settle, fetch, answered))
        return answered

    def _settle(
        self, fetch: Fetch, answered: Future[None], taken: Future[None]
    ) -> None:
        """Pass the outcome on; after a fault try once more, without neighbours.

        A message whose row nobody can read must not cost others their opens.
        """
        if _told(answered, taken.exception()):
            return
        alone = self._store.write(lambda tx: self._keep(tx, [fetch]))
        alone.add_done_callback(lambda again: _give_up(answered, again.exception()))

    def _keep(self, tx: Transaction, fetches: Sequence[Fetch]) -> None:
        lookups = {fetch.lookup for fetch in fetches}
        found = dict(tx.messages_by_token(lookups, Purpose.OPEN.value))
        current = {message.id: message for message in found.values()}
        allowed = _allowed(tx, current.values())
        before = dict(current)
        kept: list[tuple[Message, Open]] = []
        for fetch in fetches:
            known = found.get(fetch.lookup)
            if known is None:
                continue
            mode = allowed[known.id]
            message, row = self._judge(current[known.id], mode, fetch)
            current[message.id] = message
            if row is not None:
                kept.append((message, row))
        tx.add_opens(kept)
        shown = {message.id for message, _ in kept}
        for message in current.values():
            if message.id in shown and message.listed:
                tx.move_change(message)
            elif message != before[message.id]:
                tx.put_message(message)

    def _judge(
        self, message: Message, mode: Mode, fetch: Fetch
    ) -> tuple[Message, Open | None]:
        """Return the message as the fetch leaves it, and what is kept of the fetch."""
        seen = fetch.observation
        verdict = judge(seen, message, self._timing.context(message))
        row = retain(mode, verdict, seen, fetch.event_id, message)
        if row is None:
            return message, None
        state = message.state
        if state is State.PREPARED:
            state = state_at(message, seen.at, self._timing.cooldown)
        fetches = message.fetches + 1
        if message.open_rows >= OPEN_ROWS_MAX:
            return replace(message, state=state, fetches=fetches), None
        rows = message.open_rows + 1
        return replace(message, state=state, fetches=fetches, open_rows=rows), row


def _allowed(tx: Reader, messages: Iterable[Message]) -> Mapping[bytes, Mode]:
    """Return what may be kept of each message now.

    The mode frozen on it, or less: a policy tightened since holds for it at once.
    """
    messages = list(messages)
    policies = {
        org_id: tx.policy(org_id) for org_id in {message.org_id for message in messages}
    }
    return {
        message.id: strictest(
            message.mode, mode_now(policies[message.org_id], message.basis)
        )
        for message in messages
    }


def _told(answered: Future[None], error: BaseException | None) -> bool:
    """Pass on success, or that the store takes nothing; False for any other outcome."""
    if error is None:
        answered.set_result(None)
    elif isinstance(error, StoreUnavailable):
        answered.set_exception(error)
    else:
        return False
    return True


def _give_up(answered: Future[None], error: BaseException | None) -> None:
    if not _told(answered, error):
        # The type alone: an exception's text may quote a stored value. Answered like
        # an unknown token, since an error would tell that this one is good.
        log.error("fetch_not_kept type=%s", type(error).__name__)
        answered.set_result(None)
