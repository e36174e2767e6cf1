"""`candor demo`: a store of its own, the server and the trial desk, all on loopback."""

import json
import os
import random
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

from backend.cli.child import Child, ChildFailed
from backend.cli.place import Place, prepare
from backend.cli.trial import HOST, WINDOW_SECONDS, start
from backend.domain.errors import CandorError

PORT = 8765
# Below what systems give to outgoing connections: a port found free stays so.
FREE_PORTS = range(20_000, 32_000)

READY = """\
Candor's trial desk is ready:

    {desk_url}/

Write a mail to dave@customer.example as Alice (Outlook) or Carol (Gmail), click
Track, send it, open it in Dave's inbox, and see it in the sender's sidebar.

Nothing leaves this machine. Waiting times are {seconds} s here instead of 60 to 90 s.
Candor answers at {url}; its data and keys are in
{root} and {fate}.
Ctrl-C ends everything.
"""


class Stopped(BaseException):
    """Somebody asked for the end (Ctrl-C, SIGTERM, a closed terminal)."""


@click.command(
    epilog="""\b
Examples:
  candor demo                      a first look, nothing is kept
  candor demo --data-dir ~/trial   kept; the same command continues
  candor demo --json --port 0      for scripts, on any free ports
"""
)
@click.option(
    "--port",
    type=click.IntRange(0, 65534),
    default=PORT,
    show_default=True,
    help="Candor's port; 0 takes any free one.",
)
@click.option(
    "--desk-port",
    type=click.IntRange(0, 65535),
    show_default="the one after Candor's",
    help="The trial desk's port; 0 takes any free one.",
)
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep data and keys here, to continue later; else they are removed.",
)
@click.option("--no-browser", is_flag=True, help="Open no browser.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one line of JSON when ready."
)
def demo(
    *,
    port: int,
    desk_port: int | None,
    data_dir: Path | None,
    no_browser: bool,
    as_json: bool,
) -> None:
    """Try Candor without any account: server, mail programs and an inbox."""
    closing = ""
    try:
        with _stoppable(), ExitStack() as stack:
            if desk_port is None:
                desk_port = port + 1 if port else 0
            ports = (_usable(port, "--port"), _usable(desk_port, "--desk-port"))
            place = prepare(data_dir)
            # Called last: the children must have let go of the files by then.
            stack.callback(place.leave)
            closing = place.closing
            told, children = start(stack, place, *ports)
            _announce(told, place, as_json=as_json)
            if not (no_browser or as_json) and _has_display():
                webbrowser.open(told["desk_url"])
            _until_one_ends(children)
    except Stopped:
        pass
    except (CandorError, ChildFailed, OSError) as error:
        raise click.ClickException(str(error)) from error
    finally:
        if closing:
            click.echo(closing, err=as_json)


def _announce(told: Mapping[str, Any], place: Place, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told))
        return
    words = READY.format(
        **told,
        root=place.root,
        seconds=WINDOW_SECONDS,
        fate="stay there" if place.kept else "are removed at the end",
    )
    click.echo(words)


def _until_one_ends(children: list[Child]) -> NoReturn:
    ended = threading.Event()

    def watch(child: Child) -> None:
        child.wait()
        ended.set()

    for child in children:
        threading.Thread(target=watch, args=(child,), daemon=True).start()
    ended.wait()
    gone = ", ".join(child.name for child in children if not child.is_running)
    raise ChildFailed(f"{gone} ended by itself")


def _usable(port: int, option: str) -> int:
    """Return a port that is free now; for 0 any such one."""
    if port:
        if not _is_free(port):
            raise click.ClickException(
                f"port {port} is taken: choose another with {option} "
                f"({option} 0 takes any free one)"
            )
        return port
    candidates = random.sample(FREE_PORTS, 100)
    return next(candidate for candidate in candidates if _is_free(candidate))


def _is_free(port: int) -> bool:
    try:
        socket.create_server((HOST, port)).close()
    except OSError:
        return False
    return True


def _has_display() -> bool:
    """Say whether a browser could be shown: without one a text browser would start."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextmanager
def _stoppable() -> Iterator[None]:
    """Turn the signals that ask for the end into Stopped; once is enough."""
    asked = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]

    def stop(*_args: object) -> NoReturn:
        for number in asked:
            signal.signal(number, signal.SIG_IGN)  # the end is not to be interrupted
        raise Stopped

    for number in asked:
        signal.signal(number, stop)
    yield
