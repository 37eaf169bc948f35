"""Which destinations there are: every package of this folder that says in `VENDOR` what it is."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from bridge import destinations
from bridge.destinations.base import Vendor
from bridge.model import Destination


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


def label(destination: Destination) -> str:
    """How messages name it: by its vendor, and by its own name where it has another."""
    vendor = called(destination.vendor)
    named = destination.name == destination.vendor
    return vendor if named else f"{vendor} '{destination.name}'"
