"""The settings that name databases: what is refused, and that no password shows."""

import pytest

from backend.config import Config
from backend.domain.errors import ConfigInvalid

PASSWORD = "hemlig%2Fpass"
REMOTE = f"postgresql://candor:{PASSWORD}@db.north.example/candor?sslmode=verify-full"
KEYS = REMOTE.replace("db.north", "keys.north")


def settings(**more: str) -> Config:
    return Config.read(
        {
            "CANDOR_PUBLIC_URL": "https://mail.north.example",
            "CANDOR_DATA_DIR": "/var/lib/candor",
            "CANDOR_KEY_DIR": "/etc/candor/keys",
            **more,
        },
        {},
    )


def test_it_keeps_everything_in_directories_unless_told() -> None:
    config = settings()
    assert config.data == config.data_dir
    assert config.keys == config.key_dir


def test_it_keeps_data_and_keys_where_the_urls_say() -> None:
    config = settings(CANDOR_DATABASE_URL=REMOTE, CANDOR_KEYS_URL=KEYS)
    assert config.data == REMOTE
    assert config.keys == KEYS


def test_it_shows_no_password() -> None:
    config = settings(CANDOR_DATABASE_URL=REMOTE, CANDOR_KEYS_URL=KEYS)
    assert "hemlig" not in repr(config)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://candor@127.0.0.1/candor",
        "postgresql://candor@[::1]:5433/candor",
        "postgres://candor@/candor?host=/run/postgresql",
        "postgresql:///candor",
        "postgresql://a.example:5432,b.example/candor?sslmode=verify-full",
    ],
)
def test_it_takes(url: str) -> None:
    assert settings(CANDOR_DATABASE_URL=url).database_url == url


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"mysql://candor:{PASSWORD}@127.0.0.1/candor", "postgresql://"),
        (f"postgresql://candor:{PASSWORD}@127.0.0.1/", "postgresql://"),
        (f"postgresql://candor:{PASSWORD}@127.0.0.1/candor#x", "postgresql://"),
        ("postgresql://candor:hemlig/pass@127.0.0.1/candor", "%XX"),
        ("postgresql://candor:hemlig?pass@127.0.0.1/candor", "%XX"),
        (f"postgresql://candor:{PASSWORD}@db.north.example/candor", "verify-full"),
        (REMOTE.replace("verify-full", "prefer"), "verify-full"),
        (f"postgresql://candor:{PASSWORD}@127.0.0.1,b.example/candor", "encrypted"),
    ],
)
def test_it_refuses_and_keeps_the_password_to_itself(url: str, said: str) -> None:
    with pytest.raises(ConfigInvalid, match="CANDOR_DATABASE_URL") as refused:
        settings(CANDOR_DATABASE_URL=url)
    assert said in str(refused.value)
    assert "hemlig" not in str(refused.value)


@pytest.mark.parametrize(
    "keys",
    [
        REMOTE,
        REMOTE.replace("candor:", "other:"),
        REMOTE.replace("db.north.example", "DB.north.example:5432"),
        REMOTE + "&application_name=keys",
    ],
)
def test_it_wants_the_keys_in_another_database(keys: str) -> None:
    with pytest.raises(ConfigInvalid, match="CANDOR_KEYS_URL") as refused:
        settings(CANDOR_DATABASE_URL=REMOTE, CANDOR_KEYS_URL=keys)
    assert "hemlig" not in str(refused.value)
