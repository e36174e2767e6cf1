"""HTTP as it goes over the wire, for what no client library would send or show."""

import socket
from urllib.parse import urlsplit

PATIENCE_SECONDS = 20


def exchange(url: str, said: bytes, *, hang_up: bool = False) -> bytes:
    """Say something to a server and return all it answers until it hangs up.

    With `hang_up` we do so first, for what no server would ever answer.
    """
    parts = urlsplit(url)
    peer = (str(parts.hostname), parts.port or 80)
    answered = b""
    with socket.create_connection(peer, timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(said)
        if hang_up:
            connection.shutdown(socket.SHUT_WR)
        try:
            while piece := connection.recv(65536):
                answered += piece
        except ConnectionResetError:
            return answered
    return answered
