"""Every client has words, in every language, for every reason the server gives."""

import re
from pathlib import Path

import pytest

from backend.domain.judge import REASONS

ROOT = Path(__file__).parents[1]
WORDS = [
    *sorted((ROOT / "gmail_addon").glob("words_*.js")),
    *(
        ROOT / f"addin_manifest/taskpane/{language}.js"
        for language in ("english", "french", "german", "italian", "spanish")
    ),
]


def reasons_in(source: str) -> set[str]:
    (said,) = re.findall(
        r"^  reasons: \{\n(.*?)^  \}", source, re.MULTILINE | re.DOTALL
    )
    return set(re.findall(r"^    (\w+):", said, re.MULTILINE))


def test_it_speaks_five_languages_beside_either_mail_program() -> None:
    assert len(WORDS) == 10


@pytest.mark.parametrize("path", WORDS, ids=lambda path: path.name)
def test_it_has_words_for_every_reason(path: Path) -> None:
    assert reasons_in(path.read_text(encoding="utf-8")) == REASONS
