"""Judges kept fetches again when evidence arrives later."""

from dataclasses import replace

from backend.domain.judge import USER_MARKED, VIEWING_MARK, Context
from backend.domain.link import Click
from backend.domain.message import Message
from backend.domain.opens import Open, again
from backend.store.store import Reader, Transaction


def rows_of(reader: Reader, message: Message) -> list[Open]:
    """Return a message's kept opens, newest first."""
    return reader.opens(message.org_id, [message.id]).get(message.id, [])


def clicks_of(reader: Reader, message: Message) -> list[Click]:
    """Return a message's kept clicks, newest first."""
    return reader.clicks(message.org_id, [message.id]).get(message.id, [])


def is_own(fetch: Open) -> bool:
    """Whether the sender's word or look explained a fetch already: it is used up."""
    return not {USER_MARKED, VIEWING_MARK}.isdisjoint(fetch.verdict.reasons)


def judge_again(tx: Transaction, message: Message, context: Context) -> None:
    """Revise every verdict of a message that the new evidence changes."""
    rows: list[Open | Click] = [*rows_of(tx, message), *clicks_of(tx, message)]
    for row in rows:
        if not is_own(row.fetch if isinstance(row, Click) else row):
            revise(tx, message, row, context)


def revise(
    tx: Transaction, message: Message, row: Open | Click, context: Context
) -> None:
    """Judge a kept fetch or click again and keep the verdict, if it is another."""
    if isinstance(row, Click):
        fetch = again(row.fetch, message, context)
        if fetch != row.fetch:
            tx.put_click(message, replace(row, fetch=fetch))
        return
    revised = again(row, message, context)
    if revised != row:
        tx.put_open(message, revised)
