"""The stand-in for CardService lets nothing pass that Google does not publish.

What it refuses besides is in `tests/js/gmail/cardservice.test.mjs`.
"""

import json
import subprocess
from pathlib import Path

import pytest

from tests.house import node

ROOT = Path(__file__).parents[1]
TYPES = ROOT / "tests/js/types/gaps.d.ts"
# Each builder with its methods, each list of values with its values, as a script's own.
MEMBERS = """
import { cardService } from "./backend/desk/static/gmail/cardservice.js";
for (const [name, member] of Object.entries(cardService())) {
  const made = typeof member === "function";
  for (const each of Object.keys(made ? member() : member)) {
    console.log(`CardService.${name}${made ? "()" : ""}.${each};`);
  }
}
"""


def members() -> list[str]:
    done = subprocess.run(
        [node.NODE, "--input-type=module", "--eval", MEMBERS],
        cwd=ROOT,
        env=node.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def complaints(script: str, place: Path) -> str:
    """Return what the type checker says against a script."""
    modules = node.modules()
    (place / "script.ts").write_text(script)
    (place / "tsconfig.json").write_text(
        json.dumps(
            {
                "compilerOptions": {
                    "noEmit": True,
                    "strict": True,
                    "skipLibCheck": True,
                    "lib": ["es2020"],
                    "types": ["google-apps-script"],
                    "typeRoots": [str(modules / "@types")],
                },
                "files": ["script.ts", str(TYPES)],
            }
        )
    )
    done = subprocess.run(
        [node.NODE, modules / "typescript/bin/tsc", "--pretty", "false", "-p", place],
        env=node.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_it_has_no_builder_method_or_value_that_google_does_not_publish(
    tmp_path: Path,
) -> None:
    found = members()
    assert len(found) > 100
    assert complaints("\n".join(found), tmp_path) == ""


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("CardService.newTextParagraph().setColour;", "setColour"),
        ("CardService.newChip();", "newChip"),
        ("CardService.ContentType.PLAIN_TEXT;", "PLAIN_TEXT"),
    ],
)
def test_it_would_hear_of_one_that_is_not_published(
    line: str, name: str, tmp_path: Path
) -> None:
    assert f"'{name}' does not exist" in complaints(line, tmp_path)
