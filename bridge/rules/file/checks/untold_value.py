"""Fields that are set to what no event of a rule can tell."""

from collections.abc import Iterable, Iterator

from bridge.model import Kind
from bridge.rules import Rule, words_in
from bridge.rules.file.report import show

# ThriveCart's cart.abandoned carries no order, no money and no subscription (real payloads).
_NOT_OF_A_CART = frozenset(
    {
        "pricing option", "order number", "invoice number", "amount", "currency",
        "payment number", "payments left", "next payment date", "end of paid period",
    }
)  # fmt: skip


def untold(rules: Iterable[Rule]) -> Iterator[tuple[Rule, str]]:
    """The rules that wait for abandoned carts alone and write of them what they do not tell."""
    for rule in rules:
        for field, text in rule.sets if rule.when == {Kind.ABANDONED_CART} else ():
            for word in filter(_NOT_OF_A_CART.__contains__, words_in(text)):
                yield (
                    rule,
                    f"it never sets '{show(field)}': an abandoned cart names no {word}. Take "
                    f"'<{word}>' out of the value.",
                )
