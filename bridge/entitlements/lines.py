"""One entitlement so far: its events, its sale, and what is left of what was paid for it."""

from dataclasses import dataclass, field, replace

from bridge.entitlements.inputs import TimedFact
from bridge.model import Event, Item, Kind, Moment, Sale


@dataclass(frozen=True)
class Step:
    """One event in an entitlement's life. `amount` is this entitlement's share of the money, in
    hundredths, None where it cannot be known. `given_back`: with it, all that was paid is. `again`:
    it tells a purchase that was told before."""

    told: TimedFact
    amount: int | None = None
    given_back: bool = False
    again: bool = False

    @property
    def moment(self) -> Moment:
        return self.told.moment

    @property
    def event(self) -> Event:
        return self.told.event


@dataclass
class Purse:
    """Amounts in hundredths. An amount that cannot be known counts as all that was paid."""

    _paid: dict[str, int] = field(default_factory=dict)
    _returned: dict[str, int] = field(default_factory=dict)
    _unknown: bool = False  # a payment whose amount is not told
    empty: bool = False  # all was given back, and nothing was paid since

    def pay(self, amount: int | None, currency: str) -> None:
        self.empty = False
        currency = self._meant(currency)
        if amount is None:
            self._unknown = True
        else:
            self._paid[currency] = self._paid.get(currency, 0) + amount

    def give_back(self, amount: int | None, currency: str) -> bool:
        """Whether all that was paid is given back with it."""
        currency = self._meant(currency)
        if amount is None or self._unknown or currency not in self._paid:
            self._returned = dict(self._paid)
            self._unknown = False
        else:
            self._returned[currency] = self._returned.get(currency, 0) + amount
        self.empty = all(self._returned.get(name, 0) >= paid for name, paid in self._paid.items())
        return self.empty

    def paid(self, currency: str) -> int | None:
        """All payments in that currency; None where one of them is not known."""
        return None if self._unknown else self._paid.get(self._meant(currency), 0)

    def _meant(self, currency: str) -> str:
        """Where the event or the payments name no currency, the only one there is."""
        only = next(iter(self._paid)) if len(self._paid) == 1 else None
        return only if only is not None and "" in (currency, only) else currency


@dataclass
class Line:
    """One entitlement: one item of one order, and its life so far."""

    key: str
    order: str
    sale: Sale
    steps: list[Step] = field(default_factory=list)
    purse: Purse = field(default_factory=Purse)
    bought: bool = False

    @property
    def began(self) -> Moment:
        return self.steps[0].moment

    @property
    def once(self) -> bool:
        """Whether all its lines, as far as they are told, are paid by a single payment."""
        key = self.sale.item.key
        lines = [item.single for step in self.steps for item in step.event.items if item.key == key]
        told = [single for single in lines if single is not None]
        return bool(told) and all(told)

    def pay(self, told: TimedFact, item: Item, amount: int | None) -> None:
        self.sale = _known_better(self.sale, item, told.event)
        if amount is None and told.event.kind is Kind.COMPLETED:
            self.purse.empty = False  # it tells of the last payment, and of no money beside it
        else:
            self.purse.pay(amount, told.event.money.currency)
        self.steps.append(Step(told, amount))

    def give_back(self, told: TimedFact, amount: int | None) -> None:
        gone = self.purse.give_back(amount, told.event.money.currency)
        self.steps.append(Step(told, amount, gone))

    def note(self, told: TimedFact, item: Item, *, again: bool = False) -> None:
        self.sale = _known_better(self.sale, item, told.event)
        self.steps.append(Step(told, again=again))


def _known_better(sale: Sale, item: Item, event: Event) -> Sale:
    """What an event tells of the item counts where nothing is known yet; a purchase knows best."""
    mine, bought = sale.item, event.kind is Kind.PURCHASE
    better = replace(
        mine,
        plan=(item.plan or mine.plan) if bought else (mine.plan or item.plan),
        name=(item.name or mine.name) if bought else (mine.name or item.name),
        single=item.single if bought and item.single is not None else mine.single,
    )
    currency = sale.currency or event.money.currency
    return replace(sale, item=better, currency=currency, bought=sale.bought or bought)
