from bridge.model import tag_key
from bridge.rules import Rule
from bridge.rules.file.checks.checked_file import Problems, RulesFile, refuses, show


@refuses
def duplicate_name(file: RulesFile) -> Problems:
    """Two rules have one name. Messages, pages and `bridge explain` call a rule by its name, so
    nobody could tell which of the two it was. Capitals make no difference.

      rules:
        - {name: Buyers, when: purchase, add: Buyer}
    -   - {name: Buyers, when: refund, remove: Buyer}
    +   - {name: Refunds, when: refund, remove: Buyer}
    """
    first: dict[str, Rule] = {}
    for rule in file.every_rule:
        other = first.setdefault(tag_key(rule.name), rule)
        if rule.name and other is not rule:
            whose = f", by a part of '{show(other.membership)}'" if other.membership else ""
            what = f"the name is in use already, on line {other.line}{whose}."
            yield file.problem(rule, what, "Give each rule its own.")
