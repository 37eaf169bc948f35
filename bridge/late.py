"""Modules that are imported when they are first used: the one place where that is done.

No command needs all of SQLAlchemy, Alembic, Flask, requests and redis, and importing them takes
longer than `bridge check` takes to read a thousand rules. Everything else is imported at the top of
a file, where a reader looks for it.
"""

from importlib import import_module
from typing import Any


class Late:
    """Stands for the module of this name; imports it when something of it is asked for.

    Beside it, below `if TYPE_CHECKING:`, stands the ordinary import, for the types.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, what: str) -> Any:
        return getattr(import_module(self._name), what)
