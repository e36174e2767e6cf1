"""Opens store and keys where they lie: in a directory (SQLite) or at a database URL."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from backend.crypto.keystore import KeyStore
from backend.domain.errors import ConfigInvalid
from backend.store.moving.end import End
from backend.store.sqlite import engine as sqlite
from backend.store.sqlite import moving as sqlite_moving
from backend.store.sqlite.keystore import open_keystore as open_sqlite_keystore
from backend.store.store import Store

Place = Path | str  # a directory, or the URL of a database


def open_store(
    place: Place, *, exclusive: bool = True, may_be_away: bool = False
) -> Store:
    """Open a store for a server, or beside one; raises as the engines do.

    One on another machine `may_be_away` for now: a server begins without it.
    """
    if isinstance(place, Path):
        return sqlite.open_store(place, exclusive=exclusive)
    store: Store = postgres("engine").open_store(place, may_be_away=may_be_away)
    return store


def data_exist(place: Place) -> bool:
    """Whether a store holds any row."""
    if isinstance(place, Path):
        return sqlite.data_exist(place)
    return bool(postgres("engine").data_exist(place))


def open_keystore(place: Place) -> KeyStore:
    """Open a key store; raises as the engines do."""
    if isinstance(place, Path):
        return open_sqlite_keystore(place)
    keystore: KeyStore = postgres("keystore").open_keystore(place)
    return keystore


def data_end(place: Place, *, target: bool) -> End:
    """Open data as an end of a move; raises as the engines do."""
    if isinstance(place, Path):
        return sqlite_moving.data_end(place, target=target)
    end: End = postgres("moving").data_end(place, target=target)
    return end


def keys_end(place: Place, *, target: bool) -> End:
    """Open keys as an end of a move likewise."""
    if isinstance(place, Path):
        return sqlite_moving.keys_end(place, target=target)
    end: End = postgres("moving").keys_end(place, target=target)
    return end


def postgres(module: str) -> ModuleType:
    """Return a module of the PostgreSQL engine, which most installations do without.

    Raises ConfigInvalid when the driver is not installed.
    """
    try:
        return import_module(f"backend.store.postgres.{module}")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("backend"):
            raise
        raise ConfigInvalid(
            f"a PostgreSQL URL is set, but the driver ({error.name}) is not installed:"
            " pip install '.[postgres]'"
        ) from error
