"""What an issuer may answer, and how much of it."""

import gzip
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Response, redirect

from backend.identity.download import MAX_BYTES, DownloadFailed, download
from tests.identity.outside import ENTRA_KEYS, Outside


def dripping() -> Response:
    """Send a space now and then: each soon enough, all of them never."""

    def drops() -> Iterator[bytes]:
        for _ in range(100):
            yield b" "
            time.sleep(0.05)

    return Response(drops())


def bomb() -> Response:
    packed = gzip.compress(b" " * (MAX_BYTES + 1))
    return Response(packed, headers={"Content-Encoding": "gzip"})


def test_it_returns_the_document_and_its_freshness(settled: Outside) -> None:
    answer = download(settled.url + ENTRA_KEYS, timeout_seconds=3)
    assert answer.body.startswith(b'{"keys": [')
    assert answer.fresh_for == timedelta(hours=1)


def test_it_takes_64_kib_and_not_a_byte_more(outside: Outside) -> None:
    outside.answer = lambda: Response(b" " * MAX_BYTES)
    assert len(download(outside.url, timeout_seconds=3).body) == MAX_BYTES
    outside.answer = lambda: Response(b" " * (MAX_BYTES + 1))
    with pytest.raises(DownloadFailed, match="too large"):
        download(outside.url, timeout_seconds=3)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        pytest.param(lambda: Response(status=404), "status 404", id="not found"),
        pytest.param(lambda: Response(status=204), "status 204", id="no content"),
        pytest.param(lambda: redirect(ENTRA_KEYS), "status 302", id="a redirect"),
        pytest.param(bomb, "too large", id="a compressed bomb"),
        pytest.param(
            lambda: Response(b"no gzip", headers={"Content-Encoding": "gzip"}),
            "ContentDecodingError",
            id="broken compression",
        ),
        pytest.param(
            lambda: Response(iter([b"short"]), headers={"Content-Length": "6"}),
            "ChunkedEncodingError",
            id="less than announced",
        ),
    ],
)
def test_it_refuses(
    outside: Outside, answer: Callable[[], Response], said: str
) -> None:
    outside.answer = answer
    with pytest.raises(DownloadFailed, match=said):
        download(outside.url + "/elsewhere", timeout_seconds=3)
    assert outside.asked == ["/elsewhere"]


def test_it_leaves_a_server_that_drips(outside: Outside) -> None:
    outside.answer = dripping
    with pytest.raises(DownloadFailed, match="too slow"):
        download(outside.url, timeout_seconds=0.2)


def test_it_does_not_send_loopback_through_a_proxy(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert download(outside.url + ENTRA_KEYS, timeout_seconds=3).body
