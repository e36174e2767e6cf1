"""The reference: nginx answering an image of 43 bytes from memory, one worker."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.program import running
from tests.bench.target import Target
from tests.bench.tool import tool
from tests.house.company import free_port

# All that mature servers are told to do for speed; nothing is logged, as with us.
CONFIG = """\
{user}
daemon off;
worker_processes 1;
pid {directory}/nginx.pid;
error_log {directory}/error.log crit;
events {{ worker_connections 8192; multi_accept on; }}
http {{
    access_log off;
    keepalive_requests 1000000;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location /track/open/ {{ empty_gif; }}
    }}
}}
"""


@contextmanager
def nginx(directory: Path) -> Iterator[Target]:
    """Run the reference."""
    program = tool("nginx")
    directory.mkdir()
    with free_port() as (_, port):
        pass
    config = directory / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(CONFIG.format(directory=directory, port=port, user=user))
    with running([program, "-c", str(config), "-p", str(directory)], port) as pid:
        yield Target("nginx empty_gif", port, pid)
