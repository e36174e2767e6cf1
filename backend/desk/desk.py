"""The desk as one thing to start and stop: its web server and its mail server."""

import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from backend.desk import server
from backend.desk.issuer import LocalIssuer
from backend.desk.mail import Mailbox
from backend.desk.settings import HOST, Settings, SettingsInvalid
from backend.desk.smtp import Sink


class Desk:
    """Take the ports, then answer on them. Raises SettingsInvalid for one taken."""

    def __init__(self, settings: Settings) -> None:
        mailbox = Mailbox()
        self._listener = _listen("port", settings.port)
        mail_listener = _listen("smtp_port", settings.smtp_port)
        self._sink = Sink(mailbox, mail_listener)
        settings = replace(
            settings,
            port=self._listener.getsockname()[1],
            smtp_port=mail_listener.getsockname()[1],
        )
        self.url = f"http://{HOST}:{settings.port}"
        self.issuer = LocalIssuer(
            f"{self.url}/issuer", settings.tenant, lambda: datetime.now(UTC)
        )
        self.told: dict[str, Any] = server.describe(settings, self.issuer, self.url)
        self._http = make_server(
            HOST,
            settings.port,
            server.create_app(settings, mailbox, self.issuer, self.url),
            threaded=True,
            request_handler=_QuietHandler,
            fd=self._listener.fileno(),
        )
        self._thread = threading.Thread(
            target=self._http.serve_forever, name="desk", daemon=True
        )

    def start(self) -> None:
        """Answer from now on."""
        self._sink.start()
        self._thread.start()

    def stop(self) -> None:
        """Answer no more and forget all mail."""
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()
        self._listener.close()
        self._sink.stop()


class _QuietHandler(WSGIRequestHandler):
    """Answer without a line for every request: the desk keeps no log."""

    def log(self, *_args: Any) -> None:
        """Say nothing."""


def _listen(name: str, port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        raise SettingsInvalid(f"{name} {port} cannot be used: {error}") from error
