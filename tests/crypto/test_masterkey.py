import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from backend.crypto.masterkey import create, load, provided_places
from backend.domain.errors import KeyMissing, KeyUnsafe


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "master.key"
    create(path)
    return path


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    return data_dir


def test_it_makes_a_key_for_the_owner_alone(path: Path, data_dir: Path) -> None:
    key = load(path, data_dir)
    assert len(key) == 32
    assert path.read_bytes() == key
    assert path.stat().st_mode & 0o7777 == 0o600
    assert path.parent.stat().st_mode & 0o7777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_it_makes_another_key_each_time(tmp_path: Path, data_dir: Path) -> None:
    paths = [tmp_path / name for name in ("one", "two")]
    for each in paths:
        create(each)
    assert load(paths[0], data_dir) != load(paths[1], data_dir)


def test_it_never_replaces_a_key(path: Path, data_dir: Path) -> None:
    key = load(path, data_dir)
    create(path)
    assert load(path, data_dir) == key


def test_it_leaves_nothing_behind_when_the_disk_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(OSError, match="Input/output"):
        create(tmp_path / "keys" / "master.key")
    assert list((tmp_path / "keys").iterdir()) == []


def test_it_makes_one_key_whoever_creates_first(tmp_path: Path, data_dir: Path) -> None:
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(4)
    paths = [tmp_path / str(n) / "master.key" for n in range(10)]
    seen = context.Queue()
    creators = [
        context.Process(target=_create_all, args=(paths, data_dir, gate, seen))
        for _ in range(4)
    ]
    for creator in creators:
        creator.start()
    keys = {tuple(seen.get(timeout=60)) for _ in creators}
    for creator in creators:
        creator.join()
    assert len(keys) == 1
    assert len(set(*keys)) == len(paths)
    assert [len(list(each.parent.iterdir())) for each in paths] == [1] * len(paths)


def _create_all(
    paths: list[Path],
    data_dir: Path,
    gate: Barrier,
    seen: "multiprocessing.Queue[list[bytes]]",
) -> None:
    keys = []
    for path in paths:
        gate.wait(60)
        create(path)
        keys.append(load(path, data_dir))
    seen.put(keys)


def test_it_says_that_the_key_is_missing(tmp_path: Path, data_dir: Path) -> None:
    with pytest.raises(KeyMissing, match="restore it from its backup"):
        load(tmp_path / "keys" / "master.key", data_dir)
    assert list(tmp_path.iterdir()) == [data_dir]


def _other_mode(mode: int) -> Callable[[Path], None]:
    return lambda path: path.chmod(mode)


def _content(content: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(content)

    return write


def _link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


def _directory(path: Path) -> None:
    path.unlink()
    path.mkdir(0o600)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


@pytest.mark.parametrize(
    ("spoil", "advice"),
    [
        pytest.param(_other_mode(0o640), "chmod 600", id="group may read"),
        pytest.param(_other_mode(0o604), "chmod 600", id="all may read"),
        pytest.param(_other_mode(0o620), "chmod 600", id="group may write"),
        pytest.param(_other_mode(0o601), "chmod 600", id="all may execute"),
        pytest.param(_content(b""), "32 random bytes", id="empty"),
        pytest.param(_content(os.urandom(31)), "32 random bytes", id="short"),
        pytest.param(_content(os.urandom(33)), "32 random bytes", id="long"),
        pytest.param(_content(bytes(32)), "32 random bytes", id="place-holder"),
        pytest.param(_link, "plain file", id="link"),
        pytest.param(_directory, "plain file", id="directory"),
        pytest.param(_pipe, "plain file", id="pipe"),
    ],
)
def test_it_refuses_an_unsafe_key_and_says_what_to_do(
    path: Path, data_dir: Path, spoil: Callable[[Path], None], advice: str
) -> None:
    spoil(path)
    with pytest.raises(KeyUnsafe, match=advice):
        load(path, data_dir)


def test_it_refuses_a_key_of_another_user(
    path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: somebody)
    with pytest.raises(KeyUnsafe, match="chown"):
        load(path, data_dir)


def test_it_refuses_a_key_among_the_data(tmp_path: Path, data_dir: Path) -> None:
    inside = data_dir / "keys" / "master.key"
    create(inside)
    with pytest.raises(KeyUnsafe, match="move it out"):
        load(inside, data_dir)
    # nor by a detour through a directory that only looks like another one
    (tmp_path / "elsewhere").symlink_to(data_dir / "keys")
    with pytest.raises(KeyUnsafe, match="move it out"):
        load(tmp_path / "elsewhere" / "master.key", data_dir)
    with pytest.raises(KeyUnsafe, match="move it out"):
        load(tmp_path / "x" / ".." / "data" / "keys" / "master.key", data_dir)


def test_it_never_shows_the_key_in_a_refusal(path: Path, data_dir: Path) -> None:
    path.write_bytes(b"K" * 31)
    with pytest.raises(KeyUnsafe) as refused:
        load(path, data_dir)
    assert "KKK" not in str(refused.value)


# places where the system provides the key


def test_it_looks_where_systemd_and_containers_put_secrets() -> None:
    container = Path("/run/secrets/candor_master_key")
    assert provided_places({}) == (container,)
    assert provided_places({"CREDENTIALS_DIRECTORY": "/run/credentials/candor"}) == (
        Path("/run/credentials/candor/candor_master_key"),
        container,
    )


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o444, 0o600])
def test_it_takes_the_provided_key_first(
    tmp_path: Path, path: Path, data_dir: Path, mode: int
) -> None:
    provided, key = tmp_path / "candor_master_key", os.urandom(32)
    provided.write_bytes(key)
    provided.chmod(mode)
    places = [tmp_path / "none" / "candor_master_key", provided]
    assert load(path, data_dir, provided=places) == key


def test_it_takes_the_configured_key_where_none_is_provided(
    tmp_path: Path, path: Path, data_dir: Path
) -> None:
    places = [tmp_path / "none" / "candor_master_key"]
    assert load(path, data_dir, provided=places) == path.read_bytes()


def test_it_does_not_pass_over_an_unsafe_provided_key(
    tmp_path: Path, path: Path, data_dir: Path
) -> None:
    provided = tmp_path / "candor_master_key"
    provided.write_bytes(os.urandom(32))
    provided.chmod(0o666)
    with pytest.raises(KeyUnsafe, match="chmod"):
        load(path, data_dir, provided=[provided])
    provided.unlink()
    provided.symlink_to(path)
    with pytest.raises(KeyUnsafe, match="plain file"):
        load(path, data_dir, provided=[provided])
