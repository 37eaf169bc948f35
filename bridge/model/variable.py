"""A variable of the environment: what it is for, how its value is read, and what may be wrong."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import SplitResult, parse_qs, urlsplit

_N = TypeVar("_N", int, float)
_QUOTES = "'\"“”„‘’`"
_RESERVED = (
    "has a letter in its password that means something in an address: write @ as %40, / as %2F, "
    "# as %23 and ? as %3F"
)
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

    def called(self, name: str) -> "Variable":
        """The same by another name."""
        return replace(self, name=name)


def read_variables(
    variables: Iterable[Variable], environment: Mapping[str, str], needed: Collection[str]
) -> tuple[dict[str, Any], list[str]]:
    """The values by the variables' names, and a sentence for each that is wrong, or is missing
    and `needed`."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for variable in variables:
        given = environment.get(variable.name, "").strip() or variable.default
        if not given:
            if variable.name in needed:
                problems.append(f"{variable.name} is missing: {variable.about}. "
                                f"It looks like {variable.example}.")  # fmt: skip
            continue
        try:
            refuse_slips(given)
            values[variable.name] = variable.read(given)
        except ValueError as wrong:
            problems.append(_problem(variable, wrong))
    return values, problems


def _problem(variable: Variable, wrong: ValueError) -> str:
    # A text of urlsplit's may quote the address, and with it a password.
    what = str(wrong) if isinstance(wrong, WrongValueError) else "is not an address"
    hint = f" It looks like {variable.example}." if variable.example else ""
    return f"{variable.name} {what}.{hint}"


def refuse_slips(value: str) -> None:
    """What copying and pasting leaves in any value. Raises WrongValueError."""
    if len(value) > 1 and value[0] in _QUOTES and value[-1] in _QUOTES:
        raise WrongValueError("stands in quotes, which would count as part of it: take them off")
    if not value.isprintable():
        raise WrongValueError("has a line break or an invisible character in it: type it anew")


def read_text(value: str) -> str:
    return value


def read_address(value: str, schemes: Collection[str]) -> SplitResult:
    parts = urlsplit(value)
    if parts.scheme not in schemes:
        told = " or ".join(f"{scheme}://" for scheme in schemes)
        raise WrongValueError(f"must begin with {told}")
    if " " in value:
        raise WrongValueError("has a blank in it")
    try:
        _ = parts.port
    except ValueError:
        if "@" in parts.netloc or "@" not in value:
            raise
        raise WrongValueError(_RESERVED) from None
    if parts.netloc.count("@") > 1:  # the second half of the password would be told as the host
        raise WrongValueError(_RESERVED)
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


def read_web_address(value: str) -> str:
    """One that anybody may be posted to, with a key in it."""
    parts = read_address(value, ("https", "http"))
    if not parts.hostname:
        raise WrongValueError("names no host")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise WrongValueError("must begin with https://")
    return value


def read_mail_address(value: str) -> str:
    """A mail server, and from whom and to whom: `smtp://user:password@host:587?from=…&to=…`."""
    parts = read_address(value, ("smtp", "smtps"))
    if not parts.hostname:
        raise WrongValueError("names no host")
    asked = parse_qs(parts.query)
    if len(asked.get("from", ())) != 1 or not asked.get("to"):
        raise WrongValueError("must say from whom and to whom: ?from=…&to=…")
    if not all("@" in each for name in ("from", "to") for each in asked[name]):
        raise WrongValueError("names somebody behind from= or to= without an @")
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


def one_of(*words: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        word = value.lower()
        if word not in words:
            raise WrongValueError(f"must be {' or '.join(words)}, not {value[:20]!r}")
        return word

    return read


def read_number(value: str, kind: type[_N]) -> _N:
    try:
        return kind(value)
    except ValueError:
        raise WrongValueError(f"must be a number, not {value[:20]!r}") from None
