import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.mac import Mac


@given(st.binary(max_size=64), st.binary(max_size=80), st.binary(max_size=200))
def test_it_says_what_pythons_own_hmac_says(
    key: bytes, beginning: bytes, rest: bytes
) -> None:
    mac = Mac(key, beginning)
    for _ in range(2):  # the first message leaves nothing behind
        assert mac.digest(rest) == hmac.digest(key, beginning + rest, "sha256")


def test_it_refuses_a_key_that_would_have_to_be_hashed_first() -> None:
    with pytest.raises(ValueError, match="64"):
        Mac(bytes(65))
