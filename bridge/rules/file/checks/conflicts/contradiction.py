from bridge.model import Action, target_key
from bridge.rules.file.checks.checked_file import Problems, RulesFile, refuses, show


@refuses
def contradiction(file: RulesFile) -> Problems:
    """One rule asks for a tag, list or field in two ways at once, such as to add it and to remove
    it. Only one of them can come out, and the file does not say which.

      rules:
    -   - {name: Buyers, when: purchase, add: Buyer, remove: [Prospect, Buyer]}
    +   - {name: Buyers, when: purchase, add: Buyer, remove: Prospect}
    """
    for rule in file.every_rule:
        asked: dict[str, Action] = {}
        for action, name in rule.wishes:
            other = asked.setdefault(target_key(action.sort, name), action)
            if other is not action:
                what = f"the {action.sort} '{show(name)}' stands behind both '{other}' and"
                yield file.problem(rule, f"{what} '{action}'.", "Keep one.")
