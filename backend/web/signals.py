"""What a fetch or a click shows of itself, read from Flask's request."""

from datetime import datetime

from flask import request

from backend.domain.signals import HEADERS, Signals
from backend.web.forwarded import Listed, client_address


def signals(at: datetime, trusted: Listed) -> Signals:
    """Return the signals of the request in hand."""
    return Signals(
        at=at,
        address=client_address(
            request.remote_addr, request.headers.getlist("X-Forwarded-For"), trusted
        ),
        agent=request.headers.get("User-Agent"),
        headers={
            # Given twice, both count: a proxy must not undo a reader's no.
            name: ", ".join(values)
            for name in HEADERS
            if (values := request.headers.getlist(name))
        },
    )
