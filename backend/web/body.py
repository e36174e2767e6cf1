"""How much of a request is read by a server without the front.

The front counts before it hands on; here a body that states no length (chunked) would
be cut off at the limit and what is left of it taken for the whole.
"""

from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge

# What the front answers itself, whatever else a request carries.
UNREAD = frozenset({"pixel", "click", "feed"})


def register(app: Flask, *, most: int) -> None:
    """Refuse every body of more than `most` bytes, as the front does: first of all."""
    # One byte beyond is read, so that it shows.
    app.config["MAX_CONTENT_LENGTH"] = most + 1
    app.config["MAX_FORM_MEMORY_SIZE"] = most

    @app.before_request
    def count() -> None:
        if request.method == "GET" and request.blueprint in UNREAD:
            return
        if len(request.get_data()) > most:
            raise RequestEntityTooLarge
