"""What lies in a company's database, seen from another process's side."""

import sqlite3
from contextlib import closing
from typing import Any

from tests.house.company import Company


def rows(office: Company, query: str) -> list[Any]:
    """Ask the file itself."""
    with closing(sqlite3.connect(office.directory / "data/candor.db")) as other:
        return other.execute(query).fetchall()
