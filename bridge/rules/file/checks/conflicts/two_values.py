from collections import defaultdict
from itertools import product

from bridge.model import Sort, target_key
from bridge.rules import Rule
from bridge.rules.file.checks.base import MOST_COMPARED, Problems, RulesFile, warns
from bridge.rules.file.checks.conflicts.undone_at_once import Meeting, meet_for_sure
from bridge.rules.file.report import show


@warns
def two_values(file: RulesFile) -> Problems:
    """Two rules write different values into one field at the same event. A field holds one value,
    so the other one is lost.

      rules:
        - {name: Buyers, when: purchase, set: {Status: buyer}}
    -   - {name: Fans, when: purchase, set: {Status: fan}}
    +   - {name: Fans, when: purchase, set: {Nickname: fan}}
    """
    setting: dict[Meeting, list[tuple[str, str, Rule]]] = defaultdict(list)
    for rule in file.rules:
        for (field, text), kind in product(rule.sets, sorted(rule.when)):
            key = (kind, target_key(Sort.FIELD, field), rule.later.when if rule.later else None)
            setting[key].append((field, text, rule))
    for (kind, *_), all_setting in setting.items():
        for place, (field, text, rule) in enumerate(all_setting[:MOST_COMPARED]):
            other = next((
                first for _, same, first in all_setting[:place]
                if same != text and first is not rule and meet_for_sure(first, rule)
            ), None)  # fmt: skip
            if other:
                yield file.problem(
                    rule,
                    f"it sets '{show(field)}', which the rule '{show(other.name)}' (line "
                    f"{other.line}) sets to something else at the same '{kind}', so one of the two "
                    "is in vain.",
                    "Take one out, or tell their events apart.",
                )
