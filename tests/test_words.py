"""Every client has words, in every language, for every reason the server gives."""

import re
from pathlib import Path

import pytest

from backend.domain.judge import REASONS
from backend.domain.policy import PERSONAL, Reason

ROOT = Path(__file__).parents[1]
GMAIL = sorted((ROOT / "gmail_addon").glob("words_*.js"))
PANE = [
    ROOT / f"addin_manifest/taskpane/{language}.js"
    for language in ("english", "french", "german", "italian", "spanish")
]
LAUNCH = ROOT / "addin_manifest/launchevent.js"
# Gmail alone has cards that cannot tell which draft they stand beside.
ANYWHERE = set(Reason) - {Reason.RECENT_TWIN}


def name(path: Path) -> str:
    return path.name


def keys(path: Path, part: str) -> set[str]:
    """Return the names under which a part of a language has words."""
    (said,) = re.findall(
        rf"^  {part}: \{{\n(.*?)^  \}}",
        path.read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    return set(re.findall(r"^    (\w+):", said, re.MULTILINE))


def test_it_speaks_five_languages_beside_either_mail_program() -> None:
    assert (len(GMAIL), len(PANE)) == (5, 5)


@pytest.mark.parametrize("path", [*GMAIL, *PANE], ids=name)
def test_it_has_words_for_every_reason(path: Path) -> None:
    assert keys(path, "reasons") == REASONS


@pytest.mark.parametrize("path", GMAIL, ids=name)
def test_it_says_in_gmail_why_a_mail_goes_untracked(path: Path) -> None:
    assert keys(path, "refusals") == set(Reason)
    assert keys(path, "person") >= PERSONAL


@pytest.mark.parametrize("path", PANE, ids=name)
def test_it_says_in_the_pane_why_a_mail_goes_untracked(path: Path) -> None:
    # Without a recipient the pane asks for one instead of the server.
    assert keys(path, "obstacles") >= ANYWHERE - {Reason.NO_RECIPIENTS}
    assert keys(path, "prevents") >= PERSONAL


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it"])
def test_it_says_above_a_mail_in_outlook_why_it_goes_untracked(language: str) -> None:
    assert keys(LAUNCH, language) >= ANYWHERE
