"""Which later event calls off what a rule put off, or takes it back."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from bridge.entitlements.told import Told
from bridge.model import Effect, Event, Kind, Moment


class CallingOff:
    """Asks the events of the people at one place; made once for many effects."""

    def __init__(self, told: Sequence[Told]) -> None:
        self._of_kind: dict[Kind, list[Told]] = defaultdict(list)
        for each in sorted(told, key=lambda each: each.moment):
            self._of_kind[each.event.kind].append(each)

    def by(self, effect: Effect, event: Event, moment: Moment) -> Moment | None:
        """The moment of the first event that calls the effect of this event off."""
        found = [
            later.moment
            for kind in effect.unless | effect.unless_any
            for later in self._after(kind, moment)[:_MOST]
            if later.event.mode == event.mode and _concerns(later.event, effect, event, kind)
        ]
        return min(found, default=None)

    def after_turn(self, effect: Effect, moment: Moment) -> Moment | None:
        """The same for what a turn of access began, which is about no item and no order."""
        kinds: Iterable[Kind] = effect.unless | effect.unless_any
        found = [later.moment for kind in kinds for later in self._after(kind, moment)[:1]]
        return min(found, default=None)

    def _after(self, kind: Kind, moment: Moment) -> Sequence[Told]:
        known = self._of_kind.get(kind, [])
        return known[bisect_right(known, moment, key=lambda each: each.moment) :]


_MOST = 1_000  # of one kind that are looked at; a life longer than that calls off by its first ones


def _concerns(later: Event, effect: Effect, event: Event, kind: Kind) -> bool:
    """Whether it is about the same item, and the same order where both name one. A purchase that
    is told again is none."""
    told_again = _told_again(later, event)
    items = {item.key for item in later.items} - told_again
    if told_again and not items:
        return False
    if kind in effect.unless_any:
        return True
    if effect.item and effect.item not in items:
        return False
    both = later.order_id and event.order_id and kind is not Kind.PURCHASE
    return not both or later.order_id == event.order_id


def _told_again(later: Event, event: Event) -> set[str]:
    """The items of the event's own purchase, where a later one is of the same order."""
    if not later.kind is event.kind is Kind.PURCHASE or later.order_id != event.order_id:
        return set()
    return {item.key for item in event.items} if event.order_id else set()
