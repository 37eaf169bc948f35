"""What the rules say to one event, and its contact's tags before and after it."""

from dataclasses import dataclass
from functools import cached_property

from bridge.commands.wording import event_json
from bridge.ledger import Ledger, merge, standing
from bridge.model import Change, Event, tag_key
from bridge.rules import Rules, Verdict
from bridge.task import set_aside


@dataclass(frozen=True)
class Answer:
    """`ledger` is what the record knows of the contact, empty where it knows nothing."""

    rules: Rules
    event: Event
    ledger: Ledger

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        return self.rules.explain(self.event)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        return () if set_aside(self.event) else self.rules.changes(self.event)

    @cached_property
    def tags(self) -> dict[str, bool]:
        """Whether she should have each tag afterwards, as the workers would see it."""
        return standing({**self.ledger, **merge(self.ledger, self.changes)})

    @property
    def gains(self) -> list[str]:
        return [tag for tag, due in self.tags.items() if due and not self._had(tag)]

    @property
    def loses(self) -> list[str]:
        return [tag for tag, due in self.tags.items() if not due and self._had(tag)]

    @cached_property
    def _before(self) -> dict[str, bool]:
        return {tag_key(tag): due for tag, due in standing(self.ledger).items()}

    def _had(self, tag: str) -> bool:
        return self._before.get(tag_key(tag), False)


def as_json(answer: Answer) -> dict[str, object]:
    aside = set_aside(answer.event)
    return {
        "rules_file": answer.rules.name,
        "rules_version": answer.rules.version,
        "event": event_json(answer.event),
        "set_aside": {"state": aside[0], "reason": aside[1]} if aside else None,
        "rules": [
            {"rule": v.rule.name, "line": v.rule.line, "matched": v.matched, "why_not": v.why_not}
            for v in answer.verdicts
        ],
        "changes": [
            {"action": c.action, "tag": c.tag, "claim": c.claim, "rule": c.rule, "line": c.line}
            for c in answer.changes
        ],
        "contact_known": bool(answer.ledger),
        "tags": answer.tags,
        "gains": answer.gains,
        "loses": answer.loses,
    }
