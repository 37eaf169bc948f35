"""PHP's bracket keys: `order[charges][0][name]=x` is the way PHP posts nested values."""

import re
from collections.abc import Iterable

from bridge.sources._limits import MAX_DEPTH, too_deep

_BRACKETED = re.compile(r"([^\[]+)((?:\[[^\[\]]*\])+)")


class _Branch(dict[str, object]):
    """A nested value while it is read; `end` is where PHP's `a[]` appends."""

    end = 0

    def place(self, key: str, value: object) -> None:
        self[key] = value
        if key.isascii() and key.isdigit() and len(key) < 10:
            self.end = max(self.end, int(key) + 1)


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, object]:
    """Flat form pairs as nested values; all leaves are strings.

    As in PHP the last of two equal keys wins, `a[]` appends, and a key whose brackets do not match
    is taken as it stands. Keys 0, 1, 2 … without a gap become a list. Raises WebhookRejected when
    the brackets go deeper than MAX_DEPTH.
    """
    root = _Branch()
    for key, value in pairs:
        _grow(root, _steps(key), value)
    return {key: _settled(value) for key, value in root.items()}


def _steps(key: str) -> list[str]:
    if key.count("[") >= MAX_DEPTH:
        raise too_deep()
    match = _BRACKETED.fullmatch(key)
    if match is None:
        return [key]
    return [match[1], *match[2][1:-1].split("][")]


def _grow(branch: _Branch, steps: list[str], value: str) -> None:
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
