from bridge.model import Kind
from bridge.rules import SinceOrder
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.checks.matching.never_matches import all_of


@warns
def always_true(file: RulesFile) -> Problems:
    """The rule asks how long ago the order was, and waits for the order itself: the answer is
    always "just now". Probably a later event was meant, such as the refund.

      rules:
    -   - {name: Early, when: purchase, since order: at most 14 days, add: Refunded early}
    +   - {name: Early, when: refund, since order: at most 14 days, add: Refunded early}
    """
    for rule in file.rules:
        for condition in all_of(rule.block) if rule.when == {Kind.PURCHASE} else ():
            if isinstance(condition, SinceOrder) and condition.within(0):
                yield file.problem(
                    rule,
                    f"a 'purchase' is the order itself, so 'since order: {show(condition.told)}' "
                    "is always true of it.",
                    "Take 'since order' out, or wait for a later event.",
                )
