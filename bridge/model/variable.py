"""A variable of the environment: what it is for, how its value is read, and what may be wrong."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

_N = TypeVar("_N", int, float)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class WrongValueError(ValueError):
    """What is wrong with one value, as the second half of a sentence that names it."""


@dataclass(frozen=True)
class Variable:
    """`read` understands its value, or raises ValueError."""

    name: str
    about: str
    read: Callable[[str], Any]
    default: str | None = None  # None: it must be set
    example: str = ""


def read_text(value: str) -> str:
    return value


def read_address(value: str, schemes: Collection[str]) -> SplitResult:
    parts = urlsplit(value)
    if parts.scheme not in schemes:
        told = " or ".join(f"{scheme}://" for scheme in schemes)
        raise WrongValueError(f"must begin with {told}")
    _ = parts.port  # raises ValueError when it is none
    return parts


def read_account_address(value: str, example: str) -> str:
    """The address of an account whose key goes along; `example` is a host that is nobody's."""
    parts = read_address(value, ("https", "http"))
    if not parts.hostname:
        raise WrongValueError("names no host")
    if parts.hostname == example:
        raise WrongValueError("is still the example: put your own account's address there")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise WrongValueError(
            "must begin with https://, so that nobody on the way can read the key"
        )
    return value


def read_rate(value: str) -> float | None:
    """Requests a second; None for no limit of ours."""
    rate = read_number(value, float)
    if rate != 0 and not 0.1 <= rate <= 1000:
        between = "must be between 0.1 and 1000 requests a second"
        raise WrongValueError(f"{between} (0: no limit of ours)")
    return rate or None


def whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        number = read_number(value, int)
        if not lowest <= number <= highest:
            raise WrongValueError(f"must be between {lowest} and {highest}")
        return number

    return read


def read_number(value: str, kind: type[_N]) -> _N:
    try:
        return kind(value)
    except ValueError:
        raise WrongValueError(f"must be a number, not {value[:20]!r}") from None
