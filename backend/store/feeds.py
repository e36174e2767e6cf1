"""Which messages of a feed changed after a number; both databases take these words.

A message changes by itself, and by the fetches that are listed under it: those carry
the number themselves, so that to keep a fetch is to add a row and to touch no other.
"""

_MESSAGE = """
    SELECT id, change FROM message AS one
    WHERE org_id = {org_id} AND sender_id = {sender_id} AND change > {after}
        AND state <> 'prepared'
        AND NOT EXISTS (SELECT 1 FROM open WHERE open.org_id = one.org_id
            AND open.message_id = one.id AND open.change > one.change)
    ORDER BY change {order} LIMIT {limit}"""
_OPEN = """
    SELECT message_id, change FROM open AS one
    WHERE org_id = {org_id} AND sender_id = {sender_id} AND change > {after}
        AND change > 0
        AND NOT EXISTS (SELECT 1 FROM open WHERE open.org_id = one.org_id
            AND open.message_id = one.message_id AND open.change > one.change)
        AND NOT EXISTS (SELECT 1 FROM message WHERE message.org_id = one.org_id
            AND message.id = one.message_id AND message.change > one.change)
    ORDER BY change {order} LIMIT {limit}"""


def changed(select: str, *, order: str, **places: str) -> str:
    """Return the query: each message once, where its last change stands.

    `order` is ASC or DESC; `places` are the placeholders of org_id, sender_id, after
    and limit.
    """
    by_itself, by_fetch = (
        text.format(order=order, **places) for text in (_MESSAGE, _OPEN)
    )
    return (
        f"{select} FROM (SELECT * FROM ({by_itself}) AS by_itself"  # noqa: S608  # constants
        f" UNION ALL SELECT * FROM ({by_fetch}) AS by_fetch) AS moved"
        f" JOIN message ON message.org_id = {places['org_id']}"
        " AND message.id = moved.id AND message.state <> 'prepared'"
        f" ORDER BY moved.change {order} LIMIT {places['limit']}"
    )
