"""A delivery's record where several destinations are told because of it.

Each destination has a share of the record: where the delivery stands there, and the rows that came
of it there, which name it. Whoever works on a place sees and writes that share alone; the
delivery's own columns are made of all shares whenever one changes.

1. `view` is the record as one destination sees it: its share, its rows, and what the rules asked of
   it. history.py works on that as if there were no other.
2. `merged` puts what came of it beside what the others have by now, read anew under the lock of the
   household: a look is minutes old when its calls are slow.
3. A delivery that waits, and of which nobody has a share, waits for every destination of the rules
   that has a place where its person lives. From the first outcome on each of them has its share. So
   it waits for no destination that is new (nobody is due there) or that left the file.
4. It failed where it failed anywhere, for somebody must act; else it waits while it waits anywhere;
   else it is applied where anything was. What keeps it is told with the destination's name.

With one destination there are no shares, and rows name none. Rows without a name, and the state of
a delivery without shares, are of the destination that was the only one then: `home`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bridge.model.text import join_and
from bridge.reconcile.outcomes import Row
from bridge.store.accounts.presence import destinations_at
from bridge.store.delivery import Delivery, Share, State
from bridge.store.households import StoredFact
from bridge.store.settlement import Settlement, read_all, settle

_OF = "destination"
_KEPT = (State.FAILED, State.WAITING)


@dataclass(frozen=True)
class Shares:
    """Of the destination `name`, among all `names` of the rules in the order of the file. `can` are
    the sorts of targets that it has; none stands for all."""

    name: str
    names: Sequence[str]
    home: str
    can: Collection[str] = ()

    @property
    def is_alone(self) -> bool:
        """Whether rows need not say of whom they are."""
        return [*self.names] == [self.name] == [self.home]

    def view(self, stored: StoredFact) -> StoredFact:
        """As this destination sees it."""
        delivery = stored.delivery
        if self.is_alone and not delivery.shares:
            return stored
        share = self._known(delivery).get(self.name) or _absent(delivery)
        mine = [_without_name(row) for row in delivery.results if self._whose(row) == self.name]
        seen = replace(delivery, state=share.state, reason=share.reason, results=mine,
                       next_try_at=share.again)  # fmt: skip
        effects = stored.effects
        if effects is not None and not self.is_alone:
            effects = tuple(each for each in effects if self._is_asked(each.to, each.sort))
        return replace(stored, delivery=seen, effects=effects)

    def _may_be_shared(self, delivery: Delivery) -> bool:
        """Else nobody has written its record since it was read."""
        return not self.is_alone or bool(delivery.shares)

    def write(
        self,
        connection: Connection,
        stored: Iterable[StoredFact],
        mine: Sequence[Settlement],
        address: str,
        at: datetime,
    ) -> None:
        """What came of deliveries of `stored` here, of whoever lives at the address. The caller
        holds the household."""
        written = {each.delivery.id: each.delivery for each in stored}
        if not any(self._may_be_shared(written[each.id]) for each in mine):
            settle(connection, mine, at)
            return
        fresh = read_all(connection, [each.id for each in mine])
        here = destinations_at(connection, address)
        merged = [self.merged(fresh[each.id], each, here, at) for each in mine if each.id in fresh]
        settle(connection, merged, at)

    def merged(
        self, fresh: Delivery, mine: Settlement, here: Collection[str], at: datetime
    ) -> Settlement:
        """The whole record, of which `mine` is this destination's share from now on. `fresh` is the
        delivery as it stands; `here` have a place where its person lives."""
        shares = self._known(fresh)
        if not shares and fresh.state is State.WAITING:
            shares = {name: Share(State.WAITING) for name in self.names if name in here}
        settled_at = None if mine.state is State.WAITING else at
        shares[self.name] = Share(mine.state, mine.reason, mine.next_try_at, settled_at)
        rows = [row for row in fresh.results if self._whose(row) != self.name]
        rows = [*map(self._named, rows), *(self._own(row) for row in mine.results)]
        order = {name: place for place, name in enumerate(self.names)}
        rows.sort(key=lambda row: order.get(self._whose(row), len(order)))
        return summed(replace(fresh, results=rows, shares=shares), self.names)

    def _known(self, delivery: Delivery) -> dict[str, Share]:
        """What was settled before there were several is of the one that there was."""
        if not delivery.shares and delivery.state is not State.WAITING:
            settled = Share(delivery.state, delivery.reason, None, delivery.settled_at)
            return {self.home: settled}
        return dict(delivery.shares)

    def _whose(self, row: Row) -> str:
        return str(row.get(_OF, self.home))

    def _named(self, row: Row) -> Row:
        return row if _OF in row or len(self.names) < 2 else {**row, _OF: self.home}

    def _own(self, row: Row) -> Row:
        alone = len(self.names) < 2 and self.name == self.home
        return row if alone else {**row, _OF: self.name}

    def _is_asked(self, to: Collection[str], sort: str) -> bool:
        return (not to or self.name in to) and (not self.can or sort in self.can)


def summed(delivery: Delivery, names: Iterable[str]) -> Settlement:
    """How a delivery stands by the shares of those that the rules name."""
    counted = {name: delivery.shares[name] for name in names if name in delivery.shares}
    states = {share.state for share in counted.values()}
    every: tuple[State, ...] = (*_KEPT, State.APPLIED)
    state = next((each for each in every if each in states), State.NO_RULE)
    told = [each for each in _KEPT if each in states] or [state]
    waits = [s.again or delivery.next_try_at for s in counted.values() if s.state is State.WAITING]
    return Settlement(
        delivery.id,
        state,
        _reasons(counted, told, named=state in _KEPT),
        delivery.results,
        min(filter(None, waits), default=None) if state is State.WAITING else None,
        delivery.shares,
    )


def _reasons(counted: Mapping[str, Share], told: Iterable[State], *, named: bool) -> str:
    """Each once, those of the gravest state first, with the names of those whose it is."""
    names: dict[str, list[str]] = {}
    for state in told:
        for name, share in counted.items():
            if share.state is state and share.reason:
                names.setdefault(share.reason, []).append(name)
    return " ".join(
        f"{join_and(whose)}: {reason}" if named and len(whose) < len(counted) else reason
        for reason, whose in names.items()
    )


def _absent(delivery: Delivery) -> Share:
    """Of whoever has none: it waits where all of it does, else it was settled without it."""
    waits = delivery.state is State.WAITING and not delivery.shares
    return Share(State.WAITING if waits else State.NO_RULE, "", delivery.next_try_at)


def _without_name(row: Mapping[str, object]) -> Row:
    return {name: value for name, value in row.items() if name != _OF}
