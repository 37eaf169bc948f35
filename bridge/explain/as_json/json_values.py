"""What JSON can say of our values."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from bridge.model.text import local_iso


def plain(value: Any) -> Any:
    """What JSON can say of it: a dataclass is its fields, a time stands on this machine's clock."""
    if isinstance(value, datetime):
        return local_iso(value)
    if is_dataclass(value) and not isinstance(value, type):
        return picked(value, *(each.name for each in fields(value)))
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, Sequence | Set) and not isinstance(value, str):
        return [plain(each) for each in value]
    return value


def picked(value: object, *names: str) -> dict[str, Any]:
    """These attributes alone."""
    return {name: plain(getattr(value, name)) for name in names}
