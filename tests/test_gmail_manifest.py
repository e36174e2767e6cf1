"""The Gmail add-on's manifest as IT and Google read it, found as the wheel holds it."""

import json
import re
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import pytest

ADDON = files("gmail_addon")
GOOGLE = "https://www.googleapis.com/auth/"

# What a manifest may say here; a field that is not named is a decision not yet made.
FIELDS = {
    "": {
        "timeZone",
        "runtimeVersion",
        "exceptionLogging",
        "oauthScopes",
        "urlFetchWhitelist",
        "addOns",
    },
    "addOns": {"common", "gmail"},
    "addOns.common": {
        *("name", "logoUrl", "layoutProperties", "homepageTrigger"),
        *("universalActions", "openLinkUrlPrefixes"),
    },
    "addOns.gmail": {"composeTrigger", "contextualTriggers"},
    "addOns.gmail.composeTrigger": {"draftAccess", "selectActions"},
}


@pytest.fixture(name="manifest")
def _manifest() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((ADDON / "appsscript.json").read_text("utf-8"))
    return told


@pytest.mark.parametrize("place", FIELDS)
def test_it_has_the_fields_it_needs_and_no_other(
    manifest: dict[str, Any], place: str
) -> None:
    part = manifest
    for name in filter(None, place.split(".")):
        part = part[name]
    assert set(part) == FIELDS[place]


def test_it_asks_for_six_scopes_none_of_which_opens_a_mail(
    manifest: dict[str, Any],
) -> None:
    assert manifest["oauthScopes"] == [
        "openid",
        f"{GOOGLE}userinfo.email",
        f"{GOOGLE}script.external_request",
        f"{GOOGLE}gmail.addons.execute",
        f"{GOOGLE}gmail.addons.current.action.compose",
        f"{GOOGLE}gmail.addons.current.message.metadata",
    ]


def test_it_runs_on_v8_and_logs_no_exception(manifest: dict[str, Any]) -> None:
    # The words of an exception can hold an address.
    assert manifest["runtimeVersion"] == "V8"
    assert manifest["exceptionLogging"] == "NONE"


def test_it_has_one_compose_action_that_sees_headers_only(
    manifest: dict[str, Any],
) -> None:
    trigger = manifest["addOns"]["gmail"]["composeTrigger"]
    assert trigger["draftAccess"] == "METADATA"
    assert trigger["selectActions"] == [
        {"text": "Track this mail", "runFunction": "onCompose"}
    ]


def test_it_has_one_card_for_every_mail_and_one_homepage(
    manifest: dict[str, Any],
) -> None:
    assert manifest["addOns"]["gmail"]["contextualTriggers"] == [
        {"unconditional": {}, "onTriggerFunction": "onMessage"}
    ]
    assert manifest["addOns"]["common"]["homepageTrigger"] == {
        "runFunction": "onHomepage"
    }


def test_it_names_one_host_that_nobody_owns(manifest: dict[str, Any]) -> None:
    config = (ADDON / "config.js").read_text("utf-8")
    named = re.findall(r'^const CANDOR_URL = "(.+)";$', config, re.MULTILINE)
    assert named == ["https://candor.example.com"]
    # Apps Script wants a path that is not empty; the slash is one.
    assert manifest["urlFetchWhitelist"] == [f"{named[0]}/"]
    logo = urlsplit(manifest["addOns"]["common"]["logoUrl"])
    assert f"{logo.scheme}://{logo.netloc}" == named[0]


def test_it_links_to_the_page_that_says_what_candor_does(
    manifest: dict[str, Any],
) -> None:
    common = manifest["addOns"]["common"]
    menu, about = common["universalActions"]
    assert menu == {"label": "Tracked mail", "runFunction": "onMenuHome"}
    assert about["openLink"] == "https://candor.example.com/about"
    assert common["openLinkUrlPrefixes"] == ["https://candor.example.com/"]


def test_it_shows_a_logo_that_candor_serves(manifest: dict[str, Any]) -> None:
    logo = urlsplit(manifest["addOns"]["common"]["logoUrl"]).path
    assert logo.startswith("/addin/outlook/assets/")
    assets = files("addin_manifest") / "assets"
    assert (assets / logo.rsplit("/", 1)[1]).is_file()
