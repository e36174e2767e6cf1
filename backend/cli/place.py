"""Where a demo keeps data and keys: for once, or to continue later."""

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import click

MARK = "demo.json"  # in a kept place: who its people are


@dataclass(frozen=True, slots=True)
class Place:
    """Where the demo's data and keys live, and which people they know."""

    root: Path
    tenant: str
    kept: bool

    @property
    def data_dir(self) -> Path:
        """The server's data directory."""
        return self.root / "data"

    @property
    def key_dir(self) -> Path:
        """The keys, apart from the data even here."""
        return self.root / "keys"

    def leave(self) -> None:
        """Remove what is not to be kept."""
        if not self.kept:
            shutil.rmtree(self.root)

    @property
    def closing(self) -> str:
        """What to say once all has ended."""
        if self.kept:
            return f"Stopped. Data and keys are kept in {self.root}; the mail is gone."
        return f"Stopped. Removed {self.root}: data, keys, and all mail of the desk."


def prepare(data_dir: Path | None) -> Place:
    """Make a temporary place, or take the one to keep."""
    if data_dir is None:
        root = Path(tempfile.mkdtemp(prefix="candor-demo-"))
        return Place(root, str(uuid4()), kept=False)
    root = data_dir.absolute()
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = root / MARK
    if not mark.exists():
        if any(root.iterdir()):
            raise click.ClickException(
                f"{root} holds something that is not a demo's: choose an empty place"
            )
        mark.write_text(json.dumps({"tenant": str(uuid4())}), encoding="utf-8")
    try:
        tenant = str(UUID(json.loads(mark.read_text(encoding="utf-8"))["tenant"]))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise click.ClickException(f"{mark} cannot be read: {error}") from error
    return Place(root, tenant, kept=True)
