"""Which rules and memberships another text adds, changes or takes out."""

from dataclasses import dataclass

from bridge.explain.rulebook.rule_cards import RuleCard, cards_of
from bridge.rules import Rules


@dataclass(frozen=True)
class RuleChanges:
    """`changed` are pairs, before and after. What only stands on another line is none of it."""

    new: tuple[RuleCard, ...] = ()
    changed: tuple[tuple[RuleCard, RuleCard], ...] = ()
    gone: tuple[RuleCard, ...] = ()
    settings: tuple[tuple[str, str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone or self.settings)


def rule_changes(before: Rules | None, after: Rules) -> RuleChanges:
    """By their names; `before` is None where there was nothing. `settings` are what the file says
    at its top: the key, before and after."""
    old = {each.key: each for each in (cards_of(before) if before else ())}
    new = {each.key: each for each in cards_of(after)}
    both = [(old[key], new[key]) for key in new if key in old]
    return RuleChanges(
        tuple(each for key, each in new.items() if key not in old),
        tuple((was, now) for was, now in both if was.said != now.said),
        tuple(each for key, each in old.items() if key not in new),
        _settings(before, after),
    )


def _settings(before: Rules | None, after: Rules) -> tuple[tuple[str, str, str], ...]:
    was, now = _told(before) if before else {}, _told(after)
    return tuple((key, was[key], now[key]) for key in was if was[key] != now[key])


def _told(rules: Rules) -> dict[str, str]:
    places = (f"{each.name} ({each.vendor})" for each in rules.destinations)
    return {
        "destinations": ", ".join(places),
        "create_missing_tags": "yes" if rules.create_missing_tags else "no",
        "test_events": rules.test_events,
        "contact per address": "yes" if rules.contact_per_address else "no",
        "ignore": ", ".join(rules.ignored) or "nothing",
        "examples": str(len(rules.examples)),
    }
