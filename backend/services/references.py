"""Keyed stand-ins for what a client calls a draft or a conversation."""

import hmac

from backend.crypto.keyring import Keyring


class References:
    """Makes references that tell equal from different and nothing else."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def draft(self, org_id: bytes, draft_ref: str) -> bytes:
        """Return the reference of a draft."""
        return self._of(org_id, "draft", draft_ref)

    def thread(self, org_id: bytes, thread_ref: str | None) -> bytes | None:
        """Return the reference of a conversation, None when it is not known."""
        return None if thread_ref is None else self._of(org_id, "thread", thread_ref)

    def _of(self, org_id: bytes, kind: str, text: str) -> bytes:
        key = self._keyring.reference_key(org_id)
        return hmac.digest(key, f"{kind}|{text}".encode(), "sha256")[:16]
