"""A server whose system calls fail, or kill it, where we say: by strace.

See strace(1), "Tampering". The count is each thread's own: the writer of the database
and that of the spool are threads of their own.
"""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import machine
from tests.bench.tool import tool
from tests.house.ledger import REQUEST, Ledger
from tests.house.shop import Shop

START_SECONDS = 60
END_SECONDS = 20
ANSWER_SECONDS = 20
CONNECTIONS = 4
# what strace writes down of a fault that struck
KILLED, FAILED = "killed by SIGKILL", "(INJECTED)"
Fault = tuple[str, str]  # a call, and what strace does to it


@dataclass
class Trial:
    """One life of a server under injection."""

    ledger: Ledger = field(default_factory=Ledger)
    refused: int = 0  # answers that were not 200
    struck: bool = False  # killed at the call, or the call made to fail
    served: bool = False
    survived: bool = False  # it was there to be stopped at the end


class Injected:
    """Runs a shop under one injection, from its start or once it serves.

    With files only calls on these are struck. With another fault that one strikes too,
    at a call of its own.
    """

    def __init__(
        self,
        shop: Shop,
        directory: Path,
        fault: Fault,
        *,
        at_start: bool,
        files: Sequence[Path] = (),
        other: Fault | None = None,
    ) -> None:
        self._shop = shop
        self._log = directory / "strace.log"
        self._at_start = at_start
        faults = [fault] if other is None else [fault, other]
        self._sign = KILLED if "signal=KILL" in fault[1] else FAILED
        self._strace = [
            # Without --seccomp-bpf, under which strace 6.1 delivers no signal.
            *(tool("strace"), "-f", "-q", "-o", str(self._log)),
            *("-e", "trace=" + ",".join(call for call, _ in faults)),
            *(word for each in faults for word in ("-e", f"inject={':'.join(each)}")),
            *(word for file in files for word in ("-P", str(file))),
        ]

    def tried(self, paths: Sequence[str], held: AbstractContextManager[None]) -> Trial:
        """Start the server, fetch each path once, stop it; return what happened.

        `held` lasts from the moment it is served until all is fetched.
        """
        trial = Trial()
        command = self._shop.command()
        with _running(
            [*self._strace, *command] if self._at_start else command, self._shop.environ
        ) as server:
            trial.served = self._until_served(server)
            with self._attached(server):
                if trial.served:
                    with held:
                        asyncio.run(self._fetch(iter(paths), trial))
                trial.survived = self._stopped(server)
        trial.struck = self._sign in self._log.read_text(errors="replace")
        return trial

    @contextmanager
    def _attached(self, server: "subprocess.Popen[bytes]") -> Iterator[None]:
        """Let strace follow every thread there is, unless it does from the start."""
        if self._at_start:
            yield
            return
        pids = [word for pid in machine.family(server.pid) for word in ("-p", str(pid))]
        with _running([*self._strace, *pids], {}) as strace:
            deadline = time.monotonic() + START_SECONDS
            while not all(map(_traced, machine.family(server.pid))):
                if strace.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("strace could not attach: is ptrace allowed?")
                time.sleep(0.01)
            yield
            with suppress(subprocess.TimeoutExpired):
                strace.wait(END_SECONDS)

    def _until_served(self, server: "subprocess.Popen[bytes]") -> bool:
        deadline = time.monotonic() + START_SECONDS
        while server.poll() is None and time.monotonic() < deadline:
            with suppress(OSError, asyncio.IncompleteReadError):
                asyncio.run(self._knock())
                return True
            time.sleep(0.02)
        return False

    async def _knock(self) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", self._shop.port)
        writer.close()

    async def _fetch(self, paths: Iterator[str], trial: Trial) -> None:
        await asyncio.gather(
            *(self._fetch_some(paths, trial) for _ in range(CONNECTIONS)),
            return_exceptions=True,
        )

    async def _fetch_some(self, paths: Iterator[str], trial: Trial) -> None:
        """Fetch over one connection until it breaks."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._shop.port)
        try:
            for path in paths:
                trial.ledger.requested.add(path)
                writer.write(REQUEST.format(path=path).encode())
                async with asyncio.timeout(ANSWER_SECONDS):
                    head = await reader.readuntil(b"\r\n\r\n")
                    length = int(head.lower().split(b"content-length:")[1].split()[0])
                    await reader.readexactly(length)
                if head.startswith(b"HTTP/1.1 200"):
                    trial.ledger.acknowledged.add(path)
                else:
                    trial.refused += 1
        finally:
            writer.close()

    def _stopped(self, server: "subprocess.Popen[bytes]") -> bool:
        """Ask the server, not strace, to end; return whether it was still there."""
        processes = machine.family(server.pid)[self._at_start :]  # strace first, if so
        there = len(processes) > 1  # the server's first process and its worker
        with suppress(ProcessLookupError):
            if processes:
                os.kill(processes[0], signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            server.wait(END_SECONDS)
        return there


@contextmanager
def _running(
    command: Sequence[str], environ: Mapping[str, str]
) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        command,
        env=os.environ | dict(environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _traced(pid: int) -> bool:
    """Whether a tracer holds every thread of a process."""
    threads = Path(f"/proc/{pid}/task")
    with suppress(OSError):
        return all(
            "TracerPid:\t0\n" not in (thread / "status").read_text()
            for thread in threads.iterdir()
        )
    return True  # it ended meanwhile
