"""Reads the environment once and says everything that is wrong with it at once. What belongs to a
destination is read by that one's vendor.

What a file `.env` in the folder names counts where the environment itself says nothing.
"""

import os
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Any

from dotenv.parser import Binding, parse_stream

from bridge.destinations import registry
from bridge.destinations.account import AccountSettings, needed_by, settings_of_accounts
from bridge.model import Destination
from bridge.model.errors import ConfigError
from bridge.model.text import join_and
from bridge.model.variable import (
    Variable,
    WrongValueError,
    read_address,
    read_text,
    read_variables,
    whole_number,
)

ENV_FILE = Path(".env")
LOG_FORMAT = "%(asctime)s %(name)s %(message)s"


@dataclass(frozen=True)
class Settings:
    """The environment, understood. Secrets are left out of the repr."""

    database_url: str = field(default="", repr=False)
    redis_url: str = field(default="", repr=False)
    thrivecart_secret: str = field(default="", repr=False)
    rules_file: Path = Path("rules.yaml")
    console_password: str = field(default="", repr=False)  # empty: no console
    proxy_hops: int = 0
    workers: int = 2
    keep_days: int = 90
    port: int = 8000
    notify_url: str = ""  # empty: nobody is told
    notify_key: str = field(default="", repr=False)


def _database(value: str) -> str:
    read_address(value, ("postgresql", "postgres"))
    return value


def _redis(value: str) -> str:
    parts = read_address(value, ("redis", "rediss"))
    if not parts.hostname:
        raise WrongValueError("names no host")
    if not (parts.path.strip("/") or "0").isdecimal():  # else Redis would take its first
        raise WrongValueError("must name its database by a number behind the host, such as /0")
    # Here, since it takes a third of the time that `bridge check` has to start.
    from redis import ConnectionPool

    try:
        ConnectionPool.from_url(value).make_connection()
    except (TypeError, ValueError):
        raise WrongValueError("has an option behind the ? that Redis does not know") from None
    return value


VARIABLES = (
    Variable("DATABASE_URL", "where Postgres is", _database,
             example="postgresql://user:password@host/name; Heroku sets it with its add-on"),
    Variable("REDIS_URL", "where Redis is", _redis,
             example="redis://host:6379; Heroku sets it with its add-on"),
    Variable("THRIVECART_SECRET", "your ThriveCart secret word", read_text,
             example="ABC123DEF456; ThriveCart shows it under Settings > API & Webhooks > "
             "ThriveCart order validation"),
    *(each for vendor in registry.vendors().values() for each in vendor.settings),
    Variable("RULES_FILE", "the rules file", Path, "rules.yaml"),
    Variable("CONSOLE_PASSWORD", "the password of the console; without one there is none",
             read_text, ""),
    Variable("PROXY_HOPS", "how many proxies of yours stand before the receiver (1 on Heroku): their "
             "word on who asks is taken", whole_number(0, 10), "0"),
    Variable("WORKERS", "worker processes", whole_number(1, 64), "2"),
    Variable("KEEP_DAYS", "for how many days it is kept what the cart sent, word for word, and "
             "each call to the CRM", whole_number(1, 36_500), "90"),
    Variable("PORT", "the receiver's port", whole_number(1, 65535), "8000"),
    Variable("NOTIFY_URL", "whom to tell that a contact's tags changed", read_text, ""),
    Variable("NOTIFY_KEY", "the key for that address", read_text, ""),
)  # fmt: skip


_OF_DESTINATIONS = {v.name for each in registry.vendors().values() for v in each.settings}
_OURS = tuple(each for each in VARIABLES if each.name not in _OF_DESTINATIONS)
_REQUIRED = {each.name for each in _OURS if each.default is None}


def take_env_file(file: Path = ENV_FILE) -> None:
    """Put what the file names, and the environment does not, into the environment."""
    for name, value in in_env_file(file).items():
        os.environ.setdefault(name, value)
    time.tzset()  # it may name TZ


def in_env_file(file: Path = ENV_FILE) -> dict[str, str]:
    """What the file names; nothing where there is none, or it cannot be read."""
    try:
        return {each.key: each.value for each in _bindings(file) if each.key and each.value}
    except (OSError, ValueError):
        return {}


