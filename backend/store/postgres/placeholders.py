"""The placeholders of the queries that both engines run, as psycopg has them."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from psycopg import Cursor

from backend.store.postgres.connection import Connection
from backend.store.rows import Row

_NAMED = re.compile(r"(?<!:):(\w+)")  # but no cast, which has two colons


class Translated:
    """A connection that takes either kind of placeholder."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(
        self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = (), /
    ) -> Cursor[Row]:
        """Run one statement."""
        return self._connection.execute(translated(sql), parameters)


@cache  # texts are few: values never become part of one
def translated(sql: str) -> str:
    """Return a statement with psycopg's placeholders; those that are so already stay.

    No statement holds a question mark or a colon in quotes.
    """
    return _NAMED.sub(r"%(\1)s", sql.replace("?", "%s"))
