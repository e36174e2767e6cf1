"""A reverse proxy on loopback, well or badly set up."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PLACE = "127.0.0.5"  # where the server sees it come from
Forward = Callable[[str | None, str], str | None]


def sets(_said: str | None, client: str) -> str | None:
    """Tell who asked, whatever the client said."""
    return client


def appends(said: str | None, client: str) -> str | None:
    """Add who asked to what the client said."""
    return f"{said}, {client}" if said else client


def hands_on(said: str | None, _client: str) -> str | None:
    """Tell what the client said."""
    return said


@contextmanager
def proxy(port: int, target: int, forward: Forward) -> Iterator[None]:
    """Hand requests on, with what `forward` makes of X-Forwarded-For."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            connection = http.client.HTTPConnection(
                "127.0.0.1", target, timeout=20, source_address=(PLACE, 0)
            )
            told = forward(self.headers["X-Forwarded-For"], self.client_address[0])
            headers = {"User-Agent": self.headers["User-Agent"] or ""}
            if told is not None:
                headers["X-Forwarded-For"] = told
            connection.request("GET", self.path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {"connection", "transfer-encoding"}:
                    self.send_header(name, value)
            self.send_header("Connection", "close")
            self.close_connection = True
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    serving = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}
    )
    serving.start()
    try:
        yield
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
