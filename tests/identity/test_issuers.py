"""Settings under which a token would be believed too easily are refused."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.domain.errors import ConfigInvalid
from backend.identity.issuers import OFFICE_CLIENTS, Issuer, entra, google

OURS = "5e0cc8e5-22a5-4a46-8f66-1f4d0a1c9b10"


def test_it_believes_microsoft_at_its_public_address() -> None:
    issuer = entra([OURS])
    assert issuer.names == ("https://login.microsoftonline.com/{tid}/v2.0",)
    assert (
        issuer.jwks_url
        == "https://login.microsoftonline.com/common/discovery/v2.0/keys"
    )
    assert issuer.scope == "access_as_user"


@pytest.mark.parametrize(
    ("tail", "named"),
    [
        (f"/{OURS}/v2.0", True),
        (f"/{OURS}/v2.0/", False),
        (f"/{OURS}/v2.0\n", False),
        (f"/{OURS.upper()}/v2.0", False),
        ("/common/v2.0", False),
        ("/{tid}/v2.0", False),
        (f"/{OURS}/v2x0", False),
    ],
)
def test_it_knows_its_name_to_the_letter(tail: str, *, named: bool) -> None:
    assert entra([OURS]).is_named(f"https://login.microsoftonline.com{tail}") is named
    assert not entra([OURS]).is_named(f"https://login.evil.example{tail}")


def test_it_lets_our_own_id_and_office_ask_for_entra_tokens() -> None:
    assert entra([OURS]).clients == OFFICE_CLIENTS | {OURS}
    assert entra([OURS], clients=[OURS]).clients == {OURS}


def test_it_believes_google_under_both_its_names() -> None:
    issuer = google(["ours"])
    assert issuer.names == ("https://accounts.google.com", "accounts.google.com")
    assert issuer.jwks_url == "https://www.googleapis.com/oauth2/v3/certs"


def test_it_believes_a_local_google_under_one_name() -> None:
    issuer = google(["ours"], base="http://127.0.0.1:8025/google")
    assert issuer.names == ("http://127.0.0.1:8025/google",)
    assert issuer.jwks_url == "http://127.0.0.1:8025/google/certs"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(lambda: entra([]), "audiences", id="Entra for anybody"),
        pytest.param(lambda: google([]), "audiences", id="Google for anybody"),
        pytest.param(lambda: google([""]), "audiences", id="an empty audience"),
        pytest.param(lambda: google("ours"), "not one string", id="letters"),
        pytest.param(lambda: entra([OURS], scope=""), "scope", id="no scope"),
        pytest.param(lambda: entra([OURS], clients=[]), "clients", id="no client"),
        pytest.param(lambda: with_(names=()), "names", id="no name"),
    ],
)
def test_it_refuses(make: Callable[[], Issuer], said: str) -> None:
    with pytest.raises(ConfigInvalid, match=said):
        make()


@pytest.mark.parametrize(
    "url",
    [
        "https://login.example/keys",
        "http://127.0.0.1:8025/keys",
        "http://localhost:8025/keys",
        "http://[::1]:8025/keys",
    ],
)
def test_it_takes_keys_over_https_or_from_this_machine(url: str) -> None:
    assert with_(jwks_url=url).jwks_url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://login.example/keys",
        "http://localhost.evil.example/keys",
        "http://127.0.0.1@evil.example/keys",
        "http://127.0.0.1.evil.example/keys",
        "http://10.0.0.1/keys",
        "https://user:secret@login.example/keys",
        "ftp://login.example/keys",
        "file:///etc/keys",
        "https:///keys",
        "",
    ],
)
def test_it_takes_keys_from_nowhere_else(url: str) -> None:
    with pytest.raises(ConfigInvalid, match="https"):
        with_(jwks_url=url)


def with_(**changed: Any) -> Issuer:
    settings: dict[str, Any] = {
        "kind": "google",
        "names": ("https://login.example",),
        "jwks_url": "https://login.example/keys",
        "audiences": frozenset({"ours"}),
    }
    return Issuer(**(settings | changed))
