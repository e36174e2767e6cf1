"""The shipped proxy files at work: nginx and Caddy before a real server.

Only names, ports and certificates are put in; every other line is the shipped one.
"""

import http.client
import ssl
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.bench.options import Options
from tests.bench.program import running
from tests.bench.table import Table
from tests.bench.tool import tool
from tests.house.company import GMAIL_PROXY, GOOGLE_ADDRESS, free_port, pixel_of
from tests.house.papers import DOCS
from tests.serving.certificate import Certificate, certificate
from tests.serving.handshake import OLD, SOMEWHERE, TLS12, TLS13, WEAK, client, spoken
from tests.serving.program import Program, program

DAVE = "dave@customer.example"
LIMIT = 16 * 1024
NGINX = """\
daemon off;
{user}
pid {directory}/nginx.pid;
error_log {directory}/log;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    include {directory}/candor.conf;
}}
"""


def measure(_: Options) -> list[Table]:
    """Return which promise each file keeps."""
    rows = [
        (name, promise, "yes" if kept else "NO")
        for name, start in (("nginx", nginx), ("Caddy", caddy))
        for promise, kept in _promises(start)
    ]
    return [Table("Proxy files", ("File", "Promise", "Kept"), rows)]


@contextmanager
def nginx(directory: Path, port: int, target: int, made: Certificate) -> Iterator[Path]:
    """Run nginx with the shipped file; yields the place of all it writes."""
    with free_port() as (_, plain):
        pass
    text = _put(
        (DOCS / "proxy/nginx.conf").read_text(encoding="utf-8"),
        {
            "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
            "    listen [::]:443 ssl http2;\n": "",
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "    listen [::]:80;\n": "",
            "127.0.0.1:8000": f"127.0.0.1:{target}",
            "/etc/candor/tls/fullchain.pem": str(made.cert),
            "/etc/candor/tls/privkey.pem": str(made.key),
        },
    )
    (directory / "candor.conf").write_text(text)
    config = directory / "nginx.conf"
    config.write_text(NGINX.format(directory=directory, user="user root;"))
    with running([tool("nginx"), "-c", str(config), "-p", str(directory)], port):
        yield directory


@contextmanager
def caddy(directory: Path, port: int, target: int, made: Certificate) -> Iterator[Path]:
    """Run Caddy with the shipped file likewise."""
    text = _put(
        (DOCS / "proxy/Caddyfile").read_text(encoding="utf-8"),
        {
            "mail.example.com, pixel.example.com {": f"https://127.0.0.1:{port} {{",
            "\ttls {\n": f"\ttls {made.cert} {made.key} {{\n",
            "127.0.0.1:8000": f"127.0.0.1:{target}",
            "\tlog default {\n": "\tadmin off\n\tauto_https disable_redirects\n"
            f"\tlog default {{\n\t\toutput file {directory}/log\n",
        },
    )
    config = directory / "Caddyfile"
    config.write_text(text)
    command = [tool("caddy"), "run", "--config", str(config), "--adapter", "caddyfile"]
    with running(command, port):
        yield directory


def _put(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        if old not in text:
            raise ValueError(f"the file has no line {old!r}")
        text = text.replace(old, new)
    return text


def _promises(start: Callable[..., Any]) -> list[tuple[str, bool]]:
    with tempfile.TemporaryDirectory() as place:
        here, beside = Path(place) / "candor", Path(place) / "proxy"
        here.mkdir()
        beside.mkdir()
        made = certificate(beside)
        with free_port() as (_, port):
            url = f"https://127.0.0.1:{port}"
        settings = {
            "CANDOR_PUBLIC_URL": url,
            "CANDOR_TRUSTED_PROXIES": "127.0.0.1/32",
        }
        with (
            program(here, **settings) as server,
            start(beside, port, server.config.port, made) as written,
        ):
            asked = Asked(port, made, server)
            found = [
                ("a client's own X-Forwarded-For is not believed", asked.unbelieved()),
                ("a sidebar waits for 25 s", asked.waits()),
                ("16 KiB go through", asked.status(LIMIT) == 422),
                ("one byte more does not", asked.status(LIMIT + 1) == 413),
                ("nothing older than TLS 1.2 is spoken", not asked.speaks_old()),
                ("of 1.2 nothing weak is spoken", not asked.speaks_weak()),
                ("TLS 1.2 and 1.3 are spoken", asked.speaks_good()),
                ("/metrics is not there", asked.get("/metrics")[0] == 404),
            ]
            server.stop()
            refused = asked.get(f"/track/open/{'A' * 32}.png")[0] == 502
            logs = "".join(
                path.read_text(errors="replace")
                for path in written.rglob("*")
                if path.is_file() and path.name == "log"
            )
        clean = not any(word in logs for word in (SOMEWHERE, "/track/", "A" * 32))
        return [
            *found,
            ("no address and no token in a log, errors too", refused and clean),
        ]


class Asked:
    """What somebody sees who asks through the proxy."""

    def __init__(self, port: int, made: Certificate, server: Program) -> None:
        self._place = ("127.0.0.1", port)
        self._context = ssl.create_default_context(cafile=str(made.cert))
        self._alice = server.person("alice")
        self._alice.http.verify = str(made.cert)

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Ask for a path from an address of our own."""
        connection = http.client.HTTPSConnection(
            *self._place,
            timeout=60,
            source_address=(SOMEWHERE, 0),
            context=self._context,
        )
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def unbelieved(self) -> bool:
        """Claim to be Google's proxy."""
        mail = self._alice.write([DAVE])
        path = "/" + pixel_of(mail["html"]).split("/", 3)[3]
        claims = {"X-Forwarded-For": GOOGLE_ADDRESS, "User-Agent": GMAIL_PROXY}
        self.get(path, **claims)
        (row,) = self._alice.message(mail["message_id"])["opens"]
        return "proxy_network_mismatch" in row["reasons"]

    def waits(self) -> bool:
        """Wait for news that do not come."""
        cursor = self._alice.feed()["cursor"]
        before = time.monotonic()
        page = self._alice.feed(after=cursor, wait=25)
        return page["messages"] == [] and time.monotonic() - before > 24

    def status(self, length: int) -> int:
        """Post that many bytes."""
        body = b'{"a": "' + b"x" * (length - 9) + b'"}'
        answer = requests.post(
            f"https://{self._place[0]}:{self._place[1]}/api/v1/messages",
            data=body,
            headers={
                "Authorization": f"Bearer {self._alice.token}",
                "Content-Type": "application/json",
            },
            verify=str(self._alice.http.verify),
            timeout=60,
        )
        return answer.status_code

    def speaks_old(self) -> bool:
        """Ask for what is too old."""
        return any(self._speaks(client(version)) for version in OLD)

    def speaks_weak(self) -> bool:
        """Ask for suites without forward secrecy or authentication."""
        return any(self._speaks(client(TLS12, cipher)) for cipher in WEAK)

    def speaks_good(self) -> bool:
        """Ask as clients of today do."""
        return all(self._speaks(client(version)) for version in (TLS12, TLS13))

    def _speaks(self, context: ssl.SSLContext) -> bool:
        try:
            spoken(self._place, context)
        except (ssl.SSLError, ConnectionError):
            return False
        return True
