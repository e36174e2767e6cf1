"""An installation moves from one database to another, also when it is killed at it."""

import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result

from backend.cli import main
from backend.crypto.keystore import Scope, WrappedKey
from backend.domain.errors import StoreInUse
from backend.store import places
from backend.store.moving import move as moves
from backend.store.moving.tables import DATA, KEYS, NUMBER, NUMBERED
from backend.store.places import Place
from backend.store.postgres.connection import connect
from backend.store.sqlite.connection import connect as connect_file
from backend.store.store import RecipientRow, TokenRow, Transaction
from tests.house.postgres import Server
from tests.store.people import (
    ALICE,
    ERIN,
    NORTH,
    Post,
    key,
    lookup,
    message,
    opened,
    settle,
)
from tests.store.questions import QUESTIONS, fill

MANY = 45  # messages beside the one that `fill` leaves
PAGE = 20  # rows of a batch in these tests: a table takes several
WAYS = ["sqlite to postgres", "postgres to sqlite", "sqlite to sqlite"]

DYING = """
import os, signal, sys
from backend.store import places
from backend.store.moving import move
from backend.cli import main
move.BATCH = 20
_, table, times, after, *arguments = sys.argv
left = int(times)
opened = places.data_end
def data_end(place, *, target):
    end = opened(place, target=target)
    if target:
        put = end.put
        def dying(into, rows):
            global left
            left -= into.name == table
            if left == 0 and after == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            put(into, rows)
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        end.put = dying
    return end
from backend.cli import migrate_store
import importlib
importlib.import_module("backend.cli.migrate_store").data_end = data_end
main(["migrate-store", *arguments])
"""


@pytest.fixture(params=WAYS)
def ways(
    request: pytest.FixtureRequest, tmp_path: Path, server: Server
) -> Iterator[tuple[Place, Place, Place, Place]]:
    """Return where data and keys are moved from, and where to."""
    with ExitStack() as lent:

        def two(kind: str, name: str) -> tuple[Place, Place]:
            if kind == "sqlite":
                return tmp_path / name / "data", tmp_path / name / "keys"
            return (
                lent.enter_context(server.database()),
                lent.enter_context(server.database()),
            )

        here, there = request.param.split(" to ")
        data_from, keys_from = two(here, "from")
        data_to, keys_to = two(there, "to")
        yield data_from, keys_from, data_to, keys_to


@pytest.fixture(autouse=True)
def _several_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moves, "BATCH", PAGE)


def company(place: Place) -> None:
    """Leave something in every table, and several batches of messages."""
    with closing(places.open_store(place)) as store:
        store.write(settle).result()
        fill(store)
        store.write(many).result()


def many(tx: Transaction) -> None:
    for number in range(MANY):
        row = message(f"message {number}")
        people = [RecipientRow(ERIN, b"sealed" if number % 2 else None)]
        token = TokenRow(lookup(f"message {number}"), "open", row.org_id, row.id)
        tx.add_message(row, people, [token])
        tx.add_opens([(row, opened(f"open {number}", number))])
    tx.add_unit(NORTH.id, key("unit"), "Office", "US")
    tx.set_drained(key("spool"), 7)


def migrate(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["migrate-store", *map(str, arguments)])


def everything(place: Place) -> list[object]:
    """Return what a server tells of what it holds."""
    with closing(places.open_store(place)) as store, store.read() as reader:
        return [
            reader.organisations(),
            reader.messages_before(NORTH.id, ALICE.id, None, 2 * MANY),
            reader.opens(
                NORTH.id,
                [message(f"message {number}").id for number in range(MANY)],
            ),
            reader.drained(key("spool")),
            *(ask(reader, NORTH.id, ALICE.id) for ask in QUESTIONS.values()),
        ]


