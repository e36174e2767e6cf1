"""Finds out at whom recipients have their mailboxes, without holding up any mail.

Names of providers are known at once. Of other domains DNS is asked, where the operator
switched that on, by a thread, after the token was issued; what it says is remembered in
memory alone. Whatever cannot be found out stays unknown.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backend.domain.errors import StoreUnavailable
from backend.domain.mailboxes import Mailboxes, at_domain, behind, together
from backend.domain.message import Message
from backend.services.rejudge import judge_again
from backend.services.timing import Clock, Timing
from backend.store.store import Store, Transaction

Exchangers = Callable[[str], Sequence[str]]  # the hosts that take in a domain's mail

WAITING_MAX = 1_000  # messages; more than that are not asked about
REMEMBERED_MAX = 10_000  # domains
KNOWN_FOR = timedelta(days=1)
# Not for long, so that a name server that was away is asked again; nor at once, so
# that nobody waits behind it for every mail.
UNKNOWN_FOR = timedelta(minutes=5)

log = logging.getLogger("candor.whereabouts")


@dataclass(frozen=True, slots=True)
class Question:
    """A message whose recipients' mailboxes are to be found, and their domains."""

    message: Message
    domains: tuple[str, ...]


class Whereabouts:
    """Knows where domains have their mailboxes, and asks about those it does not."""

    def __init__(
        self,
        store: Store,
        exchangers: Exchangers | None,
        *,
        timing: Timing,
        clock: Clock,
    ) -> None:
        self._store = store
        self._exchangers = exchangers
        self._timing = timing
        self._clock = clock
        self._lock = threading.Lock()
        self._remembered: dict[str, tuple[Mailboxes, datetime]] = {}
        self._questions: queue.Queue[Question | None] = queue.Queue(WAITING_MAX)
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        if exchangers is not None:
            self._thread = threading.Thread(
                target=self._run, name="whereabouts", daemon=True
            )
            self._thread.start()

    def of(self, domains: Sequence[str]) -> Mailboxes:
        """Return what is known by now; asks nobody."""
        return together(self._known(domain) or Mailboxes.UNKNOWN for domain in domains)

    def find_out(self, message: Message, domains: Sequence[str]) -> None:
        """Have the domains of all its recipients asked about; returns at once."""
        if self._exchangers is None or message.mailboxes is not Mailboxes.UNKNOWN:
            return
        try:
            self._questions.put_nowait(Question(message, tuple(domains)))
        except queue.Full:
            log.info("not_asked_about_domains")

    def stop(self) -> None:
        """End the thread; a look-up under way is not waited for."""
        self._stopped.set()
        if self._thread is not None:
            with suppress(queue.Full):  # then it is awake
                self._questions.put_nowait(None)
            self._thread.join(timeout=0.5)

    def _known(self, domain: str) -> Mailboxes | None:
        """Return what its name or DNS told; None: it has to be asked about."""
        named = at_domain(domain)
        if named is not Mailboxes.UNKNOWN:
            return named
        with self._lock:
            found = self._remembered.get(domain)
        return found[0] if found is not None and found[1] > self._clock() else None

    def _run(self) -> None:
        while not self._stopped.is_set():
            question = self._questions.get()
            if question is None:
                return
            try:
                self._answer(question)
            except StoreUnavailable:
                pass  # it stays unknown
            except Exception as error:
                # The type alone: a traceback may quote a domain.
                log.error("not_found_out type=%s", type(error).__name__)  # noqa: TRY400

    def _answer(self, question: Question) -> None:
        found = together(self._answers(question.domains))
        if found is Mailboxes.UNKNOWN or self._stopped.is_set():
            return

        def job(tx: Transaction) -> None:
            asked = question.message
            message = tx.message(asked.org_id, asked.id)
            if message is None or message.closed:
                return
            if message.recipients_key != asked.recipients_key:
                return  # sent to others than were asked about
            message = replace(message, mailboxes=found)
            judge_again(tx, message, self._timing.context(message))
            tx.move_change(message)

        self._store.write(job).result()

    def _answers(self, domains: Sequence[str]) -> Iterator[Mailboxes]:
        for domain in domains:
            found = self._known(domain) or self._ask(domain)
            yield found
            if found is Mailboxes.GOOGLE:
                return  # that decides it: the others are nobody's business

    def _ask(self, domain: str) -> Mailboxes:
        if self._exchangers is None or self._stopped.is_set():
            return Mailboxes.UNKNOWN
        found = behind(self._exchangers(domain))
        span = UNKNOWN_FOR if found is Mailboxes.UNKNOWN else KNOWN_FOR
        with self._lock:
            self._remembered.pop(domain, None)  # to the end of the line
            self._remembered[domain] = (found, self._clock() + span)
            if len(self._remembered) > REMEMBERED_MAX:
                del self._remembered[next(iter(self._remembered))]
        return found
