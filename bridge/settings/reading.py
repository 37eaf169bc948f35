"""Reads the environment once and says everything that is wrong with it at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bridge.destinations import registry
from bridge.destinations.account import AccountSettings, needed_by, settings_of_accounts
from bridge.model import Destination
from bridge.model.errors import ConfigError
from bridge.model.text import join_and
from bridge.model.variable import read_variables
from bridge.settings.env_file import ENV_FILE, mistakes_in_env_file
from bridge.settings.variables import CART_API, OURS, REQUIRED

LOG_FORMAT = "%(asctime)s %(name)s %(message)s"


@dataclass(frozen=True)
class Settings:
    """The environment, understood. Secrets are left out of the repr."""

    database_url: str = field(default="", repr=False)
    redis_url: str = field(default="", repr=False)
    thrivecart_secret: str = field(default="", repr=False)
    thrivecart_api_key: str = field(default="", repr=False)  # empty: its account is not asked
    thrivecart_api_url: str = CART_API
    rules_file: Path = Path("rules.yaml")
    rules_publish: str = "both"
    console_password: str = field(default="", repr=False)  # empty: no console
    console_token: str = field(default="", repr=False)  # empty: nothing for programs
    smtp_url: str = field(default="", repr=False)
    alert_url: str = field(default="", repr=False)
    heartbeat_url: str = field(default="", repr=False)
    proxy_hops: int = 0
    workers: int = 2
    keep_days: int = 90
    port: int = 8000
    notify_url: str = ""  # empty: nobody is told
    notify_key: str = field(default="", repr=False)

    @property
    def publishes_in_console(self) -> bool:
        return self.rules_publish != "deploy"


def read(environment: Mapping[str, str], needed: Iterable[str] | None = None) -> Settings:
    """Understand what is not a destination's. `needed` names the variables this program cannot do
    without (default: all that have no default). Raises ConfigError with every problem."""
    required = REQUIRED if needed is None else {*needed}
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
    required = REQUIRED
    values, problems = _read_own(environment, required)
    try:
        accounts = settings_of_accounts(destinations, environment)
        problems += _same_accounts(accounts.values())
    except ConfigError as error:
        problems += error.problems
    if problems:
        required = REQUIRED | {
            name for each in destinations for name in needed_by(each, environment)
        }
        raise _set_up_wrongly(problems, environment, required)
    return _settings(values), accounts


def _read_own(
    environment: Mapping[str, str], required: Collection[str]
) -> tuple[dict[str, Any], list[str]]:
    values, problems = read_variables(OURS, environment, required)
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
