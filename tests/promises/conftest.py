"""The two companies, and the two doors to them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from backend import app
from tests.house.company import Company, company


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with company(tmp_path_factory.mktemp("candor")) as running:
        yield running


@pytest.fixture(params=["the front", "Flask alone"])
def door(request: pytest.FixtureRequest, office: Company) -> Iterator[str]:
    if request.param == "the front":
        yield office.url
        return
    with flask_alone(office) as url:
        yield url


@contextmanager
def flask_alone(office: Company) -> Iterator[str]:
    """Serve the same installation without the front, one thread a request."""
    server = make_server(
        "127.0.0.1",
        0,
        app.over(office.installation),
        threaded=True,
        request_handler=Silent,
    )
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}
    )
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Silent(WSGIRequestHandler):
    """Writes no line per request."""

    def log_request(self, *_: object) -> None:
        pass
