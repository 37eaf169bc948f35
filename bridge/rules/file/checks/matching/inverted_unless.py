from bridge.model import Kind, tag_key
from bridge.rules import ordered
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.checks.meeting import GIVING
from bridge.rules.file.grammar.synonyms import MEANING

_FAILING = frozenset({Kind.PAYMENT_FAILED, Kind.PAYMENT_DECLINED})
# Tags that these put on close a door; taking one off after a time opens it.
_CLOSING = _FAILING | {Kind.CANCELLED, Kind.PAUSED, Kind.REFUND}


@warns
def inverted_unless(file: RulesFile) -> Problems:
    """A rule that takes access away after some time is called off by a payment that FAILS, so that
    those who pay lose it and those who don't keep it. A payment that works is called `rebill`.

      rules:
        - {name: Trial, when: purchase, items: product-12, grant: Course}
        - name: End of the trial
          when: purchase
          items: product-12
          after: 14 days
    -     unless: payment failed
    +     unless: rebill
          revoke: Course
    """
    for rule in file.rules:
        taken = [tag for tag in (*rule.revoke, *rule.remove) if not _closes_a_door(file, tag)]
        for kind in ordered(rule.unless & _FAILING) if taken else ():
            yield file.problem(
                rule,
                f"'unless: {kind}' calls it off when a payment FAILS, so that '{show(taken[0])}' "
                "stays with those who do not pay.",
                f"Did you mean '{Kind.REBILL}' ({MEANING[Kind.REBILL]})?",
            )


def _closes_a_door(file: RulesFile, tag: str) -> bool:
    wishes = file.wishes.get(tag_key(tag), ())
    return any(action in GIVING and rule.when & _CLOSING for action, rule in wishes)
