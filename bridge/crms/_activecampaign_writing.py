"""Carrying one plan out in ActiveCampaign: remove, then add, then fire."""

from collections.abc import Callable, Iterable

from bridge.crms import Memory
from bridge.crms._activecampaign_contact import AccountContact
from bridge.crms._activecampaign_tagging import CLEARED, FIRED, Tagging, Wanted
from bridge.crms._activecampaign_tags import TagRefused
from bridge.model import Done, Firing, Outcome, Plan, Refusal


class PlanInHand:
    """One plan on its way. `run` once."""

    def __init__(
        self, tagging: Tagging, contact: AccountContact, plan: Plan, memory: Memory
    ) -> None:
        self._tagging = tagging
        self._contact = contact
        self._plan = plan
        self._memory = memory
        self._done: list[Done] = []
        self._refused: list[Refusal] = []

    def run(self) -> Outcome:
        """Removals come first: a tag that blocks access is gone before access is given."""
        adds = self._usable((tag, "") for tag in self._plan.add)
        fires = self._usable((firing.tag, firing.token) for firing in self._unfired())
        self._find_contact(to_write=bool(adds or fires), to_see=bool(fires))
        for tag in self._plan.remove:
            self._done.append(self._tagging.remove(tag))
        for wanted in adds:
            self._try(wanted, self._tagging.add)
        for wanted in fires:
            self._try(wanted, self._tagging.fire)
        return Outcome(tuple(self._done), tuple(self._refused), self._contact.created)

    def _find_contact(self, *, to_write: bool, to_see: bool) -> None:
        """Only what has to be written may create the contact."""
        if to_write:
            self._contact.write()
        if self._plan.remove or to_see:
            self._contact.look()
        if to_write and self._contact.id is None:
            self._contact.sync()
            self._contact.look()

    def _unfired(self) -> list[Firing]:
        """Firings that are left; those half done go first, or their tag would look like ours."""
        states = {firing: self._memory.get(f"fire:{firing.token}") for firing in self._plan.fire}
        for firing, state in states.items():
            if state == FIRED:
                self._done.append(Done(firing.tag, "fired", False, firing.token))
        left = [firing for firing, state in states.items() if state != FIRED]
        return sorted(left, key=lambda firing: states[firing] != CLEARED)

    def _usable(self, asked: Iterable[tuple[str, str]]) -> list[Wanted]:
        """With their tag ids; what has none is refused."""
        usable = []
        for tag, token in asked:
            try:
                usable.append(Wanted(tag, self._tagging.tag_id(tag), token))
            except TagRefused as refused:
                self._refused.append(Refusal(tag, str(refused), token))
        return usable

    def _try(self, wanted: Wanted, write: Callable[[Wanted], Done]) -> None:
        try:
            self._done.append(write(wanted))
        except TagRefused as refused:
            self._refused.append(Refusal(wanted.tag, str(refused), wanted.token))
