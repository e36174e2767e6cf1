"""How kept fetches lie in a table, be it of opens or of clicks."""

from collections.abc import Mapping, Sequence

from backend.domain.message import Message
from backend.domain.opens import Open
from backend.store.queries.connection import Connection
from backend.store.rows import OPEN_COLUMNS, open_row

COLUMNS = ", ".join(OPEN_COLUMNS)

_TYPES = (
    *("bytea", "bigint", "text", "double precision", "text", "integer", "text"),
    *("text", "boolean", "text", "text", "bigint", "boolean"),
)
_OWNERS = ("org_id", "message_id")  # and what else the table names


def insert(
    connection: Connection,
    table: str,
    rows: Sequence[tuple[Message, Open, tuple[object, ...]]],
    further: Mapping[str, str],
    *,
    key: Sequence[str],
) -> None:
    """Insert fetches in one statement, whatever their number.

    One whose key is already there is left as it is. `further` names the columns of the
    further values in each row, and their types.
    """
    if not rows:
        return
    columns = (*OPEN_COLUMNS, *_OWNERS, *further)
    types = (*_TYPES, *["bytea"] * len(_OWNERS), *further.values())
    values = zip(
        *(
            (*open_row(fetch), message.org_id, message.id, *others)
            for message, fetch, others in rows
        ),
        strict=True,
    )
    connection.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM"  # noqa: S608  # names only
        f" unnest({', '.join(f'%s::{each}[]' for each in types)})"
        f" ON CONFLICT ({', '.join(key)}) DO NOTHING",
        [list(column) for column in values],
    )
