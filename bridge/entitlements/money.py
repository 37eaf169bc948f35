"""What was paid for one entitlement and given back, by currency."""

from dataclasses import dataclass, field


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
