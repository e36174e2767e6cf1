"""What the commands are given: a running company's settings, and a shell."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from click.testing import CliRunner, Result

from backend.cli import main
from tests.house.company import Company, environ_in


@dataclass
class Shell:
    """Somebody at the command line of a company's server."""

    office: Company
    environ: dict[str, str | None] = field(init=False)

    def __post_init__(self) -> None:
        port = urlsplit(self.office.url).port or 0
        self.environ = {
            "CANDOR_CONFIG": None,
            **environ_in(self.office.directory, self.office.outside, port),
        }

    def run(self, *words: str, answers: str = "") -> Result:
        """Run a command, answering what it asks."""
        return CliRunner(env=self.environ).invoke(main, words, input=answers)
