from bridge.model import tag_key
from bridge.rules.file.checks.base import Problems, RulesFile, refuses


@refuses
def duplicate_name(file: RulesFile) -> Problems:
    """Two rules have one name. Messages, pages and `bridge explain` call a rule by its name, so
    nobody could tell which of the two it was. Capitals make no difference.

      rules:
        - {name: Buyers, when: purchase, add: Buyer}
    -   - {name: Buyers, when: refund, remove: Buyer}
    +   - {name: Refunds, when: refund, remove: Buyer}
    """
    first: dict[str, int] = {}
    for rule in file.every_rule:
        name = tag_key(rule.name)
        if name and name in first:
            what = f"the name is in use already, on line {first[name]}."
            yield file.problem(rule, what, "Give each rule its own.")
        first.setdefault(name, rule.line)