def mistakes_in_env_file(file: Path = ENV_FILE) -> list[str]:
    """What of the file does not count, or not as it looks; no value is in it."""
    try:
        bindings = _bindings(file)
    except OSError as error:
        return [f"{file} cannot be read ({error.strerror}), so nothing of it counts."]
    except ValueError:
        return [f"{file} is not UTF-8, so nothing of it counts. Save it anew, as UTF-8."]
    mistakes = []
    lines: dict[str, list[str]] = {}
    for each in bindings:
        place = f"{file} line {_line(each)}"
        if each.error:
            mistakes.append(f"{place} does not count: it is no NAME=value, or a quote has no end.")
        elif each.key:
            lines.setdefault(each.key, []).append(str(_line(each)))
            if near := _meant(each.key):
                mistakes.append(f"{place}: there is no setting {each.key}. Did you mean {near}?")
    return mistakes + [
        f"{file} names {name} on lines {join_and(those)}: the last one counts."
        for name, those in lines.items()
        if len(those) > 1
    ]


def _meant(name: str) -> str:
    """The setting that is called nearly so; "" for one, and for a name like none."""
    names = [each.name for each in VARIABLES]
    if any(name.endswith(f"_{each}") for each in _OF_DESTINATIONS):
        return ""  # of a destination with a name of its own
    near = get_close_matches(name.upper(), names, 1, 0.9)
    return "" if name in names or not near else near[0]


def _bindings(file: Path) -> list[Binding]:
    """None where there is no file. Raises OSError, and ValueError for what is no UTF-8."""
    text = file.read_text(encoding="utf-8-sig") if file.is_file() else ""
    return list(parse_stream(StringIO(text)))


def _line(binding: Binding) -> int:
    """Where it begins: the parser counts the empty lines above as its own."""
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")


def read(environment: Mapping[str, str], needed: Iterable[str] | None = None) -> Settings:
    """Understand what is not a destination's. `needed` names the variables this program cannot do
    without (default: all that have no default). Raises ConfigError with every problem."""
    required = _REQUIRED if needed is None else {*needed}
    values, problems = _read_own(environment, required)
    if problems:
        raise _set_up_wrongly(problems, environment, required)
    return _settings(values)


def read_all(
    environment: Mapping[str, str], destinations: Sequence[Destination] = ()
) -> tuple[Settings, dict[str, AccountSettings]]:
    """All that the workers need, and the accounts of these destinations by their names; of the
    first vendor for which there are settings, where none is named. Raises ConfigError with every
    problem."""
    vendor = registry.configured(environment)
    destinations = destinations or (Destination(vendor, vendor),)
    required = _REQUIRED
    values, problems = _read_own(environment, required)
    try:
        accounts = settings_of_accounts(destinations, environment)
        problems += _same_accounts(accounts.values())
    except ConfigError as error:
        problems += error.problems
    if problems:
        required = _REQUIRED | {
            name for each in destinations for name in needed_by(each, environment)
        }
        raise _set_up_wrongly(problems, environment, required)
    return _settings(values), accounts


def _read_own(
    environment: Mapping[str, str], required: Collection[str]
) -> tuple[dict[str, Any], list[str]]:
    values, problems = read_variables(_OURS, environment, required)
    return values, [*problems, *_notify_problems(values)]


def _settings(values: Mapping[str, Any]) -> Settings:
    return Settings(**{name.lower(): value for name, value in values.items()})


def _same_accounts(accounts: Iterable[AccountSettings]) -> list[str]:
    """Two names for one account: each would undo what the other one does."""
    names: dict[str, list[str]] = {}
    for each in accounts:
        names.setdefault(each.identity or each.name, []).append(each.name)
    return [
        f"{join_and(same)} are one account by their settings: name it once in the rules file."
        for same in names.values()
        if len(same) > 1
    ]


def _set_up_wrongly(
    problems: Iterable[str], environment: Mapping[str, str], required: Collection[str]
) -> ConfigError:
    return ConfigError([*problems, *mistakes_in_env_file(), *_nothing_set(environment, required)])


def _notify_problems(values: Mapping[str, Any]) -> tuple[str, ...]:
    url, key = values.get("NOTIFY_URL", ""), values.get("NOTIFY_KEY", "")
    if url or key:
        # Here, since most have none, and `requests` takes long to import.
        from bridge.destinations.notify import Notifier

        try:
            Notifier(url, key)
        except ConfigError as error:
            return error.problems
    return ()


def _nothing_set(environment: Mapping[str, str], required: Collection[str]) -> list[str]:
    """Whoever starts it in another folder than that of the file has nothing set at all."""
    if len(required) < 2 or ENV_FILE.exists() or any(environment.get(name) for name in required):
        return []
    return [f"There is no file {ENV_FILE} in {Path.cwd()} to take them from."]
