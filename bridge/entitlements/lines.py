"""The life of one entitlement so far: its events, its sale, and what is left of what was paid."""

from dataclasses import dataclass, field, replace

from bridge.entitlements.money import Purse
from bridge.entitlements.told import Told
from bridge.model import Event, Item, Kind, Moment, Sale


@dataclass(frozen=True)
class Step:
    """One event in an entitlement's life. `amount` is this entitlement's share of the money, in
    hundredths, None where it cannot be known. `given_back`: with it, all that was paid is. `again`:
    it tells a purchase that was told before."""

    told: Told
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

    def pay(self, told: Told, item: Item, amount: int | None) -> None:
        self.sale = _known_better(self.sale, item, told.event)
        if amount is None and told.event.kind is Kind.COMPLETED:
            self.purse.empty = False  # it tells of the last payment, and of no money beside it
        else:
            self.purse.pay(amount, told.event.money.currency)
        self.steps.append(Step(told, amount))

    def give_back(self, told: Told, amount: int | None) -> None:
        gone = self.purse.give_back(amount, told.event.money.currency)
        self.steps.append(Step(told, amount, gone))

    def note(self, told: Told, item: Item, *, again: bool = False) -> None:
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
