"""JSON objects that mean the same to every reader (RFC 8259 section 4)."""

import json
from typing import Any, NoReturn


def read_object(data: bytes) -> dict[str, Any]:
    """Read one JSON object; raises ValueError for anything ambiguous."""
    try:
        value = json.loads(
            data.decode("utf-8"),  # loads() alone would also guess UTF-16 and UTF-32
            object_pairs_hook=_without_duplicates,
            parse_constant=_refuse_constant,
        )
    except RecursionError:  # "[[[[…" fits thousands of levels into a small token
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004  # one error for bad input
    return value


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Of two members of one name parsers keep the first, or the last: two readers of
    # one token would believe two different things.
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate member")
    return members


def _refuse_constant(name: str) -> NoReturn:
    # Python reads NaN and Infinity, which are not JSON; no token expires at NaN.
    raise ValueError(f"{name} is not JSON")
