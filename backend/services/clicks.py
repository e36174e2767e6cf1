"""Takes clicks on tracked links: where to, and what is kept of the click.

A link leads on whatever becomes of the tracking: the redirect asks the store for the
target alone, and does not depend on the click being kept.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace

from backend.crypto.keyring import Keyring
from backend.domain import token
from backend.domain.errors import StoreUnavailable
from backend.domain.judge import judge
from backend.domain.link import CLICK_ROWS_MAX, Click, Link
from backend.domain.message import Message, State, state_at
from backend.domain.mode import Mode
from backend.domain.observe import Networks, observe
from backend.domain.opens import retain
from backend.domain.signals import Signals
from backend.domain.token import Purpose
from backend.services.collect import Allowed
from backend.services.event_ids import EventIds
from backend.services.intake import Intake, Refused, here, why_not
from backend.services.link_seals import LinkSeals
from backend.services.timing import Timing
from backend.store.spool.arrival import Arrival
from backend.store.spool.spool import Spool
from backend.store.store import Store, Transaction
from backend.store.targets import SealedTarget, Targets

PATIENCE_SECONDS = 2.0  # nobody waits longer for a click to be kept


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a good token leads."""

    lookup: bytes
    target: str


class Clicks:
    """The one way in for clicks, whatever server is in front."""

    def __init__(
        self,
        store: Store,
        spool: Spool,
        keyring: Keyring,
        networks: Networks,
        targets: Targets,
        *,
        timing: Timing,
        entropy: Callable[[int], bytes],
    ) -> None:
        self.intake = Intake(store, spool, self.keep, name="click")
        self._store = store
        self._keys = keyring.token_keys()
        self._seals = LinkSeals(keyring)
        self._networks = networks
        self._targets = targets
        self._timing = timing
        self._event_id = EventIds(entropy).draw
        self._lock = threading.Lock()
        self._unanswered = 0

    @property
    def lost(self) -> int:
        """How many clicks were redirected since the start without being kept."""
        return self._unanswered + self.intake.outcomes().get(Refused.FAULT, 0)

    def find(self, text: str) -> Destination | None:
        """Return where a token leads; None when it is no click's, or leads nowhere now.

        Raises StoreUnavailable when nobody here knows, for the store is away. A text
        that is no token of ours never reaches the store.
        """
        identity = token.verify(self._keys, Purpose.CLICK, text)
        if identity is None:
            return None
        lookup = token.lookup(self._keys, Purpose.CLICK, identity)
        held = self._sealed(lookup)
        if held is None:
            return None
        target = self._seals.target(held.org_id, held.link_id, held.sealed)
        return None if target is None else Destination(lookup, target)

    def _sealed(self, lookup: bytes) -> SealedTarget | None:
        # The store is asked while it answers, since it knows first what was erased;
        # known to be away, it is not waited for.
        held = None if self._store.healthy() else self._targets.find(lookup)
        if held is not None:
            return held
        try:
            with self._store.read() as reader:
                row = reader.links_by_token([lookup]).get(lookup)
        except StoreUnavailable:
            held = self._targets.find(lookup)
            if held is None:
                raise
            return held
        if row is None:
            self._targets.drop(lookup)
            return None
        held = SealedTarget(row.org_id, row.id, row.target_sealed)
        self._targets.hold(lookup, held)
        return held

    def take(self, to: Destination, signals: Signals) -> Future[bool]:
        """Queue a click; the future says whether it is durable, and never fails.

        A click that need not be kept counts as durable. One that the store cannot
        take is lost, and counted.
        """
        click = Arrival(
            Purpose.CLICK,
            self._event_id(),
            to.lookup,
            observe(signals, self._networks),
        )
        settled: Future[bool] = Future()
        # From the start: who hangs up must not trip the thread that answers.
        settled.set_running_or_notify_cancel()
        self.intake.take(click, self._settle, settled)
        return settled

    def _settle(
        self, settled: Sequence[Future[bool]], error: BaseException | None
    ) -> None:
        if error is not None:
            with self._lock:
                self._unanswered += len(settled)
        for each in settled:
            each.set_result(error is None)

    def keep(
        self, tx: Transaction, arrivals: Sequence[Arrival], *, again: bool
    ) -> list[str]:
        """Judge a batch of clicks and keep what may be kept; see intake.Keep."""
        lookups = {click.lookup for click in arrivals}
        found = tx.messages_by_token(lookups, Purpose.CLICK.value)
        known = here(tx.clicks, found.values()) if again else frozenset()
        links = dict(tx.links_by_token(lookups))
        before = {message.id: message for message in found.values()}
        current = dict(before)
        allowed = Allowed(tx)
        counted: dict[bytes, Link] = {}
        kept: list[tuple[Message, Click]] = []
        outcomes: list[str] = []
        for click in arrivals:
            if click.lookup not in found or click.event_id in known:
                gone = click.lookup not in found
                outcomes.append(Refused.NO_MESSAGE if gone else Refused.KNOWN)
                continue
            message = current[found[click.lookup].id]
            link = links[click.lookup]
            message, link, row, outcome = self._judge(
                message, link, allowed.mode(message), click
            )
            outcomes.append(outcome)
            current[message.id] = message
            if link != links[click.lookup]:
                links[click.lookup] = counted[link.id] = link
            if row is not None:
                kept.append((message, row))
        tx.add_clicks(kept)
        tx.count_clicks(list(counted.values()))
        shown = {message.id for message, _ in kept}
        for message in current.values():
            changed = message != before[message.id]
            if message.listed and (changed or message.id in shown):
                tx.move_change(message)
            elif changed:
                tx.put_message(message)
        return outcomes

    def _judge(
        self, message: Message, link: Link, mode: Mode, click: Arrival
    ) -> tuple[Message, Link, Click | None, str]:
        """Return message and link as the click leaves them, what is kept, and how."""
        seen = click.observation
        verdict = judge(seen, message, self._timing.context(message))
        row = retain(mode, verdict, seen, click.event_id, message)
        if row is None:
            return message, link, None, why_not(mode)
        # Unlike the pixel, a link can be followed while the mail is being written: by
        # a preview, which is no person, or by a scanner of drafts.
        if message.state is State.PREPARED and verdict.is_open:
            state = state_at(message, seen.at, self._timing.cooldown)
            message = replace(message, state=state)
        link = replace(link, clicks=link.clicks + 1)
        if link.click_rows >= CLICK_ROWS_MAX:
            return message, link, None, verdict.fetch_class
        link = replace(link, click_rows=link.click_rows + 1)
        return message, link, Click(link.id, row), verdict.fetch_class
