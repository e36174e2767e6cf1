"""The interface to the place where wrapped keys lie, apart from the data."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Scope(StrEnum):
    """What a key belongs to; also its place in the key tree."""

    INSTALLATION = "installation"  # wrapped by the master key
    ORGANISATION = "organisation"  # wrapped by the master key, wraps the two below
    FIELD = "field"  # an organisation's fields that belong to no single person
    SUBJECT = "subject"  # one recipient's fields, destroyed with the person
    MESSAGE = "message"  # one message's shared fields, destroyed with the message


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A key as it lies in the key store: sealed under its parent."""

    id: int  # 1 .. 2**32 - 1, allotted by the store; 0 in a row to be added
    scope: Scope
    org_id: bytes  # 16 zero bytes for the installation
    owner: bytes = field(repr=False)  # purpose, exact blind index or message id
    version: int  # 1, 2, ...; the highest seals, the others only open
    wrapped: bytes = field(repr=False)


class KeyStore(Protocol):
    """Key rows; usable from any thread."""

    def find(self, scope: Scope, org_id: bytes, owner: bytes) -> Sequence[WrappedKey]:
        """Return all versions, newest first."""
        ...

    def get(self, key_id: int) -> WrappedKey | None:
        """Return one key."""
        ...

    def existing(self, ids: Collection[int]) -> frozenset[int]:
        """Return which of these keys are there; one that is not never comes back."""
        ...

    def add(self, row: WrappedKey) -> WrappedKey:
        """Keep a key durably and return it with its id.

        The first writer of (scope, org, owner, version) wins: a later one is given
        the row that is already there.
        """
        ...

    def destroy(self, scope: Scope, org_id: bytes, *owners: bytes) -> int:
        """Delete all versions so that no copy stays in the file; return how many."""
        ...

    def destroy_organisation(self, org_id: bytes) -> int:
        """Delete all keys of an organisation likewise; return how many."""
        ...

    def reserve(self, key_id: int, uses: int) -> int:
        """Count uses of a key ahead, durably; return the sum of all ever counted."""
        ...

    def empty(self) -> bool:
        """Whether no key was ever kept."""
        ...

    def close(self) -> None:
        """Let go of the file; idempotent."""
        ...
