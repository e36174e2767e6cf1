"""The manifests as the platforms read them."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from backend.domain.manifest import check
from backend.services import edition
from backend.services.addin import FILES, allowed_scripts, handlers
from tests.house.addin import Settings

CLIENT = "11111111-2222-3333-4444-555555555555"
BASE = "{http://schemas.microsoft.com/office/appforoffice/1.1}"
OVERRIDES = "{http://schemas.microsoft.com/office/mailappversionoverrides/1.1}"
TYPES = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"

# https://learn.microsoft.com/office/dev/add-ins/develop/manifest-element-ordering
BASE_ORDER = [
    *("Id", "Version", "ProviderName", "DefaultLocale", "DisplayName", "Description"),
    *("IconUrl", "HighResolutionIconUrl", "SupportUrl", "AppDomains", "Hosts"),
    *("Requirements", "FormSettings", "Permissions", "Rule"),
    *("DisableEntityHighlighting", "VersionOverrides"),
]
OVERRIDES_ORDER = [
    *("Requirements", "Hosts", "Resources", "WebApplicationInfo"),
    "ExtendedPermissions",
]
LENGTHS = {"ShortStrings": 125, "LongStrings": 250, "Urls": 2048}


NOW = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)


def rendered() -> str:
    return edition.render(Settings(), CLIENT, before=None, now=NOW)[0]


@pytest.fixture(scope="module")
def text() -> str:
    return rendered()


@pytest.fixture(scope="module")
def manifest(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - our own file


@pytest.fixture(scope="module")
def overrides(manifest: ElementTree.Element) -> ElementTree.Element:
    found = manifest.find(f".//{OVERRIDES}VersionOverrides")
    assert found is not None
    return found


def children(element: ElementTree.Element) -> list[str]:
    return [child.tag.split("}")[1] for child in element]


def test_it_has_a_value_for_every_blank(text: str) -> None:
    assert "{{" not in text


def test_it_breaks_none_of_our_own_rules(text: str) -> None:
    allowed = allowed_scripts(Settings.public_url)
    assert check(text.encode(), allowed=allowed, handlers=handlers()) == []


def test_it_speaks_five_languages(overrides: ElementTree.Element) -> None:
    for string in overrides.iter(f"{TYPES}String"):
        spoken = {o.attrib["Locale"]: o.attrib["Value"] for o in string}
        assert set(spoken) == {"de-DE", "fr-FR", "es-ES", "it-IT"}
        assert all(spoken.values())


def test_it_keeps_the_order_outlook_insists_on(
    manifest: ElementTree.Element, overrides: ElementTree.Element
) -> None:
    assert children(manifest) == BASE_ORDER
    assert children(overrides) == OVERRIDES_ORDER
    host = overrides.find(f"{OVERRIDES}Hosts/{OVERRIDES}Host")
    assert host is not None
    assert children(host) == ["Runtimes", "DesktopFormFactor"]


def test_it_asks_for_item_and_append_and_nothing_wider(
    manifest: ElementTree.Element, text: str
) -> None:
    assert manifest.findtext(f"{BASE}Permissions") == "ReadWriteItem"
    extended = [e.text for e in manifest.iter(f"{OVERRIDES}ExtendedPermission")]
    assert extended == ["AppendOnSend"]
    assert "Mailbox</" not in text
    # Outlook keeps an add-in that does not ask for them out of other people's folders.
    assert "SupportsSharedFolders" not in text
    scopes = [scope.text for scope in manifest.iter(f"{OVERRIDES}Scope")]
    assert scopes == ["openid", "profile"]


def test_it_runs_on_two_events_and_never_on_send(
    overrides: ElementTree.Element,
) -> None:
    events = [event.attrib for event in overrides.iter(f"{OVERRIDES}LaunchEvent")]
    assert events == [
        {"Type": "OnMessageCompose", "FunctionName": "onMessageCompose"},
        {"Type": "OnMessageRecipientsChanged", "FunctionName": "onRecipientsChanged"},
    ]


def test_it_needs_the_set_that_has_the_events(overrides: ElementTree.Element) -> None:
    sets = overrides.find(f"{OVERRIDES}Requirements/{TYPES}Sets")
    assert sets is not None
    assert sets.attrib == {"DefaultMinVersion": "1.12"}


def test_it_runs_the_events_where_classic_outlook_looks_for_them(
    overrides: ElementTree.Element,
) -> None:
    [runtime] = overrides.iter(f"{OVERRIDES}Runtime")
    [script] = runtime
    assert script.attrib["type"] == "javascript"
    urls = {url.attrib["id"]: url.attrib["DefaultValue"] for url in urls_of(overrides)}
    assert urls[script.attrib["resid"]].endswith("/addin/outlook/launchevent.js")
    [point] = [
        point
        for point in overrides.iter(f"{OVERRIDES}ExtensionPoint")
        if point.attrib[XSI_TYPE] == "LaunchEvent"
    ]
    place = point.find(f"{OVERRIDES}SourceLocation")
    assert place is not None
    assert place.attrib["resid"] == runtime.attrib["resid"]


def test_it_has_a_button_that_tracks_without_the_pane(
    overrides: ElementTree.Element,
) -> None:
    [track] = [
        control
        for control in overrides.iter(f"{OVERRIDES}Control")
        if control.attrib["id"] == "Candor.Compose.Track"
    ]
    action = track.find(f"{OVERRIDES}Action")
    assert action is not None
    assert action.attrib[XSI_TYPE] == "ExecuteFunction"
    assert action.findtext(f"{OVERRIDES}FunctionName") == "track"


def test_it_has_a_pane_to_pin_when_writing_and_when_reading(
    overrides: ElementTree.Element,
) -> None:
    pinned = {
        point.attrib[XSI_TYPE]
        for point in overrides.iter(f"{OVERRIDES}ExtensionPoint")
        for action in point.iter(f"{OVERRIDES}Action")
        if action.findtext(f"{OVERRIDES}SupportsPinning") == "true"
    }
    assert pinned == {"MessageComposeCommandSurface", "MessageReadCommandSurface"}


def test_it_draws_each_button_in_the_sizes_outlook_requires(
    overrides: ElementTree.Element,
) -> None:
    controls = list(overrides.iter(f"{OVERRIDES}Control"))
    assert len(controls) == 3
    for control in controls:
        sizes = [image.attrib["size"] for image in control.iter(f"{TYPES}Image")]
        assert sizes == ["16", "20", "24", "32", "40", "48", "64", "80"]


def test_it_names_no_resource_that_is_not_there(
    overrides: ElementTree.Element,
) -> None:
    resources = overrides.find(f"{OVERRIDES}Resources")
    assert resources is not None
    defined = {entry.attrib["id"] for group in resources for entry in group}
    used = {e.attrib["resid"] for e in overrides.iter() if "resid" in e.attrib}
    assert used == defined
    assert max(map(len, defined)) <= 32


def test_it_keeps_every_text_within_its_length(
    overrides: ElementTree.Element,
) -> None:
    resources = overrides.find(f"{OVERRIDES}Resources")
    assert resources is not None
    for group in resources:
        limit = LENGTHS.get(group.tag.split("}")[1], 2048)
        for entry in group:
            assert len(entry.attrib["DefaultValue"]) <= limit


def test_it_points_only_at_files_that_are_served_over_https(
    manifest: ElementTree.Element,
) -> None:
    values = [e.attrib["DefaultValue"] for e in manifest.iter() if own_address(e)]
    assert len(values) > 8
    for value in values:
        parts = urlsplit(value)
        assert (parts.scheme, parts.netloc) == ("https", "candor.north.example")
        served = parts.path.removeprefix("/addin/outlook/")
        assert served in FILES or parts.path == "/about"


def test_it_names_its_own_origin_and_no_other(
    manifest: ElementTree.Element, text: str
) -> None:
    domains = [domain.text for domain in manifest.iter(f"{BASE}AppDomain")]
    assert domains == ["https://candor.north.example"]
    hosts = {urlsplit(url).netloc for url in re.findall(r'"(https?://[^"]+)"', text)}
    # the others are names of XML vocabularies
    assert hosts == {
        "candor.north.example",
        "schemas.microsoft.com",
        "www.w3.org",
    }


def urls_of(overrides: ElementTree.Element) -> list[ElementTree.Element]:
    return list(overrides.iter(f"{TYPES}Url"))


def own_address(element: ElementTree.Element) -> bool:
    return element.attrib.get("DefaultValue", "").startswith("http")
