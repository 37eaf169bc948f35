"""Where in the rules that count now a rule stands that once asked for something."""

from bridge.rules import Rules


class StandingLines:
    def __init__(self, rules: Rules) -> None:
        self._memberships = {(e.membership.name, e.membership.line) for e in rules.offers}
        self._rules = {(each.name, each.line) for each in rules.rules}

    def has(self, name: str, line: int) -> bool:
        """Whether that line is still that rule's, or that membership's: `Gold: cancelled` names a
        part of one."""
        if (name, line) in self._rules | self._memberships:
            return True
        return any(
            line == at and name.startswith(f"{membership}: ")
            for membership, at in self._memberships
        )
