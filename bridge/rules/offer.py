"""Which sales are entitlements to which membership."""

from dataclasses import dataclass, replace
from functools import cached_property

from bridge.model import Event, Kind, Membership, Money, Refunds, Sale
from bridge.model.membership import PATIENCE
from bridge.rules.block import Block
from bridge.rules.later import PERIOD_END, counted, span


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

    @property
    def lasting(self) -> dict[str, str]:
        """What of the membership no plain rule can say, as rules.yaml writes it."""
        known, told = self.membership, {}
        if known.lasts_months:
            told["lasts"] = counted(known.lasts_months, "month")
        elif known.lasts:
            told["lasts"] = span(known.lasts)
        if known.completed_ends:
            told["completed"] = f"at {PERIOD_END}"
        if known.patience != PATIENCE:
            told["patience"] = _seconds(int(known.patience.total_seconds()))
        if known.refunds is Refunds.ANY:
            told["refund"] = str(Refunds.ANY)
        return told

    def _asked(self, sale: Sale) -> Block:
        told = sale.bought or sale.item.plan or not self.block.plans
        return self.block if told else self._any_plan

    @cached_property
    def _any_plan(self) -> Block:
        return replace(self.block, plans=(*self.block.plans, ""))


def _seconds(seconds: int) -> str:
    """`90 seconds`, `2 hours`, or `0`."""
    units = ((3600, "hour"), (60, "minute"), (1, "second"))
    size, unit = next(each for each in units if seconds % each[0] == 0)
    return counted(seconds // size, unit) if seconds else "0"


def _purchase(sale: Sale) -> Event:
    return Event(
        source="", key="", kind=Kind.PURCHASE, word="", mode=sale.mode, items=(sale.item,),
        money=Money(None, sale.currency),
    )  # fmt: skip
