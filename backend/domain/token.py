"""Tokens: opaque, bound to one purpose, and known as ours without any look-up."""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from backend.domain.mac import Mac

IDENTITY_BYTES = 16
TAG_BYTES = 8
KEY_BYTES = 32
LIVE_KEYS_MAX = 4  # each one costs every fetch a tag, forged ones included

_SPELLING = re.compile(r"[A-Za-z0-9_-]{32}").fullmatch
_FROM_URL = bytes.maketrans(b"-_", b"+/")


class Purpose(StrEnum):
    """What a token is good for; one of another purpose is as good as a forged one."""

    OPEN = "open"
    CLICK = "click"
    PRIVACY = "privacy"
    CONSENT = "consent"


class _Macs(NamedTuple):
    """One purpose's keys, ready for use."""

    tags: tuple[Mac, ...]
    lookup: Mac


@dataclass(frozen=True, slots=True)
class TokenKeys:
    """The live keys, newest first per purpose; the first mints, all verify."""

    purposes: Mapping[Purpose, tuple[bytes, ...]] = field(repr=False)
    lookup: bytes = field(repr=False)
    _macs: Mapping[Purpose, _Macs] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        every = [key for keys in self.purposes.values() for key in keys]
        every.append(self.lookup)
        # One key under two purposes would let a pixel open the privacy page.
        if len(set(every)) < len(every):
            raise ValueError("two purposes share a key")
        if any(len(key) != KEY_BYTES for key in every):
            raise ValueError("a token key has 32 bytes")
        if any(
            not 1 <= len(self.purposes.get(p, ())) <= LIVE_KEYS_MAX for p in Purpose
        ):
            raise ValueError(f"every purpose has 1 to {LIVE_KEYS_MAX} live keys")
        macs = {
            purpose: _Macs(
                tuple(Mac(key, b"t1") for key in keys),
                Mac(self.lookup, b"l1|" + purpose.encode() + b"|"),
            )
            for purpose, keys in self.purposes.items()
        }
        object.__setattr__(self, "_macs", macs)

    def macs(self, purpose: Purpose) -> _Macs:
        """Return what makes and checks tokens of a purpose."""
        return self._macs[purpose]


def mint(keys: TokenKeys, purpose: Purpose, identity: bytes) -> str:
    """Return the 32 characters that stand for an identity of 16 random bytes."""
    _check(identity)
    tag = keys.macs(purpose).tags[0].digest(identity)[:TAG_BYTES]
    return base64.urlsafe_b64encode(identity + tag).decode()


def verify(keys: TokenKeys, purpose: Purpose, text: str) -> bytes | None:
    """Return the identity of a token we minted for that purpose; else None."""
    # Python's base64 drops stray characters, which would give one token many
    # spellings, each a fresh line to every cache and filter on the way. Past this
    # check there is one: 32 characters are 24 bytes with no bit to spare.
    if not _SPELLING(text):
        return None
    raw = binascii.a2b_base64(text.encode().translate(_FROM_URL))
    identity, tag = raw[:IDENTITY_BYTES], raw[IDENTITY_BYTES:]
    ours = False
    # Every live key, no early exit: timing tells neither good from bad nor the age.
    for mac in keys.macs(purpose).tags:
        ours |= hmac.compare_digest(mac.digest(identity)[:TAG_BYTES], tag)
    return identity if ours else None


def lookup(keys: TokenKeys, purpose: Purpose, identity: bytes) -> bytes:
    """Return the 16 bytes a token lies under in the database.

    Neither identity nor tag is stored, so a stolen database holds no working pixel.
    """
    _check(identity)
    return keys.macs(purpose).lookup.digest(identity)[:16]


def _check(identity: bytes) -> None:
    if len(identity) != IDENTITY_BYTES:
        raise ValueError("an identity has 16 bytes")
