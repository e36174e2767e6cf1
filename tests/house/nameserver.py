"""A name server on loopback: knows who takes in whose mail, and what it was asked."""

import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest


@contextmanager
def name_server(exchangers: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Answer this process's look-ups with these hosts; yield what is asked.

    A domain that is not listed does not exist; one that has no hosts gets no answer.
    """
    asked: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))

        def serve() -> None:
            while True:
                packet, peer = listener.recvfrom(4096)
                if not packet:
                    return
                question = dns.message.from_wire(packet)
                name = question.question[0].name
                asked.append(str(name))
                hosts = exchangers.get(str(name).rstrip("."))
                if hosts == []:
                    continue  # the query gets lost
                answer = dns.message.make_response(question)
                answer.flags |= dns.flags.RA
                if hosts is None:
                    answer.set_rcode(dns.rcode.NXDOMAIN)
                else:
                    rows = [f"{at} {host}" for at, host in enumerate(hosts)]
                    answer.answer.append(
                        dns.rrset.from_text(name, 60, "IN", "MX", *rows)
                    )
                listener.sendto(answer.to_wire(), peer)

        thread = threading.Thread(target=serve, name="name-server")
        thread.start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = listener.getsockname()[1]
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(dns.resolver, "default_resolver", resolver)
                yield asked
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", listener.getsockname())
            thread.join()
