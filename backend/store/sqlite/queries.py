"""What the queries of SQLite alone have at hand beside the shared ones."""

import sqlite3

from backend.store.queries.connection import Queries


class SqliteQueries(Queries):
    """Queries over a connection to a file, which takes many rows in one call, too."""

    _connection: sqlite3.Connection
