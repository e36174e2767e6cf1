"""The Flask application alone, under a plain WSGI server: complete, only slower."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import WSGIRequestHandler, make_server

from backend import app
from backend.installation import Installation


class Silent(WSGIRequestHandler):
    """Writes no line per request, and keeps a connection as other servers do."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_: object) -> None:
        pass


@contextmanager
def served_alone(installation: Installation, listener: socket.socket) -> Iterator[None]:
    """Serve without the front on a socket, one thread a request, until left."""
    host, port = listener.getsockname()
    listener.listen(128)
    server = make_server(
        host,
        port,
        app.over(installation),
        threaded=True,
        request_handler=Silent,
        fd=listener.fileno(),
    )
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="alone"
    )
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
