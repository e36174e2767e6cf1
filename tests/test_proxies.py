"""The shipped proxy files hold the lines that privacy and waiting sidebars need.

`python -m tests.bench proxies` runs both files in front of a real server.
"""

import re

import pytest

from backend.cli.serve import HEAD_MILLISECONDS
from backend.web.api.requests import FeedQuery
from tests.house.papers import DOCS, text

NGINX, CADDY = (text(DOCS / "proxy" / name) for name in ("nginx.conf", "Caddyfile"))
LONGEST_WAIT = FeedQuery.model_json_schema()["properties"]["wait"]["maximum"]


def said(paper: str) -> list[str]:
    """Return a file's lines without comments and blanks."""
    lines = (line.strip() for line in paper.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def test_it_lets_nginx_log_nothing_anywhere() -> None:
    lines = said(NGINX)
    servers = lines.count("server {")
    assert servers == 2
    assert lines.count("access_log off;") == servers
    assert lines.count("error_log /dev/null crit;") == servers
    assert [line for line in lines if "_log " in line] == [
        "access_log off;",
        "error_log /dev/null crit;",
    ] * servers


def test_it_lets_caddy_log_no_request() -> None:
    lines = said(CADDY)
    assert [line for line in lines if line.split()[0] == "log"] == ["log default {"]
    excluded = next(line for line in lines if line.startswith("exclude "))
    assert {"http.log.error", "http.handlers.reverse_proxy"} <= set(excluded.split())


@pytest.mark.parametrize(
    ("paper", "line"),
    [
        # set, not added to
        (NGINX, "proxy_set_header X-Forwarded-For $remote_addr;"),
        (NGINX, 'proxy_set_header Forwarded "";'),
        (CADDY, "header_up X-Forwarded-For {remote_host}"),
        (CADDY, "header_up -Forwarded"),
        # what is the mail's does not get through, nor to the proxy's disk
        (NGINX, "client_max_body_size 16k;"),
        (NGINX, "client_body_buffer_size 16k;"),
        (CADDY, "max_size 16KiB"),
        # TLS
        (NGINX, "ssl_protocols TLSv1.2 TLSv1.3;"),
        (NGINX, "ssl_session_tickets off;"),
        (NGINX, "ssl_early_data off;"),
        (CADDY, "protocols tls1.2 tls1.3"),
        (CADDY, "protocols h1 h2"),
        # the operator's numbers are not for everybody
        (NGINX, "location = /metrics {"),
        (CADDY, "respond /metrics 404"),
        # nothing is kept, nothing is asked twice
        (NGINX, "proxy_cache off;"),
        (NGINX, "proxy_next_upstream off;"),
    ],
)
def test_it_says(paper: str, line: str) -> None:
    assert line in said(paper)


@pytest.mark.parametrize("paper", [NGINX, CADDY], ids=["nginx", "Caddy"])
def test_it_speaks_1_2_with_forward_secrecy_and_authenticated_ciphers_only(
    paper: str,
) -> None:
    line = next(
        line for line in said(paper) if line.startswith(("ssl_ciphers", "ciphers"))
    )
    suites = re.split("[ :]", line.rstrip(";"))[1:]
    assert len(suites) == 6
    for suite in suites:
        assert re.search("ECDHE.*(GCM|CHACHA20_POLY1305|CHACHA20-POLY1305)", suite)


@pytest.mark.parametrize(
    ("paper", "name"),
    [
        (NGINX, "proxy_read_timeout"),
        (CADDY, "response_header_timeout"),
        (CADDY, "write"),
    ],
)
def test_it_is_more_patient_than_a_waiting_sidebar(paper: str, name: str) -> None:
    (line,) = (line for line in said(paper) if line.split()[0] == name)
    seconds = int(re.sub("[^0-9]", "", line.split()[1]))
    assert seconds >= LONGEST_WAIT + 5


def test_it_lets_go_of_a_connection_before_the_server_does() -> None:
    idle = HEAD_MILLISECONDS // 1000
    assert idle > 20
    assert "keepalive_timeout 20s;" in said(NGINX)
    assert "keepalive 20s" in said(CADDY)
