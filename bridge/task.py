"""What one contact is owed, as one worker took it up, and how its deliveries came out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bridge.ledger import Entry, Key
from bridge.model import ABOUT_THE_BUYER, Event, Outcome, Plan, tag_key
from bridge.results import results_of
from bridge.store.contacts import ContactRow
from bridge.store.delivery import Delivery, State, Verdict
from bridge.store.memory import ContactMemory


@dataclass(frozen=True)
class Task:
    """What one contact is owed, as one worker took it up.

    `because_of` is the delivery whose signal it followed; the calls are recorded with that one.
    """

    because_of: int
    contact: ContactRow
    deliveries: Sequence[Delivery]
    ledger: dict[Key, Entry]
    plan: Plan
    memory: ContactMemory

    def after(self, told: dict[Key, Entry]) -> "Task":
        return replace(self, ledger=self.ledger | told)

    def tags(self) -> list[str]:
        firing = [firing.tag for firing in self.plan.fire]
        return [tag_key(tag) for tag in (*self.plan.add, *self.plan.remove, *firing)]

    def owed_anew(self) -> list[str]:
        """The tags beside the plan's that a contact made anew should have and does not."""
        kept = {k.tag for k, e in self.ledger.items() if e.confirmed and e.wants and not k.occasion}
        return sorted(kept - {*self.tags()})

    def verdicts(self, outcome: Outcome, refusal: str = "") -> list[Verdict]:
        """How each of the contact's open deliveries came out."""
        return [self._verdict(delivery, outcome, refusal) for delivery in self.deliveries]

    def _verdict(self, delivery: Delivery, outcome: Outcome, refusal: str) -> Verdict:
        if not delivery.changes:
            return Verdict(delivery.id, State.NO_RULE, "No rule speaks about this.")
        results, owed = results_of(delivery, self.ledger, outcome)
        if not owed:
            return Verdict(delivery.id, State.APPLIED, "", results)
        reasons = {tag_key(each.tag): each.reason for each in outcome.refused}
        told = dict.fromkeys(reasons.get(tag, refusal) for tag in owed)
        return Verdict(delivery.id, State.FAILED, " ".join(told), results)


def set_aside(event: Event) -> tuple[State, str] | None:
    """The state and reason of an event that no contact follows from."""
    if event.problem:
        return State.UNUSABLE, event.problem
    if event.kind not in ABOUT_THE_BUYER:
        return State.KEPT, f"Stored for you to see; '{event.word}' changes no tags."
    if not event.contact.key:
        return State.UNUSABLE, "There is no e-mail address in it, so no contact can be found."
    return None
