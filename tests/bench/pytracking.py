"""pytracking 0.2.2 as its papers show it, with one row per open."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.bench.peer import Peer, done, written
from tests.bench.program import running
from tests.bench.target import Target
from tests.house.company import free_port

PACKAGES = (
    *("pytracking==0.2.2", "django>=5.2,<6", "django-ipware", "cryptography"),
    "gunicorn>=23,<28",
)
THREADS = 8
SITE = """
import os
import sys

import django
import pytracking
from django.conf import settings
from django.core.wsgi import get_wsgi_application

KEY = b"vXkG5VwhGZ0SJ0yV6h5sVd3Tg5hXb9c3bZ3mFJ6mJ3k="
settings.configure(
    SECRET_KEY="only for one run",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    DATABASES={"default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["PEER_DATABASE"],
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }},
    PYTRACKING_CONFIGURATION={
        "base_open_tracking_url": "http://127.0.0.1/open/",
        "encryption_bytestring_key": KEY,
    },
)
django.setup()

from django.db import connection, models
from django.urls import path
from django.utils import timezone
from pytracking.django import OpenTrackingView


class Open(models.Model):
    recipient = models.CharField(max_length=255)
    agent = models.TextField(null=True)
    address = models.CharField(max_length=64, null=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "peer"


class Opened(OpenTrackingView):
    def notify_tracking_event(self, result):
        Open.objects.create(
            recipient=result.metadata["recipient"],
            agent=result.request_data["user_agent"],
            address=result.request_data["user_ip"],
            at=timezone.now(),
        )


urlpatterns = [path("open/<path:path>", Opened.as_view())]
application = get_wsgi_application()


if __name__ == "__main__":
    with connection.schema_editor() as editor:
        editor.create_model(Open)
    for number in range(int(sys.argv[1])):
        url = pytracking.get_open_tracking_url(
            {"recipient": f"dave{number}@customer.example"},
            base_open_tracking_url="http://127.0.0.1/open/",
            encryption_bytestring_key=KEY,
        )
        print(url.removeprefix("http://127.0.0.1"))
"""


@contextmanager
def pytracking(directory: Path, tokens: int) -> Iterator[Peer]:
    """Install it into a virtual environment of its own and serve it."""
    environment, database = directory / "venv", directory / "opens.db"
    site = written(directory / "site" / "peer_site.py", SITE)
    environ = {"PEER_DATABASE": str(database)}
    done([sys.executable, "-m", "venv", str(environment)])
    python = str(environment / "bin" / "python")
    done([python, "-m", "pip", "install", "--quiet", *PACKAGES])
    paths = done([python, str(site), str(tokens)], environ=environ).split()
    with free_port() as (_, port):
        pass
    command = [
        *(str(environment / "bin" / "gunicorn"), "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--threads", str(THREADS)),
        *("--no-control-socket", "--log-level", "error", "peer_site:application"),
    ]
    with running(command, port, environ=environ, directory=str(site.parent)) as pid:
        yield Peer(
            Target("pytracking 0.2.2", port, pid),
            f"gunicorn, {THREADS} threads; encrypted path; a row in SQLite, WAL, FULL",
            paths,
            lambda: _count(database),
        )


def _count(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM peer_open").fetchone()
    return int(count)
