"""Reads the environment once and says everything that is wrong with it at once.

What a file `.env` in the folder names counts where the environment itself says nothing.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import SplitResult, urlsplit

from bridge.late import Late
from bridge.model.errors import ConfigError

if TYPE_CHECKING:
    import dotenv
    import redis
else:
    dotenv, redis = Late("dotenv"), Late("redis")

ENV_FILE = Path(".env")
LOG_FORMAT = "%(asctime)s %(name)s %(message)s"
_N = TypeVar("_N", int, float)
_EXAMPLE_ACCOUNT = "youraccount.api-us1.com"  # as in .env.example
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Settings:
    """The environment, understood. Secrets are left out of the repr."""

    database_url: str = field(default="", repr=False)
    redis_url: str = field(default="", repr=False)
    thrivecart_secret: str = field(default="", repr=False)
    activecampaign_url: str = ""
    activecampaign_key: str = field(default="", repr=False)
    activecampaign_rate: float | None = 4  # requests a second over all workers
    rules_file: Path = Path("rules.yaml")
    console_password: str = field(default="", repr=False)  # empty: no console
    workers: int = 2
    port: int = 8000
    notify_url: str = ""  # empty: nobody is told
    notify_key: str = field(default="", repr=False)


class _Wrong(ValueError):
    """What is wrong with one value, as the second half of a sentence that names it."""


@dataclass(frozen=True)
class Variable:
    """One environment variable: what it is for, and how it is read."""

    name: str
    about: str
    read: Callable[[str], Any]
    default: str | None = None  # None: it must be set
    example: str = ""


def _text(value: str) -> str:
    return value


def _address(value: str, schemes: Iterable[str]) -> SplitResult:
    parts = urlsplit(value)
    if parts.scheme not in schemes:
        raise _Wrong(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    _ = parts.port  # raises ValueError when it is none
    return parts


def _database(value: str) -> str:
    _address(value, ("postgresql", "postgres"))
    return value


def _redis(value: str) -> str:
    parts = _address(value, ("redis", "rediss"))
    if not parts.hostname:
        raise _Wrong("names no host")
    try:
        redis.ConnectionPool.from_url(value).make_connection()
    except (TypeError, ValueError):
        raise _Wrong("has an option behind the ? that Redis does not know") from None
    return value


def _crm(value: str) -> str:
    parts = _address(value, ("https", "http"))
    if not parts.hostname:
        raise _Wrong("names no host")
    if parts.hostname == _EXAMPLE_ACCOUNT:
        raise _Wrong("is still the example: put your own account's address there")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise _Wrong("must begin with https://, so that nobody on the way can read the key")
    return value


def _rate(value: str) -> float | None:
    rate = _number(value, float)
    if rate != 0 and not 0.1 <= rate <= 1000:
        raise _Wrong("must be between 0.1 and 1000 requests a second (0: no limit of ours)")
    return rate or None


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        number = _number(value, int)
        if not lowest <= number <= highest:
            raise _Wrong(f"must be between {lowest} and {highest}")
        return number

    return read


def _number(value: str, kind: type[_N]) -> _N:
    try:
        return kind(value)
    except ValueError:
        raise _Wrong(f"must be a number, not {value[:20]!r}") from None


VARIABLES = (
    Variable("DATABASE_URL", "where Postgres is", _database,
             example="postgresql://user:password@host/name; Heroku sets it with its add-on"),
    Variable("REDIS_URL", "where Redis is", _redis,
             example="redis://host:6379; Heroku sets it with its add-on"),
    Variable("THRIVECART_SECRET", "your ThriveCart secret word", _text,
             example="ABC123DEF456; ThriveCart shows it under Settings > API & Webhooks > "
             "ThriveCart order validation"),
    Variable("ACTIVECAMPAIGN_URL", "your account's API address", _crm,
             example=f"https://{_EXAMPLE_ACCOUNT}; ActiveCampaign shows it under "
             "Settings > Developer"),
    Variable("ACTIVECAMPAIGN_KEY", "your account's API key", _text,
             example="a long row of letters and digits; ActiveCampaign shows it under "
             "Settings > Developer"),
    Variable("ACTIVECAMPAIGN_RATE", "requests a second, over all workers together", _rate, "4"),
    Variable("RULES_FILE", "the rules file", Path, "rules.yaml"),
    Variable("CONSOLE_PASSWORD", "the password of the console; without one there is none",
             _text, ""),
    Variable("WORKERS", "worker processes", _whole(1, 64), "2"),
    Variable("PORT", "the receiver's port", _whole(1, 65535), "8000"),
    Variable("NOTIFY_URL", "whom to tell that a contact's tags changed", _text, ""),
    Variable("NOTIFY_KEY", "the key for that address", _text, ""),
)  # fmt: skip


def take_env_file(file: Path = ENV_FILE) -> None:
    """Put what the file names, and the environment does not, into the environment."""
    for name, value in in_env_file(file).items():
        os.environ.setdefault(name, value)


def in_env_file(file: Path = ENV_FILE) -> dict[str, str]:
    """What the file names; nothing where there is none, or it cannot be read."""
    if not file.is_file():
        return {}
    try:
        told = dotenv.dotenv_values(file, interpolate=False)
    except (OSError, UnicodeDecodeError):
        return {}
    return {name: value for name, value in told.items() if value}


def read(environment: Mapping[str, str], needed: Iterable[str] | None = None) -> Settings:
    """Understand the environment. `needed` names the variables this program cannot do without
    (default: all that have no default). Raises ConfigError with every problem."""
    required = {v.name for v in VARIABLES if v.default is None} if needed is None else {*needed}
    problems: list[str] = []
    values: dict[str, Any] = {}
    for variable in VARIABLES:
        given = environment.get(variable.name, "").strip() or variable.default
        if not given:
            if variable.name in required:
                problems.append(f"{variable.name} is missing: {variable.about}. "
                                f"It looks like {variable.example}.")  # fmt: skip
            continue
        try:
            values[variable.name.lower()] = variable.read(given)
        except ValueError as wrong:
            problems.append(_problem(variable, wrong))
    if problems:
        raise ConfigError(problems)
    return Settings(**values)


def _problem(variable: Variable, wrong: ValueError) -> str:
    # A text of urlsplit's may quote the address, and with it a password.
    what = str(wrong) if isinstance(wrong, _Wrong) else "is not an address"
    hint = f" It looks like {variable.example}." if variable.example else ""
    return f"{variable.name} {what}.{hint}"
