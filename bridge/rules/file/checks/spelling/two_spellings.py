from bridge.model import Sort, target_key
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns


@warns
def two_spellings(file: RulesFile) -> Problems:
    """One tag, list or field is written with capitals in one place and without in another. The CRM
    takes both for one, so it works; but who searches the file for one spelling misses the other.
    Of two tags that differ by a blank it makes two, and Memberium's endings have none: 'GoldPAYF'.

      rules:
        - {name: Buyers, when: purchase, add: VIP}
    -   - {name: Refunds, when: refund, remove: Vip}
    +   - {name: Refunds, when: refund, remove: VIP}
    """
    first: dict[str, tuple[str, int]] = {}
    letters: dict[str, tuple[str, int]] = {}
    for rule in file.every_rule:
        for action, tag in rule.wishes:
            key = target_key(action.sort, tag)
            spelling, line = first.setdefault(key, (tag, rule.line))
            if spelling != tag:
                what = f"the {action.sort} '{show(tag)}' is spelled '{show(spelling)}' on line"
                yield file.problem(rule, f"{what} {line}; the CRM takes both for one.")
            near, line = letters.setdefault("".join(key.split()), (tag, rule.line))
            if action.sort is Sort.TAG and target_key(action.sort, near) != key:
                what = f"'{show(tag)}' and '{show(near)}' (line {line}) differ by a blank"
                yield file.problem(rule, f"{what}, and are two tags.", "Write both alike.")
