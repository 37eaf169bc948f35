"""What the rules say to one event, and what its contact has before and after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bridge.ledger import (
    NEUTRAL,
    Key,
    Ledger,
    Standing,
    come_due,
    merge,
    standing,
    standings,
)
from bridge.model import Change, Event, Sort, tag_key, target_key
from bridge.overruled import overruled
from bridge.rules import Rules, Verdict
from bridge.store.timers import Timer, TimerState
from bridge.working.task import set_aside


@dataclass(frozen=True)
class Answer:
    """`ledger` is what the record knows of the contact, and `timers` what is put off for her;
    both are empty where it knows nothing. `at` is the time for which she is looked at."""

    rules: Rules
    event: Event
    ledger: Ledger
    at: datetime
    timers: Sequence[Timer] = ()

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        return self.rules.explain(self.event)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        return () if set_aside(self.event) else self.rules.changes(self.event)

    @cached_property
    def after(self) -> Ledger:
        """The ledger as the workers would leave it."""
        fresh = merge(self.ledger, come_due(self.changes))
        late = merge({**self.ledger, **fresh}, come_due(self._put_off, self.at))
        return {**self.ledger, **fresh, **late}

    @cached_property
    def coming(self) -> tuple[Change, ...]:
        """What still comes, the next one first, unless something newer calls it off."""
        left = [change for change in self._put_off if not come_due([change], self.at)]
        return tuple(
            sorted(
                (change for change in left if not overruled(self.after, change)),
                key=lambda change: (change.due_at or self.at, change.line, change.target),
            )
        )

    @cached_property
    def tags(self) -> dict[str, bool]:
        """Whether she should have each tag afterwards, as the workers would see it."""
        return standing(self.after)

    @property
    def others(self) -> list[Standing]:
        """Lists, fields and automations, as they should be afterwards; none of which there is no
        more to say than that something was called off."""
        asked = {k.target for k, e in self.after.items() if e.change.action not in NEUTRAL}
        return [
            each
            for each in standings(self.after)
            if each.sort is not Sort.TAG and target_key(each.sort, each.name) in asked
        ]

    @property
    def gains(self) -> list[str]:
        return [tag for tag, due in self.tags.items() if due and not self._had(tag)]

    @property
    def loses(self) -> list[str]:
        return [tag for tag, due in self.tags.items() if not due and self._had(tag)]

    @cached_property
    def _put_off(self) -> list[Change]:
        """By this event, which is decided anew, and by others. What is done stands in the ledger;
        what was dropped or called off stays so."""
        settled = {each.name for each in self.timers if each.state is not TimerState.PENDING}
        own = [
            change for change in self.changes
            if change.due_at and (change.stamp.delivery, Key.of(change)) not in settled
        ]  # fmt: skip
        others = [
            each.change for each in self.timers
            if each.state is TimerState.PENDING and each.change.stamp.delivery != self.event.key
        ]  # fmt: skip
        return [*own, *others]

    @cached_property
    def _before(self) -> dict[str, bool]:
        return {tag_key(tag): due for tag, due in standing(self.ledger).items()}

    def _had(self, tag: str) -> bool:
        return self._before.get(tag_key(tag), False)
