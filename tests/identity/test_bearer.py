"""Which Authorization headers carry a token at all."""

import pytest

from backend.identity.bearer import MAX_TOKEN_BYTES, bearer_token
from backend.identity.refusal import Reason, TokenRefused


@pytest.mark.parametrize("header", ["Bearer a.b-_.c", "bearer a.b-_.c"])
def test_it_takes_the_token_of_one_header(header: str) -> None:
    assert bearer_token([header]) == "a.b-_.c"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([], id="none"),
        pytest.param(["Bearer a.b.c", "Bearer a.b.c"], id="two, even if equal"),
        pytest.param(["Bearer a.b.c, Bearer d.e.f"], id="two joined by a proxy"),
        pytest.param([""], id="empty"),
        pytest.param(["Bearer"], id="no token"),
        pytest.param(["Bearer "], id="an empty token"),
        pytest.param(["Basic YTpi"], id="another scheme"),
        pytest.param(["a.b.c"], id="no scheme"),
        pytest.param(["Bearer  a.b.c"], id="two spaces"),
        pytest.param([" Bearer a.b.c"], id="a space before"),
        pytest.param(["Bearer a.b.c "], id="a space behind"),
        pytest.param(["Bearer a.b.c\n"], id="a line break"),
        pytest.param(["Bearer\ta.b.c"], id="a tab"),
        pytest.param(["Bearer a.b.ç"], id="not ASCII"),
        pytest.param(["Bearer " + "a" * (MAX_TOKEN_BYTES + 1)], id="more than 8 KiB"),
    ],
)
def test_it_refuses(headers: list[str]) -> None:
    with pytest.raises(TokenRefused) as refused:
        bearer_token(headers)
    assert refused.value.reason is Reason.BEARER
