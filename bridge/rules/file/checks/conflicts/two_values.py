from bridge.model import Action
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.checks.meeting import MOST_COMPARED, meet_for_sure


@warns
def two_values(file: RulesFile) -> Problems:
    """Two rules write different values into one field at the same event. A field holds one value,
    so the other one is lost.

      rules:
        - {name: Buyers, when: purchase, set: {Status: buyer}}
    -   - {name: Fans, when: purchase, set: {Status: fan}}
    +   - {name: Fans, when: purchase, set: {Nickname: fan}}
    """
    for (kind, *_), wishes in file.meetings.items():
        setting = [(field, rule) for action, field, rule in wishes if action is Action.SET]
        for place, (field, rule) in enumerate(setting[:MOST_COMPARED]):
            others = (
                other for same, other in setting[:place] if other is not rule
                and dict(other.sets)[same] != dict(rule.sets)[field] and meet_for_sure(other, rule)
            )  # fmt: skip
            if other := next(others, None):
                yield file.problem(
                    rule,
                    f"it sets '{show(field)}', which the rule '{show(other.name)}' (line "
                    f"{other.line}) sets to something else at the same '{kind}', so one of the two "
                    "is in vain.",
                    "Take one out, or tell their events apart.",
                )
