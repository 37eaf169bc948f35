"""Which destinations there are: every package of this folder that says in `VENDOR` what it is."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules, resolve_name
from typing import Any

from bridge import destinations
from bridge.destinations.base import Crm, Memory, Pace, Values, Vendor


@cache
def vendors() -> Mapping[str, Vendor]:
    """By their names in rules.yaml."""
    packages = sorted(each.name for each in iter_modules(destinations.__path__) if each.ispkg)
    return {name: import_module(f"{destinations.__name__}.{name}").VENDOR for name in packages}


def called(name: str) -> str:
    """A CRM's own spelling of its name."""
    return vendors()[name].called if name in vendors() else name


def configured(values: Mapping[str, Any]) -> str:
    """The destination for which there are settings; the first one where there are none."""
    names = [*vendors()]
    ready = (name for name in names if any(values.get(one) for one in vendors()[name].needed))
    return next(ready, names[0])


def account_of(name: str, values: Values) -> str:
    """What tells the account from others; empty where no setting says it."""
    return vendors()[name].account(values)


def rate_of(name: str, values: Values) -> float | None:
    """How many requests a second it is asked for at the most; None for as many as it takes."""
    rate: float | None = values.get(vendors()[name].rate)
    return rate


def connect(name: str, values: Values, pace: Pace, memory: Memory, timeout: float = 15) -> Crm:
    """The account that the settings name; `timeout` is in seconds for each answer."""
    connection: Crm = resolve_name(vendors()[name].adapter)(values, pace, memory, timeout)
    return connection
