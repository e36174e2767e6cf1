"""Hears what other replicas commit, and wakes who waits here."""

import logging
import selectors
import socket
import threading
from collections.abc import Callable

import psycopg

from backend.store.postgres import notices
from backend.store.postgres.connection import Connection, connect
from backend.store.postgres.locks import serve
from backend.store.writer import Listener

HEARTBEAT_SECONDS = 10.0  # how long a connection may be silent before it is asked
RETRY_SECONDS = 1.0

log = logging.getLogger(__name__)


class Listening:
    """A connection that listens, and the thread that waits on it.

    It also says that a replica works here, so that nobody moves the database away.
    Raises StoreInUse or psycopg.Error when it cannot begin; `away` when it is known
    that it cannot yet.
    """

    def __init__(self, url: str, *, origin: str, away: bool = False) -> None:
        self._url = url
        self._origin = origin  # notices of our own writer are not news
        self._woken: list[Listener] = []
        self._missed: list[Callable[[], None]] = []
        connection = None if away else self._connect()
        self._stopping, self._stop = socket.socketpair()
        self._thread = threading.Thread(
            target=self._run, args=(connection,), name="candor-listener", daemon=True
        )
        self._thread.start()

    def listen(self, woken: Listener, missed: Callable[[], None]) -> None:
        """Call `woken` with the feeds other replicas moved.

        And `missed`, when notices may have been lost.
        """
        self._woken.append(woken)
        self._missed.append(missed)

    def close(self) -> None:
        """End the thread; idempotent."""
        self._stop.close()
        self._thread.join()
        self._stopping.close()

    def _connect(self) -> Connection:
        connection = connect(self._url)
        try:
            serve(connection, self._url)
            connection.execute(f"LISTEN {notices.CHANNEL}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _run(self, connection: Connection | None) -> None:
        while True:
            if connection is not None:
                try:
                    self._hear(connection)
                except Exception as error:
                    log.warning("listener_lost type=%s", type(error).__name__)
                else:
                    return
                finally:
                    connection.close()
            if self._stopped(RETRY_SECONDS):
                return
            connection = self._again()

    def _again(self) -> Connection | None:
        try:
            connection = self._connect()
        except Exception as error:
            log.debug("listener_down type=%s", type(error).__name__)
            return None
        log.warning("listener_recovered")
        self._call(*self._missed)
        return connection

    def _hear(self, connection: Connection) -> None:
        """Pass notices on until told to stop."""
        while not self._stopped(HEARTBEAT_SECONDS, connection):
            heard = list(connection.notifies(timeout=0))
            if not heard:
                connection.execute("SELECT 1")
            for notice in heard:
                self._take(notice)

    def _take(self, notice: psycopg.Notify) -> None:
        try:
            origin, moved = notices.read(notice.payload)
        except ValueError:
            self._call(*self._missed)  # whoever wrote that, better look once too often
            return
        if origin != self._origin:
            self._call(*(lambda woken=woken: woken(moved) for woken in self._woken))

    def _stopped(self, seconds: float, *connections: Connection) -> bool:
        """Wait until told to stop, until a connection speaks, or so long."""
        # Not by select(), which knows no file beyond the 1,024th: every sidebar that
        # waits is one.
        watched: list[socket.socket | Connection] = [self._stopping, *connections]
        with selectors.DefaultSelector() as selector:
            for each in watched:
                selector.register(each, selectors.EVENT_READ)
            ready = selector.select(seconds)
        return any(key.fileobj is self._stopping for key, _ in ready)

    def _call(self, *listeners: Callable[[], None]) -> None:
        for listener in listeners:
            try:
                listener()
            except Exception:  # one listener's fault must not silence the others
                log.exception("listener_failed")
