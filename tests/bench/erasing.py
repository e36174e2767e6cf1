"""Work that touches many rows, and whether fetches notice."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from backend.domain.message import Message
from backend.identity.principal import Principal
from backend.installation import Installation
from backend.services.lifecycle import Lifecycle
from backend.services.messages import erase
from backend.store.store import Store, Transaction
from tests.bench.bystander import bystander
from tests.bench.rounds import percentile
from tests.bench.table import Cell
from tests.bench.years import MESSAGES, OPENS, Year

ROWS_MAX = 1000  # of one job: the writer must stay free for fetches
ROWS_OF_MESSAGE = OPENS + 3  # itself, its recipient, its token
COLUMNS = (
    *("opens", "work", "messages", "total ms", "longest step ms"),
    *("longest wait of a fetch ms", "p99 ms", "p50 ms"),
)
NOTES = (
    "meanwhile one fetch after the other: how long each waited for its answer",
    (
        "purge: the due hundredth by the life cycle's ticks, keys and log included; a "
        "person: the messages to dave in one organisation, each erased; an "
        f"organisation: every message deleted; both in jobs of {ROWS_MAX:,} rows at "
        "most, then the log emptied and the keys destroyed"
    ),
    "SQLite, synchronous FULL, secure_delete on",
)
QUIET_SECONDS = 3
Step = Callable[[], object]


def rows(installation: Installation, year: Year) -> Iterator[tuple[Cell, ...]]:
    """Do each work once; return what it took and what a bystander noticed."""
    hundredth = year.messages // MESSAGES
    person = year.organisation(0)
    organisation = year.organisation(1) or person  # the smallest has but one
    for name, messages, steps in (
        ("nothing", 0, _quiet()),
        ("purge the oldest 1 %", hundredth, _purge(installation, year)),
        (
            "erase a person",
            len(_to_dave(installation, person, year)),
            _erase_person(installation, person, year),
        ),
        (
            "erase an organisation",
            len(organisation) * (MESSAGES - 1),
            _erase_organisation(installation, organisation),
        ),
    ):
        yield (name, messages, *_watched(installation, year, steps))


def _watched(
    installation: Installation, year: Year, steps: Iterator[Step]
) -> tuple[Cell, ...]:
    # The last paths belong to an organisation that nothing happens to.
    with bystander(installation, year.paths[-1:]) as seen:
        started, longest = time.perf_counter(), 0.0
        for step in steps:
            began = time.perf_counter()
            step()
            longest = max(longest, time.perf_counter() - began)
        total = time.perf_counter() - started
    waits = seen.waits
    return (
        *(total * 1e3, longest * 1e3, max(waits)),
        *(percentile(waits, 0.99), percentile(waits, 0.5)),
    )


def _quiet() -> Iterator[Step]:
    yield partial(time.sleep, QUIET_SECONDS)


def _purge(installation: Installation, year: Year) -> Iterator[Step]:
    """Yield ticks until nothing is due that is older than a hundredth of the year."""
    then = year.oldest_until + timedelta(hours=1)
    lifecycle = Lifecycle(
        installation.store,
        installation.keyring,
        timing=installation.timing,
        clock=lambda: then,
    )
    while _due(installation, then):
        yield lifecycle.tick


def _due(installation: Installation, then: datetime) -> bool:
    with installation.store.read() as reader:
        return bool(reader.due(then, 1))


def _to_dave(
    installation: Installation, senders: Sequence[Principal], year: Year
) -> list[Message]:
    with installation.store.read() as reader:
        return reader.messages_addressed(senders[0].org_id, year.dave)


def _erase_person(
    installation: Installation, senders: Sequence[Principal], year: Year
) -> Iterator[Step]:
    store, keyring = installation.store, installation.keyring
    messages = _to_dave(installation, senders, year)
    for some in _jobs(messages):
        yield partial(_done, store, partial(_erase, some))
    yield store.checkpoint
    yield partial(keyring.forget_subject, senders[0].org_id, year.dave.exact)


def _done(store: Store, job: Callable[[Transaction], None]) -> None:
    store.write(job).result()


def _erase(messages: Sequence[Message], tx: Transaction) -> None:
    for message in messages:
        erase(tx, message)


def _erase_organisation(
    installation: Installation, senders: Sequence[Principal]
) -> Iterator[Step]:
    store, keyring = installation.store, installation.keyring
    for sender in senders:
        with store.read() as reader:
            messages = reader.messages_before(sender.org_id, sender.id, None, MESSAGES)
        for some in _jobs(messages):
            yield partial(_done, store, partial(_delete, some))
    yield store.checkpoint
    yield partial(keyring.forget_organisation, senders[0].org_id)


def _delete(messages: Sequence[Message], tx: Transaction) -> None:
    for message in messages:
        tx.delete_message(message)


def _jobs(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    """Yield messages together as far as their rows fit into one job."""
    together = ROWS_MAX // ROWS_OF_MESSAGE
    for start in range(0, len(messages), together):
        yield messages[start : start + together]
