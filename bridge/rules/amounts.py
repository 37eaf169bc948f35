"""What a rule may ask of an event as a whole: amount, time, payment, the consent box."""

from dataclasses import dataclass

from bridge.model import Event, Kind
from bridge.model.text import duration, join_or, money
from bridge.rules.conditions import Condition


@dataclass(frozen=True)
class Bounded(Condition):
    """A number must lie within both bounds, which are included; None is without bound."""

    words: tuple[str, ...]  # as the file writes them: at least 49.00
    least: int | None = None
    most: int | None = None
    key: str = ""

    @property
    def told(self) -> str:
        """`at least 49.00 and below 100`"""
        return " and ".join(self.words)

    def within(self, number: int) -> bool:
        return not _over(self.least, number) and not _over(number, self.most)

    def _covers(self, other: "Bounded") -> bool:
        low = self.least is None or (other.least is not None and other.least >= self.least)
        return low and (self.most is None or (other.most is not None and other.most <= self.most))

    def _excludes(self, other: "Bounded") -> bool:
        return _over(self.least, other.most) or _over(other.least, self.most)

    @property
    def impossible(self) -> bool:
        """Whether no number lies within both bounds."""
        return _over(self.least, self.most)


def _over(least: int | None, most: int | None) -> bool:
    return least is not None and most is not None and least > most


@dataclass(frozen=True)
class Amount(Bounded):
    """The event's amount, in hundredths."""

    key: str = "amount"

    def why_not(self, event: Event) -> str:
        only, amount = f"only amounts {self.told}", event.money.amount
        if amount is None:
            return f"{only}; this names none"
        return "" if self.within(amount) else f"{only}; this was {money(amount)}"


@dataclass(frozen=True)
class SinceOrder(Bounded):
    """The time from the order to the event, in seconds."""

    key: str = "since order"

    def why_not(self, event: Event) -> str:
        only, since = f"only {self.told} since the order", event.since_order
        if since is None:
            return f"{only}; this does not tell when the order was"
        if self.within(int(since.total_seconds())):
            return ""
        if event.kind is Kind.PURCHASE:
            return f"{only}; this is the order itself"
        return f"{only}; this came {duration(since)} after it"


@dataclass(frozen=True)
class Consent(Condition):
    """The order form's confirmation box must be shown and ticked, or shown and not ticked."""

    ticked: bool
    key: str = "consent"

    @property
    def written(self) -> object:
        return self.ticked

    def why_not(self, event: Event) -> str:
        if event.consent is self.ticked:
            return ""
        only = f"only with the consent box {'ticked' if self.ticked else 'left empty'}"
        if event.consent is None:
            return f"{only}; this showed none"
        return f"{only}; this had it {'ticked' if event.consent else 'empty'}"

    def _excludes(self, other: "Consent") -> bool:
        return other != self


@dataclass(frozen=True)
class Payment(Condition):
    """Which payment it must be: `first` (the purchase), `last`, or the cart's `number 3`."""

    words: tuple[str, ...]
    key: str = "payment"

    def why_not(self, event: Event) -> str:
        if any(_is_payment(word, event) for word in self.words):
            return ""
        number, left = event.subscription.payment_number, event.subscription.payments_left
        this = "was the first" if event.kind is Kind.PURCHASE else "names no number"
        if number is not None:
            this = f"was number {number}"
            this += f" with {left} left" if left is not None else ""
        return f"only payment {join_or(self.words)}; this {this}"

    def _covers(self, other: "Payment") -> bool:
        return set(other.words) <= set(self.words)

    def _excludes(self, other: "Payment") -> bool:
        # Some numbered payment is the last, too.
        mine, theirs = set(self.words), set(other.words)
        return "last" not in mine | theirs and not mine & theirs


def _is_payment(word: str, event: Event) -> bool:
    if word == "first":
        return event.kind is Kind.PURCHASE
    if word == "last":
        # ThriveCart counts `remaining_rebills` down to 0 (real payloads); an order is no rebill.
        left = event.subscription.payments_left
        return event.kind is Kind.COMPLETED or (event.kind is Kind.REBILL and left == 0)
    return event.subscription.payment_number == int(word.removeprefix("number "))
