"""A sign-in service on loopback that tells a time of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def timekeeper(*, off_seconds: float, age_seconds: int = 0) -> Iterator[str]:
    """Tell a time that is off, as a cache does that has kept it; yields the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time = datetime.now(UTC) + timedelta(seconds=off_seconds)
            self.send_response_only(200)
            self.send_header("Date", format_datetime(time, usegmt=True))
            self.send_header("Age", str(age_seconds))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever, args=(0.01,))
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