def test_it_moves_everything_and_says_so(
    ways: tuple[Place, Place, Place, Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = importlib.import_module("backend.cli.migrate_store")
    monkeypatch.setattr(module, "TELL_SECONDS", 0)
    source, _, target, _ = ways
    company(source)
    done = migrate("--json", source, target)
    assert done.exit_code == 0, done.output
    told = {each["table"]: each for each in json.loads(done.stdout)["tables"]}
    assert set(told) == {table.name for table in DATA}
    assert all(each["same"] for each in told.values())
    assert told["message"]["rows"] == told["message"]["rows_there"] == MANY + 1
    assert f"message: {PAGE} of {MANY + 1}" in done.stderr
    assert everything(target) == everything(source)


def test_it_lets_the_moved_store_go_on_where_the_old_one_was(
    ways: tuple[Place, Place, Place, Place],
) -> None:
    source, _, target, _ = ways
    company(source)
    assert migrate(source, target).exit_code == 0
    with closing(places.open_store(target)) as store:
        post = Post(store)
        # of the same second as the one that was moved: the later one counts
        draft = message(f"message {MANY - 1}").draft_key
        later = post.issue("later", draft_key=draft)
        with store.read() as reader:
            found = reader.message_by_draft(NORTH.id, ALICE.id, draft)
            before = reader.change(NORTH.id, ALICE.id)
        assert found == later
        (moved,) = post.move(later)
        assert moved.change == before + 1


def killed_midway(
    source: Place, target: Place, table: str, times: int, after: str, *more: Place
) -> None:
    words = (table, times, after, source, target, *more)
    killed = subprocess.run(
        [sys.executable, "-c", DYING, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr


def empty(place: Place, said: str, server: Server) -> None:
    """Do what was said to make a place empty."""
    if isinstance(place, Path):
        assert f"delete {place}/candor.db, candor.db-wal and candor.db-shm" in said
        for part in ("", "-wal", "-shm"):
            (place / f"candor.db{part}").unlink(missing_ok=True)
    else:
        name = urlsplit(place).path.removeprefix("/")
        assert f"/{name} and create it anew" in said
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")


@pytest.mark.parametrize(("table", "times"), [("message", 2), ("open", 1)])
def test_it_says_how_to_begin_again_when_it_was_served_meanwhile(
    ways: tuple[Place, Place, Place, Place], server: Server, table: str, times: int
) -> None:
    source, _, target, _ = ways
    company(source)
    killed_midway(source, target, table, times, "after")
    # The move took too long, so alice's company goes on working where it was.
    with closing(places.open_store(source)) as store:
        post = Post(store)
        for number in range(20):
            # some come behind what was moved, some before it
            post.issue(f"written meanwhile {number}")
            post.fetch(message(f"message {number}"), opened(f"meanwhile {number}"))
    for _ in range(2):
        said = refused(source, target)
        assert "FROM has changed" in said
        assert f"stop every server on {place_of(source)};" in said
    with pytest.raises(StoreInUse) as held:
        places.open_store(target)
    for told in (said, str(held.value)):
        empty(target, told, server)
    done = migrate("--json", source, target)
    assert done.exit_code == 0, done.output
    assert everything(target) == everything(source)


def test_it_says_to_begin_again_with_the_keys_too(tmp_path: Path) -> None:
    source, keys_from, target, keys_to = (
        tmp_path / name for name in ("data", "keys", "new", "new keys")
    )
    company(source)
    with closing(places.open_keystore(keys_from)) as keystore:
        kept = keystore.add(a_key("dave"))
        both = ("--keys", keys_from, keys_to)
        killed_midway(source, target, "open", 1, "after", *both)
        keystore.reserve(kept.id, 5)
    said = refused(source, target, *both)
    assert f"delete {keys_to}/keys.db, keys.db-wal and keys.db-shm;" in said
    assert f"delete {target}/candor.db," in said


def place_of(place: Place) -> str:
    with closing(places.data_end(place, target=False)) as end:
        return end.place


@pytest.mark.parametrize("after", ["before", "after"])
@pytest.mark.parametrize(("table", "times"), [("message", 2), ("open", 1)])
def test_it_goes_on_where_it_was_killed(
    ways: tuple[Place, Place, Place, Place], table: str, times: int, after: str
) -> None:
    source, _, target, _ = ways
    company(source)
    killed_midway(source, target, table, times, after)
    with pytest.raises(StoreInUse, match="migrate-store"):
        places.open_store(target)
    done = migrate("--json", source, target)
    assert done.exit_code == 0, done.output
    assert all(each["same"] for each in json.loads(done.stdout)["tables"])
    assert "organisation: " not in done.stderr  # it was there already
    assert everything(target) == everything(source)


# keys


def a_key(owner: str) -> WrappedKey:
    return WrappedKey(0, Scope.SUBJECT, NORTH.id, key(owner), 1, os.urandom(62))


def test_it_moves_keys_and_never_gives_a_number_twice(
    ways: tuple[Place, Place, Place, Place],
) -> None:
    source, keys_from, target, keys_to = ways
    company(source)
    with closing(places.open_keystore(keys_from)) as keystore:
        kept = [keystore.add(a_key(f"person {number}")) for number in range(30)]
        keystore.reserve(kept[0].id, 5)
        gone = keystore.add(a_key("gone"))
        keystore.destroy(Scope.SUBJECT, NORTH.id, key("gone"))
    done = migrate(source, target, "--keys", keys_from, keys_to)
    assert done.exit_code == 0, done.output
    assert "wrapped_key" in done.stdout
    with closing(places.open_keystore(keys_to)) as keystore:
        assert [keystore.get(each.id) for each in kept] == kept
        assert keystore.reserve(kept[0].id, 1) == 6
        assert keystore.add(a_key("new")).id == gone.id + 1


def test_it_remembers_that_there_were_keys(
    ways: tuple[Place, Place, Place, Place],
) -> None:
    source, keys_from, target, keys_to = ways
    company(source)
    with closing(places.open_keystore(keys_from)) as keystore:
        keystore.add(a_key("gone"))
        keystore.destroy(Scope.SUBJECT, NORTH.id, key("gone"))
    assert migrate(source, target, "--keys", keys_from, keys_to).exit_code == 0
    with closing(places.open_keystore(keys_to)) as keystore:
        assert not keystore.empty()


# what is refused


def refused(*arguments: object) -> str:
    done = migrate(*arguments)
    assert done.exit_code != 0
    return done.output


def test_it_does_not_move_under_a_server(
    ways: tuple[Place, Place, Place, Place],
) -> None:
    source, _, target, _ = ways
    company(source)
    with closing(places.open_store(source)):
        assert "Stop" in refused(source, target)
    with closing(places.open_store(target)):
        assert "Stop" in refused(source, target)
    assert migrate(source, target).exit_code == 0


def test_it_does_not_mix_what_it_moves_with_what_is_there(
    ways: tuple[Place, Place, Place, Place],
) -> None:
    source, _, target, _ = ways
    company(source)
    with closing(places.open_store(target)) as store:
        store.write(settle).result()
    before = everything(target)
    assert "not empty" in refused(source, target)
    assert everything(target) == before


def half(source: Place, target: Place) -> None:
    with (
        closing(places.data_end(source, target=False)) as here,
        closing(places.data_end(target, target=True)) as there,
    ):
        there.begin(here.place)


def test_it_finishes_one_move_before_another(tmp_path: Path, database: str) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    company(first)
    company(second)
    half(first, database)
    assert str(first) in refused(second, database)
    assert str(first) in refused(database, tmp_path / "third")
    assert migrate(first, database).exit_code == 0


def test_it_moves_nothing_from_nowhere(tmp_path: Path, database: str) -> None:
    assert "there is no" in refused(tmp_path / "nowhere", database)
    assert "nothing of Candor's" in refused(database, tmp_path / "to")
    company(tmp_path / "from")
    keys = (tmp_path / "no keys", tmp_path / "to keys")
    assert "there is no" in refused(tmp_path / "from", tmp_path / "to", "--keys", *keys)


def test_it_moves_nothing_of_another_version(tmp_path: Path, database: str) -> None:
    company(tmp_path)
    with closing(connect_file(tmp_path / "candor.db", busy_seconds=1)) as connection:
        connection.execute("ALTER TABLE unit ADD COLUMN colour TEXT")
    assert "another version" in refused(tmp_path, database)


def test_it_shows_no_password(tmp_path: Path) -> None:
    company(tmp_path)
    for url in (
        "postgresql://candor:hemlig@127.0.0.1:1/candor",
        "postgresql://candor:hemlig@db.example/candor",
        "postgresql://candor:hem/lig@127.0.0.1/candor",
    ):
        said = refused(tmp_path, url)
        assert "lig" not in said


# what differs is found


def alter(target: Place) -> None:
    statement = "UPDATE open SET client = 'robot' WHERE age_seconds = 3"
    if isinstance(target, Path):
        with closing(connect_file(target / "candor.db", busy_seconds=1)) as connection:
            connection.execute(statement)
    else:
        with connect(target) as connection:
            connection.execute(statement)


def test_it_serves_nothing_that_arrived_otherwise(
    ways: tuple[Place, Place, Place, Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, _, target, _ = ways
    company(source)
    compare = moves._compare

    def altered(pair: moves.Pair, *rest: object) -> moves.Moved:
        alter(target)
        return compare(pair, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(moves, "_compare", altered)
    said = refused(source, target)
    assert "DIFFERS" in said
    assert said.count("DIFFERS") == 1
    with pytest.raises(StoreInUse):
        places.open_store(target)


# the list of tables


def test_it_knows_every_table_and_its_key(database: str, tmp_path: Path) -> None:
    with ExitStack() as lent:
        keys_url = tmp_path
        places.open_store(database).close()
        places.open_keystore(keys_url).close()
        connection = lent.enter_context(connect(database))
        rows = connection.execute(
            "SELECT relname::text, (SELECT array_agg(attname::text ORDER BY place)"
            " FROM unnest(conkey) WITH ORDINALITY AS part (number, place)"
            " JOIN pg_attribute ON attrelid = conrelid AND attnum = number)"
            " FROM pg_class JOIN pg_constraint ON conrelid = pg_class.oid"
            " WHERE contype = 'p' AND relnamespace = current_schema()::regnamespace"
        ).fetchall()
        numbered = connection.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = %s"
            " AND table_schema = current_schema()",
            (NUMBER,),
        ).fetchall()
    found = {name: tuple(key) for name, key in rows if not name.startswith("_")}
    assert {table.name: table.key for table in DATA} == found
    assert {name for (name,) in numbered} == NUMBERED
    assert [table.name for table in KEYS] == ["wrapped_key"]
