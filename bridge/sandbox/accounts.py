"""Which stand-ins there are: every package of this folder with a `StandIn` for its vendor.

`python -m bridge.sandbox VENDOR` runs one as a process of its own.
"""

from collections.abc import Iterable
from importlib import import_module
from inspect import getmembers, isclass
from pathlib import Path
from typing import Any

from bridge.model import Sort
from bridge.sandbox.stand_in import StandIn

_HERE = Path(__file__).parent
NAMED_AT_ONCE = (Sort.TAG, Sort.ACCESS)  # the others are furnished


def vendors() -> list[str]:
    """Those that have a stand-in, by their names in rules.yaml."""
    return sorted(each.parent.name for each in _HERE.glob("*/sandbox_account.py"))


def stand_in_of(vendor: str) -> type[StandIn]:
    """Raises LookupError where the vendor has none."""
    if vendor not in vendors():
        raise LookupError(f"there is no sandbox account for {vendor}")
    package = import_module(f"{__package__}.{vendor}")
    found: list[type[StandIn]] = [
        each for _, each in getmembers(package, isclass) if issubclass(each, StandIn)
    ]
    return next(each for each in found if each.vendor == vendor)


def account_with(
    vendor: str, names: Iterable[tuple[Sort, str]], rate: float | None = None, **more: Any
) -> StandIn:
    """An account of that vendor that has all of these; it is not started yet. `more` as its own."""
    named: dict[Sort, list[str]] = {sort: [] for sort in Sort}
    for sort, name in names:
        named[sort].append(name)
    at_once = [name for sort in NAMED_AT_ONCE for name in named[sort]]
    account: StandIn = stand_in_of(vendor)(at_once, rate, **more)  # type: ignore[arg-type] # each says so
    account.furnish(named[Sort.LIST], named[Sort.FIELD], named[Sort.AUTOMATION])
    return account
