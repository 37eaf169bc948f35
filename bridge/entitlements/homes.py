"""Where one person lives."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bridge.entitlements.told import Told, order_of
from bridge.model import BY_HAND, OF_AFFILIATES, OF_NO_SALE, Event, Kind, Moment

_MOVES = frozenset({Kind.EMAIL_CHANGED, Kind.PURCHASE})
_MOVES_NOBODY = OF_NO_SALE | OF_AFFILIATES | BY_HAND

Address = tuple[str, Moment]


@dataclass
class Home:
    """Where one person lived, each address with since when; the last is her present one.

    An address that she left comes back by a purchase or a change of address alone. Who never
    bought lives where her last event says.
    """

    stays: list[Address] = field(default_factory=list)
    said: list[Address] = field(default_factory=list)
    _left: set[str] = field(default_factory=set)
    _bought: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, hers: Iterable[Told]) -> "Home":
        home = cls()
        for each in hers:
            home.take(each)
        return home

    @property
    def addresses(self) -> tuple[Address, ...]:
        return tuple(self.stays or self.said[-1:])

    def lived_at(self, address: str, moment: Moment) -> list[Moment]:
        """Since when, if she lived there then."""
        lived = [stay for stay in self.addresses if stay[1] <= moment]
        return [since for at, since in lived[-1:] if at == address]

    def take(self, each: Told) -> None:
        address, kind = each.event.contact.key, each.event.kind
        here = self.stays[-1][0] if self.stays else ""
        if kind is Kind.PURCHASE and not _buys_anew(each.event, self._bought):
            return
        if address and kind in _MOVES_NOBODY and address not in [at for at, _ in self.said[-1:]]:
            self.said.append((address, each.moment))
        if not address or address == here or kind in _MOVES_NOBODY:
            return
        if not here or kind in _MOVES or address not in self._left:
            self._left.add(address)
            self.stays.append((address, each.moment))


def _buys_anew(event: Event, bought: set[tuple[str, str]]) -> bool:
    """Whether an order's purchase is told for the first time; a second one is the same purchase."""
    told = {(order_of(event) or event.key, item.key) for item in event.items}
    anew = not told or not told <= bought
    bought |= told
    return anew
