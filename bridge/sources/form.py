"""PHP's bracket keys: `order[charges][0][name]=x` is the way PHP posts nested values; and how much
one delivery may hold.

A cart posts the same few hundred keys again and again, which is why what was read of a key is kept.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote_plus

from bridge.model.errors import WebhookRejected

# A real order of thirty items has about 1,500 fields, 5 deep.
MAX_FIELDS = 5_000
MAX_DEPTH = 16
_KEPT, _LONGEST_KEPT = 2_000, 200  # keys, and letters of one: some 500 KB at the most

_BRACKETED = re.compile(r"([^\[]+)((?:\[[^\[\]]*\])+)")


class _Branch(dict[str, object]):
    """A nested value while it is read; `end` is where PHP's `a[]` appends."""

    end = 0

    def place(self, key: str, value: object) -> None:
        self[key] = value
        if key.isascii() and key.isdigit() and len(key) < 10:
            self.end = max(self.end, int(key) + 1)


def pairs(text: str, encoding: str) -> Iterator[tuple[str, str]]:
    """The names and values of a body as forms are posted, in their order; blank values too."""
    for part in filter(None, text.split("&")):
        name, _, value = part.partition("=")
        unquote = _name if len(name) <= _LONGEST_KEPT else _name.__wrapped__
        quoted = "%" in value or "+" in value
        yield (
            unquote(name, encoding),
            unquote_plus(value, encoding, "replace") if quoted else value,
        )


@lru_cache(_KEPT)
def _name(quoted: str, encoding: str) -> str:
    return unquote_plus(quoted, encoding, "replace")


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, object]:
    """Flat form pairs as nested values; all leaves are strings.

    As in PHP the last of two equal keys wins, `a[]` appends, and a key whose brackets do not match
    is taken as it stands. Keys 0, 1, 2 … without a gap become a list. Raises WebhookRejected when
    the brackets go deeper than MAX_DEPTH.
    """
    root = _Branch()
    for key, value in pairs:
        steps = _steps if len(key) <= _LONGEST_KEPT else _steps.__wrapped__
        _grow(root, steps(key), value)
    return {key: _settled(value) for key, value in root.items()}


@lru_cache(_KEPT)
def _steps(key: str) -> tuple[str, ...]:
    if key.count("[") >= MAX_DEPTH:
        raise too_deep()
    match = _BRACKETED.fullmatch(key)
    if match is None:
        return (key,)
    return (match[1], *match[2][1:-1].split("]["))


def _grow(branch: _Branch, steps: tuple[str, ...], value: str) -> None:
    for step in steps[:-1]:
        inner = branch.get(step) if step else None
        if not isinstance(inner, _Branch):
            inner = _Branch()
            branch.place(step or str(branch.end), inner)
        branch = inner
    last = steps[-1]
    branch.place(str(branch.end) if last == "" and len(steps) > 1 else last, value)


def _settled(value: object) -> object:
    if not isinstance(value, _Branch):
        return value
    count = len(value)
    if count and all(str(place) in value for place in range(count)):
        return [_settled(value[str(place)]) for place in range(count)]
    return {key: _settled(inner) for key, inner in value.items()}


def too_deep() -> WebhookRejected:
    return WebhookRejected(
        400,
        f"The fields of this delivery are nested more than {MAX_DEPTH} deep, so it was not stored. "
        "No order looks like that; check what is posting to this address.",
    )


def too_many_fields() -> WebhookRejected:
    return WebhookRejected(
        400,
        f"This delivery has more than {MAX_FIELDS:,} fields, so it was not stored. "
        "No order looks like that; check what is posting to this address.",
    )


def check_size(value: object) -> None:
    """Raises WebhookRejected when a decoded body is too deep or has too many fields."""
    level, depth, fields = [value], 0, 0
    while level:
        deeper: list[object] = []
        for node in level:
            if isinstance(node, dict):
                deeper.extend(node.values())
            elif isinstance(node, list):
                deeper.extend(node)
        level, depth, fields = deeper, depth + 1, fields + len(deeper)
        if fields > MAX_FIELDS:
            raise too_many_fields()
        if depth > MAX_DEPTH + 1:
            raise too_deep()
