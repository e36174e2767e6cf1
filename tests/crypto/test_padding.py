import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.crypto.padding import pad_label, unpad_label
from backend.domain.errors import EnvelopeBroken


@settings(deadline=None, database=None)
@given(st.binary(max_size=1023))
def test_it_returns_every_label_it_was_given(label: bytes) -> None:
    assert unpad_label(pad_label(label)) == label


@pytest.mark.parametrize(
    ("length", "size"),
    [
        (0, 64), (1, 64), (63, 64), (64, 128), (127, 128), (128, 256), (255, 256),
        (256, 512), (511, 512), (512, 1024), (1023, 1024),
    ],
)  # fmt: skip
def test_it_has_five_lengths_only(length: int, size: int) -> None:
    assert len(pad_label(b"x" * length)) == size


def test_it_holds_the_longest_subject() -> None:
    subject = "\N{OPEN MAILBOX WITH RAISED FLAG}" * 255
    assert unpad_label(pad_label(subject.encode())).decode() == subject


def test_it_refuses_what_it_cannot_hide() -> None:
    with pytest.raises(ValueError, match="1,023"):
        pad_label(b"x" * 1024)


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        b"\x80",
        bytes(64),
        b"x" * 64,
        b"x\x80".ljust(63, b"\0"),
        b"x\x80".ljust(96, b"\0"),
        b"x\x80y".ljust(64, b"\0"),
        b"\x80".ljust(63, b"\0") + b"\x01",
    ],
)
def test_it_refuses_what_it_did_not_pad(padded: bytes) -> None:
    with pytest.raises(EnvelopeBroken):
        unpad_label(padded)
