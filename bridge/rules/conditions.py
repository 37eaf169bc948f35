"""What a rule may ask of an event as a whole: by words. What is counted stands in amounts.py."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.model import Event
from bridge.model.text import join_or, quoted
from bridge.rules.item_patterns import like


class Condition(ABC):
    """One condition of a rule, with its key and its words as rules.yaml writes them."""

    key: str
    words: tuple[str, ...]

    @property
    def written(self) -> object:
        """What stands behind the key: words, numbers, lists and mappings of them."""
        return one_or_all(self.words)

    @abstractmethod
    def why_not(self, event: Event) -> str:
        """Why it does not hold, in a short sentence; empty when it does."""

    def covers(self, other: "Condition") -> bool:
        """Whether it holds for every event for which `other` does, as far as can be told."""
        return type(other) is type(self) and other.key == self.key and self._covers(other)

    def excludes(self, other: "Condition") -> bool:
        """Whether no event can meet both, as far as can be told."""
        return type(other) is type(self) and other.key == self.key and self._excludes(other)

    def _covers(self, other: Any) -> bool:
        return bool(self == other)

    def _excludes(self, other: Any) -> bool:  # noqa: ARG002 # two of most sorts may both hold
        return False


@dataclass(frozen=True)
class _Fact:
    """How one fact of an event is asked for, and told when it is not the wanted one."""

    of: Callable[[Event], str]
    only: Callable[[tuple[str, ...]], str]
    was: str
    missing: str


_FACTS: Mapping[str, _Fact] = {
    "mode": _Fact(lambda event: event.mode, lambda words: f"in {join_or(words)} mode",
                  "was in {} mode", "names no mode"),
    "currency": _Fact(lambda event: event.money.currency, lambda words: f"in {join_or(words)}",
                      "was in {}", "names no currency"),
    "coupon": _Fact(lambda event: event.coupon, lambda words: f"with coupon {quoted(words)}",
                    "had '{}'", "had none"),
    "affiliate": _Fact(lambda event: event.affiliate,
                       lambda words: f"with affiliate {quoted(words)}", "had '{}'", "had none"),
    "refund": _Fact(lambda event: event.refunded, lambda words: f"a {join_or(words)} refund",
                    "was a {} one", "does not tell which it was"),
}  # fmt: skip


@dataclass(frozen=True)
class Words(Condition):
    """One of the words must be the event's own; `*` in a word stands for any letters."""

    key: str  # mode, currency, coupon, affiliate or refund
    words: tuple[str, ...]

    def why_not(self, event: Event) -> str:
        fact, had = _FACTS[self.key], said(self.key, event)
        if had and any(like(word, had) for word in self.words):
            return ""
        this = fact.was.format(had) if had else fact.missing
        return f"only {fact.only(self.words)}; this {this}"

    def _covers(self, other: "Words") -> bool:
        return _are_all_like(self.words, other.words)

    def _excludes(self, other: "Words") -> bool:
        return not any("*" in word for word in (*self.words, *other.words)) and not any(
            like(a, b) or like(b, a) for a in self.words for b in other.words
        )


@dataclass(frozen=True)
class Named(Condition):
    """Values by name: each name must have one of its values; `*` stands for any letters."""

    key: str  # passthrough or custom fields
    wanted: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def written(self) -> object:
        return {name: one_or_all(values) for name, values in self.wanted}

    def why_not(self, event: Event) -> str:
        had = sent(self.key, event)
        for name, values in self.wanted:
            value = had.get(name.casefold(), "")
            if not (value and any(like(wanted, value) for wanted in values)):
                # The value may be a person's own words, so it is not repeated here.
                this = "had another" if value else "had none"
                kind = "passthrough" if self.key == "passthrough" else "custom field"
                return f"only with {kind} '{name}' as {quoted(values)}; this {this}"
        return ""

    def _covers(self, other: "Named") -> bool:
        theirs = {name.casefold(): values for name, values in other.wanted}
        return all(
            theirs.get(name.casefold()) and _are_all_like(values, theirs[name.casefold()])
            for name, values in self.wanted
        )


def said(key: str, event: Event) -> str:
    """The event's word for a key of Words; empty where it has none."""
    return _FACTS[key].of(event)


def sent(key: str, event: Event) -> dict[str, str]:
    """The event's values for a key of Named, by their names, whose case counts for nothing."""
    values = event.passthrough if key == "passthrough" else event.custom_fields
    return {name.casefold(): value for name, value in values.items()}


def one_or_all(words: Sequence[object]) -> object:
    """One word by itself, several as a list: as rules.yaml writes them."""
    return words[0] if len(words) == 1 else list(words)


def _are_all_like(patterns: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(like(pattern, word) for pattern in patterns) for word in words)
