"""The desk's SMTP: a sink that fills the mailbox, and the client that feeds it."""

import asyncio
import smtplib
import socket
import threading
from collections.abc import Sequence
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

from backend.desk.mail import Mailbox
from backend.desk.settings import HOST

LARGEST_BYTES = 1024 * 1024
TIMEOUT_SECONDS = 10


class Sink:
    """An SMTP server on loopback that takes every mail and relays none."""

    def __init__(self, mailbox: Mailbox, listener: socket.socket) -> None:
        self._mailbox = mailbox
        self._listener = listener
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="smtp", daemon=True)

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds its hooks by name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Deliver one copy to each recipient of the envelope."""
        content = envelope.content
        if not isinstance(content, bytes):
            return "500 Nothing to deliver"
        for recipient in envelope.rcpt_tos:
            self._mailbox.deliver(recipient, content)
        return "250 Delivered"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            self._loop.create_server(self._session, sock=self._listener)
        )
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def _session(self) -> SMTP:
        return SMTP(
            self,
            hostname="desk.example",
            data_size_limit=LARGEST_BYTES,
            enable_SMTPUTF8=True,
            loop=self._loop,
        )


def post(mime: EmailMessage, recipients: Sequence[str], port: int) -> None:
    """Hand a mail to the sink, one transaction for each recipient.

    Raises smtplib.SMTPException when it is refused.
    """
    with smtplib.SMTP(
        HOST, port, local_hostname="desk.example", timeout=TIMEOUT_SECONDS
    ) as client:
        for recipient in recipients:
            client.send_message(mime, to_addrs=[recipient])
