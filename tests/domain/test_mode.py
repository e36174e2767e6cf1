import pytest

from backend.domain.errors import ModeUnknown
from backend.domain.mode import RESERVED, Mode, strictest


def test_it_orders_the_rungs_from_the_most_restrictive() -> None:
    assert sorted(Mode) == [Mode.OFF, Mode.OPENS, Mode.DETAILED]
    assert [mode.word for mode in sorted(Mode)] == ["off", "opens", "detailed"]


@pytest.mark.parametrize("mode", Mode)
def test_it_reads_back_what_it_writes(mode: Mode) -> None:
    assert Mode.parse(mode.word) is mode
    assert Mode.read(mode.word) is mode


@pytest.mark.parametrize(
    "word", [*sorted(RESERVED), "", "on", "everything", "opens ", "0", "1", "mro"]
)
def test_it_refuses_a_rung_that_does_not_exist(word: str) -> None:
    with pytest.raises(ModeUnknown):
        Mode.parse(word)


@pytest.mark.parametrize("stored", [None, "", "total", "last_day", "\0", "2"])
def test_it_takes_a_record_it_cannot_read_for_off(stored: str | None) -> None:
    assert Mode.read(stored) is Mode.OFF


@pytest.mark.parametrize("one", Mode)
@pytest.mark.parametrize("other", Mode)
def test_it_lets_the_most_restrictive_win(one: Mode, other: Mode) -> None:
    both = strictest(one, other)
    assert both in {one, other}
    assert both <= one
    assert both <= other
