"""Which sales are entitlements to which membership."""

from dataclasses import dataclass, replace
from functools import cached_property

from bridge.model import Event, Kind, Membership, Money, Sale
from bridge.rules.block import Block


@dataclass(frozen=True)
class Offer:
    """One membership of the file, and what a sale must be to count for it. One that is switched off
    gives no new entitlements."""

    membership: Membership
    block: Block
    enabled: bool = True

    def covers(self, sale: Sale) -> bool:
        """An entitlement whose purchase, and with it the pricing option, is not known counts, or a
        failed payment would pass unseen."""
        return self.enabled and not self._asked(sale).why_not(_purchase(sale))

    def _asked(self, sale: Sale) -> Block:
        told = sale.bought or sale.item.plan or not self.block.plans
        return self.block if told else self._any_plan

    @cached_property
    def _any_plan(self) -> Block:
        return replace(self.block, plans=(*self.block.plans, ""))


def _purchase(sale: Sale) -> Event:
    return Event(
        source="", key="", kind=Kind.PURCHASE, word="", mode=sale.mode, items=(sale.item,),
        money=Money(None, sale.currency),
    )  # fmt: skip
