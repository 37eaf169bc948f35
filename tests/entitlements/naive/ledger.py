"""The naive fold's money: what of each payment is left, and which refunds ended it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from bridge.model import Event, Kind
from tests.entitlements.naive.people import Position

PAYMENTS = frozenset({Kind.PURCHASE, Kind.REBILL, Kind.COMPLETED})


@dataclass(frozen=True)
class Entry:
    """One event of one entitlement; `money` is its share of it, None where it can't be known."""

    position: Position
    event: Event
    money: Fraction | None = None

    @property
    def pays(self) -> bool:
        return self.event.kind in PAYMENTS


def same_currency(one: Event, other: Event) -> bool:
    return one.money.currency == other.money.currency or "" in (
        one.money.currency,
        other.money.currency,
    )


def payments_with_money(entries: Sequence[Entry]) -> list[Entry]:
    """Each purchase once; a completion without an amount tells of the last rebill's money."""
    found: list[Entry] = []
    for entry in entries:
        again = entry.event.kind is Kind.PURCHASE and any(
            earlier.event.kind is Kind.PURCHASE for earlier in found
        )
        silent = entry.event.kind is Kind.COMPLETED and entry.money is None
        if entry.pays and not again and not silent:
            found.append(entry)
    return found


@dataclass
class Ledger:
    """What is left of each payment by its delivery key, and the refunds after which nothing is."""

    left: dict[str, Fraction | None] = field(default_factory=dict)
    ending: list[Entry] = field(default_factory=list)
    given_back: set[str] = field(default_factory=set)


def ledger_of(entries: Sequence[Entry]) -> Ledger:
    """Refunds take from the newest payments before them. Money is counted in its currency; an
    amount that can't be known counts as all."""
    ledger, paying = Ledger(), {entry.event.key: entry for entry in payments_with_money(entries)}
    for entry in entries:
        if entry.event.key in paying:
            ledger.left[entry.event.key] = entry.money
        elif entry.event.kind is Kind.REFUND:
            _give_back(ledger, entry, paying)
            if ledger.ending[-1:] == [entry]:
                paid = [each for each in entries if each.pays and each.position < entry.position]
                ledger.given_back |= {each.event.key for each in paid}
    return ledger


def _give_back(ledger: Ledger, refund: Entry, paying: dict[str, Entry]) -> None:
    fitting = [key for key in ledger.left if same_currency(refund.event, paying[key].event)]
    if refund.money is None or None in ledger.left.values() or not fitting:
        ledger.given_back |= set(ledger.left)
        ledger.left = dict.fromkeys(ledger.left, Fraction(0))
    else:
        rest = refund.money
        for key in reversed(fitting):
            had = ledger.left[key] or Fraction(0)
            taken = min(rest, had)
            rest, ledger.left[key] = rest - taken, had - taken
            ledger.given_back |= {key} if taken and taken == had else set()
    if not any(ledger.left.values()):
        ledger.ending.append(refund)


def is_given_back(entries: Sequence[Entry]) -> bool:
    """Whether it is ended: all that was paid was given back, and nothing paid since."""
    ending = ledger_of(entries).ending
    return bool(ending) and not any(
        entry.pays and entry.position > ending[-1].position for entry in entries
    )
