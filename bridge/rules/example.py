"""What a rules file's examples say: steps of a buyer's life, and the tags she should have."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bridge.model import Item, Kind, Subscription

_WHATEVER = ""  # among what was bought: the latest of all


@dataclass(frozen=True)
class Given:
    """One step of an example, as the file words it: `purchase product-12 plan 90222`.

    `after` is how long after the step before it happens; `more` are other fields of the Event, by
    name. `tags` are those that should stand right after it, None where the file does not say.
    `paid_for` is how long after it the paid period ends, `ordered` how long before it the order
    was. A step of the kind UNKNOWN is time alone.
    """

    kind: Kind
    items: tuple[Item, ...] = ()
    words: str = ""
    more: Mapping[str, Any] = field(default_factory=dict, hash=False)
    after: timedelta = timedelta(days=1)
    tags: tuple[str, ...] | None = None
    paid_for: timedelta | None = None
    ordered: timedelta | None = None

    def fields_at(
        self, at: datetime, bought: Mapping[str, datetime] | None = None
    ) -> dict[str, Any]:
        """The fields of its Event that it tells, when it happens at this time.

        `bought` is what earlier steps bought. Where it does not tell itself when its order was,
        that is the latest purchase of one of its items, or of whatever where it names none.
        """
        told = dict(self.more)
        if self.paid_for is not None:
            known = told.get("subscription", Subscription())
            told["subscription"] = replace(known, paid_until=at + self.paid_for)
        if self.ordered is not None:
            told["ordered_at"] = at - self.ordered
        elif bought and self.kind is not Kind.PURCHASE:
            orders = [bought[key] for key in self._keys if key in bought]
            told["ordered_at"] = max(orders, default=None)
        return told

    def bought_at(self, at: datetime) -> dict[str, datetime]:
        """What it buys, by the items' keys, for the steps after it; empty for other events."""
        if self.kind is not Kind.PURCHASE:
            return {}
        return dict.fromkeys((*self._keys, _WHATEVER), at)

    @property
    def _keys(self) -> tuple[str, ...]:
        return tuple(item.key for item in self.items) or (_WHATEVER,)


@dataclass(frozen=True)
class Example:
    """What the file's owner expects: after these events exactly these tags."""

    line: int
    number: int  # counted from 1
    given: tuple[Given, ...]
    tags: tuple[str, ...]
