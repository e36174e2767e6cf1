"""What a query that both engines run looks like to psycopg."""

import pytest

from backend.store.postgres.placeholders import translated

WORDINGS = {
    "by place": ("WHERE id = ? LIMIT ?", "WHERE id = %s LIMIT %s"),
    "by name": ("(:org_id, :id)", "(%(org_id)s, %(id)s)"),
    "a cast": ("ANY(?::bytea[])", "ANY(%s::bytea[])"),
    "a cast of a name": (":after::bigint", "%(after)s::bigint"),
    "psycopg's own": ("id = %s OR id = %(id)s", "id = %s OR id = %(id)s"),
}


@pytest.mark.parametrize(("ours", "theirs"), WORDINGS.values(), ids=WORDINGS)
def test_it_translates_placeholders_alone(ours: str, theirs: str) -> None:
    assert translated(ours) == theirs
