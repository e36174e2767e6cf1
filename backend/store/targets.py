"""Where links lead, kept beside the store so that none breaks while it is away.

Sealed as in the store: whoever holds this holds no target, and what was erased opens
here no more than there. In memory it is enough beside SQLite, whose file can be read
wherever this process runs. Beside a database on another machine it wants a file too,
or links would lead nowhere after a restart of this process during an outage of that.
"""

import logging
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backend.store.sqlite.connection import connect, create_private

FILE_NAME = "links.db"
IN_MEMORY_MAX = 10_000  # a few MB; a link not asked for lately makes room
IN_FILE_MAX = 1_000_000  # some hundred MB; the oldest makes room
BUSY_SECONDS = 0.25  # a redirect must not wait for a convenience

log = logging.getLogger(__name__)

_PUT = (
    "INSERT INTO target (lookup, org_id, link_id, target_sealed) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (lookup) DO UPDATE SET org_id = excluded.org_id,"
    " link_id = excluded.link_id, target_sealed = excluded.target_sealed"
    " WHERE target_sealed <> excluded.target_sealed"
)
_TRIM = "DELETE FROM target WHERE number <= (SELECT max(number) FROM target) - ?"


@dataclass(frozen=True, slots=True)
class SealedTarget:
    """A link's target as it lies in the store, with what it takes to open it."""

    org_id: bytes
    link_id: bytes
    sealed: bytes


class Targets:
    """Sealed targets by look-up; from any thread, and never a reason to fail."""

    def __init__(
        self,
        path: Path | None = None,
        *,
        in_memory: int = IN_MEMORY_MAX,
        in_file: int = IN_FILE_MAX,
    ) -> None:
        self._lock = threading.Lock()
        self._recent: OrderedDict[bytes, SealedTarget] = OrderedDict()
        self._in_memory = in_memory
        self._file = None if path is None else _File(path, most=in_file)

    def hold(self, lookup: bytes, target: SealedTarget) -> None:
        """Keep a target, at the cost of the one that was not asked for longest."""
        with self._lock:
            known = self._recent.get(lookup) == target
            self._remember(lookup, target)
            if self._file is not None and not known:
                self._file.put(lookup, target)

    def hold_all(self, targets: Mapping[bytes, SealedTarget]) -> bool:
        """Keep many that nobody asked for yet; whether they are kept.

        They make no room for themselves among those that were asked for.
        """
        with self._lock:
            for lookup in self._recent.keys() & targets.keys():
                self._recent[lookup] = targets[lookup]
            return self._file is not None and self._file.put_all(targets)

    def find(self, lookup: bytes) -> SealedTarget | None:
        """Return a kept target."""
        with self._lock:
            target = self._recent.get(lookup)
            if target is None and self._file is not None:
                target = self._file.get(lookup)
            if target is not None:
                self._remember(lookup, target)
            return target

    def drop(self, lookup: bytes) -> None:
        """Forget a link the store has no more."""
        with self._lock:
            self._recent.pop(lookup, None)
            if self._file is not None:
                self._file.delete(lookup)

    def close(self) -> None:
        """Let go of the file; idempotent."""
        with self._lock:
            if self._file is not None:
                self._file.close()
            self._file = None

    def _remember(self, lookup: bytes, target: SealedTarget) -> None:
        self._recent[lookup] = target
        self._recent.move_to_end(lookup)
        if len(self._recent) > self._in_memory:
            self._recent.popitem(last=False)


class _File:
    """The same in a SQLite file; what goes wrong here costs a copy, never a link."""

    def __init__(self, path: Path, *, most: int) -> None:
        self._most = most
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        create_private(path)
        self._connection = connect(path, busy_seconds=BUSY_SECONDS)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS target (number INTEGER PRIMARY KEY,"
            " lookup BLOB NOT NULL UNIQUE, org_id BLOB NOT NULL,"
            " link_id BLOB NOT NULL, target_sealed BLOB NOT NULL) STRICT"
        )

    def put(self, lookup: bytes, target: SealedTarget) -> None:
        self.put_all({lookup: target})

    def put_all(self, targets: Mapping[bytes, SealedTarget]) -> bool:
        """Write them in one transaction; what is there as it is costs no write."""
        rows = [
            (lookup, target.org_id, target.link_id, target.sealed)
            for lookup, target in targets.items()
        ]
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(_PUT, rows)
            self._connection.execute(_TRIM, (self._most,))
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            log.warning("targets_unavailable type=%s", type(error).__name__)
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            return False
        return True

    def get(self, lookup: bytes) -> SealedTarget | None:
        rows = self._try(
            "SELECT org_id, link_id, target_sealed FROM target WHERE lookup = ?",
            (lookup,),
        )
        return SealedTarget(*rows[0]) if rows else None

    def delete(self, lookup: bytes) -> None:
        self._try("DELETE FROM target WHERE lookup = ?", (lookup,))

    def close(self) -> None:
        self._connection.close()

    def _try(
        self, statement: str, values: tuple[object, ...]
    ) -> list[tuple[bytes, bytes, bytes]]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            log.warning("targets_unavailable type=%s", type(error).__name__)
            return []
