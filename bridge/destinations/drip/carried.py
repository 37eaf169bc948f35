"""What a person in Drip carries of tags, and how it is changed by her id.

`tags` in a write are added to what she has, `remove_tags` taken off, and the answer lists what she
has then: what it shows otherwise is sent once more, and refused where that is in vain.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bridge.destinations.drip.subscriber import DripSubscriber
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Done, tag_key
from bridge.model.errors import CrmUnavailable


@dataclass(frozen=True)
class TagWish:
    """A tag by its name in the plan, and as the account spells it; with a token it is a firing."""

    name: str
    tag: str
    token: str = ""


class CarriedTags:
    """Of one person. Everything here is by her id, after she was seen: nobody is made."""

    def __init__(self, person: DripSubscriber) -> None:
        self._person = person

    def have(self, wish: TagWish) -> bool:
        return self._person.carries(wish.tag)

    def change(
        self, on: Sequence[TagWish] = (), off: Sequence[TagWish] = (), *, repeat: bool = True
    ) -> None:
        """What is taken off goes as she has it. Raises CallRefused."""
        about = " ".join(tag_key(wish.tag) for wish in (*on, *off))
        hers = self._person.carried
        off = [replace(wish, tag=hers.get(tag_key(wish.tag), wish.tag)) for wish in off]
        if not self._person.amend(told(on, off), about=about, repeat=repeat):
            crm = self._person.crm.crm
            raise CrmUnavailable(f"The contact was deleted in {crm} just now.")

    def take_off(self, wish: TagWish) -> Done:
        """One that she has."""
        self.change(off=[wish])
        return self.gone(wish)

    def put_on(self, wish: TagWish, *, repeat: bool = True) -> Done:
        """One that she has not."""
        self.change(on=[wish], repeat=repeat)
        return self.there(wish)

    def gone(self, wish: TagWish) -> Done:
        """It was taken off. Raises TargetRefused where it stays all the same."""
        if self.have(wish):
            self.change(off=[wish])
        if self.have(wish):
            raise TargetRefused(self._in_vain(wish, "take off", "has it still"))
        return Done(wish.name, "removed")

    def there(self, wish: TagWish) -> Done:
        """It was put on. Raises TargetRefused where she has it not all the same."""
        if not self.have(wish):
            self.change(on=[wish])
        if not self.have(wish):
            raise TargetRefused(self._in_vain(wish, "put on", "has it not"))
        return Done(wish.name, "added")

    def _in_vain(self, wish: TagWish, did: str, shows: str) -> str:
        crm = self._person.crm.crm
        ours = f"{crm} was told to {did} the tag '{wish.name}' and answers that the contact"
        return f"{ours} {shows}. See there what becomes of it."


def told(on: Sequence[TagWish], off: Sequence[TagWish]) -> dict[str, object]:
    """As `POST /subscribers` takes it."""
    spelt = {"tags": on, "remove_tags": off}
    tags = {name: [*dict.fromkeys(wish.tag for wish in those)] for name, those in spelt.items()}
    return {name: those for name, those in tags.items() if those}
