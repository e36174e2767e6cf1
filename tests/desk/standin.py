"""A tiny Candor for the desk's tests: answers everything, remembers who asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask, Response, request
from werkzeug.serving import make_server

PICTURE = b"\x89PNG the picture"


@dataclass
class StandIn:
    url: str = ""
    asked: list[tuple[str, str, dict[str, str], str]] = field(default_factory=list)

    def agents(self) -> list[tuple[str | None, str | None]]:
        return [
            (headers.get("User-Agent"), headers.get("X-Forwarded-For"))
            for _, _, headers, _ in self.asked
        ]


@contextmanager
def standin() -> Iterator[StandIn]:
    candor = StandIn()
    app = Flask(__name__)

    @app.route("/<path:path>", methods=["GET", "POST"])
    def anything(path: str) -> Response:
        candor.asked.append(
            (
                request.method,
                f"/{path}",
                dict(request.headers),
                request.get_data(as_text=True),
            )
        )
        if path == "away":
            return Response("", 302, {"Location": "http://elsewhere.example/"})
        return Response(PICTURE, content_type="image/png")

    server = make_server("127.0.0.1", 0, app, threaded=True)
    candor.url = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield candor
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
