"""What one contact is owed, as one worker took it up, and how its deliveries came out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bridge.ledger import Entry, Key
from bridge.model import ABOUT_THE_BUYER, OUR_OWN, Event, Kind, Outcome, Plan
from bridge.results import NOTHING_WAITED, results_of
from bridge.store.contacts import ContactRow
from bridge.store.delivery import Delivery, State, Verdict
from bridge.store.memory import ContactMemory
from bridge.store.timers import Name, Timer


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
    timers: Mapping[Name, Timer] = field(default_factory=dict)

    def after(self, told: dict[Key, Entry]) -> "Task":
        return replace(self, ledger=self.ledger | told)

    def owed_anew(self) -> list[str]:
        """The targets beside the plan's that a contact made anew should have and does not."""
        told = [key for key, e in self.ledger.items() if e.confirmed and e.wants]
        kept = {key.target for key in told if not key.occasion}
        return sorted(kept - {*self.plan.targets()})

    def verdicts(self, outcome: Outcome, refusal: str = "") -> list[Verdict]:
        """How each of the contact's open deliveries came out."""
        return [self._verdict(delivery, outcome, refusal) for delivery in self.deliveries]

    def _verdict(self, delivery: Delivery, outcome: Outcome, refusal: str) -> Verdict:
        if not delivery.changes:
            return Verdict(delivery.id, State.NO_RULE, "No rule speaks about this.")
        results, owed = results_of(delivery, self.ledger, outcome, self.timers)
        if all(result["what"] == NOTHING_WAITED for result in results):
            return Verdict(delivery.id, State.NO_RULE, "No rule speaks about this.", results)
        if not owed:
            return Verdict(delivery.id, State.APPLIED, "", results)
        reasons = {each.target: each.reason for each in outcome.refused}
        told = dict.fromkeys(reasons.get(tag, refusal) for tag in owed)
        return Verdict(delivery.id, State.FAILED, " ".join(told), results)


def set_aside(event: Event) -> tuple[State, str] | None:
    """The state and reason of an event that no contact follows from."""
    if event.problem:
        return State.UNUSABLE, event.problem
    if event.kind in OUR_OWN:
        what = "carries out" if event.kind is Kind.RULES_APPLIED else "takes back"
        return State.KEPT, f"The bridge's own: it {what} what other rules decided."
    if event.kind not in ABOUT_THE_BUYER:
        return State.KEPT, f"Stored for you to see; '{event.word}' changes no tags."
    if not event.contact.key:
        return State.UNUSABLE, "There is no e-mail address in it, so no contact can be found."
    return None
