from bridge.model import Kind
from bridge.model.text import quoted, with_article
from bridge.rules import ordered, words_in
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.checks.matching.never_matches import all_of

# ThriveCart tells these with the order (real payloads); later events of the sale often lack them.
_OF_THE_ORDER = ("coupon", "passthrough")
_ORDERING = {Kind.PURCHASE, Kind.ABANDONED_CART}
# ThriveCart's cart.abandoned carries no order, no money and no subscription (real payloads).
_NOT_OF_A_CART = frozenset(
    {
        "pricing option", "order number", "invoice number", "amount", "currency",
        "payment number", "payments left", "next payment date", "end of paid period",
    }
)  # fmt: skip


@warns
def missing_in_event(file: RulesFile) -> Problems:
    """The rule goes by something that ThriveCart may not tell with the event it waits for: the
    coupon and passthrough come with the purchase, and often not with a later payment or refund; an
    abandoned cart has no order number or amount to write into a field. The rule then does
    nothing, and nobody notices.

      rules:
    -   - {name: Summer sale, when: refund, coupon: SUMMER, add: Summer}
    +   - {name: Summer sale, when: purchase, coupon: SUMMER, add: Summer}
    """
    for rule in file.rules:
        later = ordered(rule.when - _ORDERING)
        event = with_article(quoted(later[:1]))
        for condition in all_of(rule.block) if later else ():
            if condition.key in _OF_THE_ORDER:
                yield file.problem(
                    rule,
                    f"ThriveCart tells '{condition.key}' at the purchase; {event} may "
                    "come without it, and then this does nothing.",
                    "Don't count on it there.",
                )
        for field, text in rule.sets if rule.when == {Kind.ABANDONED_CART} else ():
            for word in filter(_NOT_OF_A_CART.__contains__, words_in(text)):
                what = f"it never sets '{show(field)}': an abandoned cart names no {word}."
                yield file.problem(rule, what, f"Take '<{word}>' out of the value.")
