import json
from pathlib import Path
from typing import Any

import pytest

from backend.crypto.keystore import Scope, WrappedKey
from backend.crypto.wrap import WRAPPED_BYTES, unwrap, wrap
from backend.domain.errors import EnvelopeBroken

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors/envelopes.json").read_text()
)["wraps"]


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_it_keeps_to_the_published_vectors(case: dict[str, Any]) -> None:
    parent, wrapped = bytes.fromhex(case["parent"]), bytes.fromhex(case["wrapped"])
    scope, version = Scope(case["scope"]), case["version"]
    org_id, owner = bytes.fromhex(case["org_id"]), bytes.fromhex(case["owner"])
    row = WrappedKey(5, scope, org_id, owner, version, wrapped)
    if case["expect"] == "broken":
        with pytest.raises(EnvelopeBroken):
            unwrap(parent, case["parent_id"], row)
        return
    assert case["expect"] == "opened"
    assert unwrap(parent, case["parent_id"], row) == bytes.fromhex(case["secret"])
    again = wrap(
        parent,
        case["parent_id"],
        scope=scope,
        org_id=org_id,
        owner=owner,
        version=version,
        secret=bytes.fromhex(case["secret"]),
        nonce=bytes.fromhex(case["nonce"]),
    )
    assert again.wrapped == wrapped
    assert len(wrapped) == WRAPPED_BYTES


def test_it_shows_no_wrapped_key_in_a_repr() -> None:
    row = WrappedKey(5, Scope.SUBJECT, b"o" * 16, b"s" * 16, 1, b"wrapped bytes")
    assert "wrapped bytes" not in repr(row)
    assert "ssss" not in repr(row)
