"""Whatever somebody says by hand of a person, from a command or from a page: looked over, and kept
as an event like everything else that happens."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Engine

from bridge.explain.by_hand.holder import Holder, holder_at, membership_of, spelled
from bridge.explain.by_hand.taken_back import AlreadyTakenBack, backs_of, what_stands
from bridge.explain.next_steps import COMMANDS, NextSteps
from bridge.explain.snapshot import snapshot_of
from bridge.explain.upcoming import ToCome, to_come
from bridge.explain.whole_delivery import OPERATOR
from bridge.model import BY_HAND, Contact, Event, Hand, Kind
from bridge.model.errors import BridgeError
from bridge.reconcile.library import Library
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery

_NO_HAND = "Delivery {} is nothing that a hand did. {}"


@dataclass(frozen=True)
class HandSaid:
    """The delivery that says it, of whom (where she lives now), and what it is about: a
    membership's name, or in words what is to come. `duplicate`: it was said before."""

    delivery: int
    email: str
    what: str
    duplicate: bool = False


class HandSpeaker:
    """Speaks for `who`. Every word counts for itself, unless it has a key (`once`): of those that
    have the same one the first counts. Workers are not told: they are by whoever asked for it.

    Every method raises BridgeError with what is wrong, in words for people.
    """

    def __init__(
        self, engine: Engine, library: Library, who: str, steps: NextSteps = COMMANDS
    ) -> None:
        self._engine = engine
        self._library = library
        self._who = who
        self._steps = steps

    def grant(
        self, email: str, membership: str, until: datetime | None, why: str, once: str = ""
    ) -> HandSaid:
        name, her = self._membership(membership), self._holder(email)
        return self._say(Kind.GRANTED_BY_HAND, her.email, Hand(name, until, why), once)

    def end(self, email: str, membership: str, why: str, once: str = "") -> HandSaid:
        her = self._holder(email)
        name = self._membership(membership, her)
        _insist_on_an_end(her, name, self._steps)
        return self._say(Kind.ENDED_BY_HAND, her.email, Hand(name, why=why), once)

    def ban(self, email: str, membership: str | None, why: str, once: str = "") -> HandSaid:
        """None stands for every membership."""
        her = self._holder(email)
        name = "" if membership is None else self._membership(membership, her, ever=True)
        return self._say(Kind.BANNED_BY_HAND, her.email, Hand(name, why=why), once)

    def skip(self, email: str, id_: str, why: str, once: str = "") -> HandSaid:
        """What is to come never happens."""
        return self._about_to_come(Kind.SKIPPED_BY_HAND, email, id_, why, once)

    def hurry(self, email: str, id_: str, why: str, once: str = "") -> HandSaid:
        """What is to come counts from now on."""
        return self._about_to_come(Kind.HURRIED_BY_HAND, email, id_, why, once)

    def is_to_come(self, email: str, id_: str) -> ToCome:
        """`id_` may be its whole subject, too."""
        every = to_come(snapshot_of(self._engine, self._library, email))
        found = next((each for each in every if id_ in (each.id, each.subject)), None)
        if found is None:
            lists = self._steps.list_upcoming(email)
            raise BridgeError(f"Nothing of that ID is to come for {email}. {lists}")
        return found

    def may_be_taken_back(self, id_: int) -> Delivery:
        """What a hand said with this delivery, and nobody took back."""
        said = Deliveries(self._engine).find(id_)
        if said is None or said.event.kind not in BY_HAND or not said.event.hand:
            raise BridgeError(_NO_HAND.format(id_, self._steps.find_person()))
        if back := what_stands(said.event.key, backs_of(self._engine, said)):
            raise AlreadyTakenBack(said, back)
        return said

    def take_back(self, id_: int) -> HandSaid:
        """Once, however often and by however many it is said; what takes back may be taken back
        itself."""
        said = self.may_be_taken_back(id_)
        hand = said.event.hand or Hand()
        word = Hand(hand.membership, why="taken back", about=said.event.key, what=hand.what)
        # Two who say it at once say it with one key.
        number = len(backs_of(self._engine, said).get(said.event.key, ()))
        lives_at = self._holder(said.event.contact.email).email
        kind, key = Kind.TAKEN_BACK_BY_HAND, f"{said.event.key}:back {number}"
        told = self._say(kind, lives_at, word, key)
        if told.duplicate:
            raise AlreadyTakenBack(said, told.delivery)
        return told

    def _about_to_come(self, kind: Kind, email: str, id_: str, why: str, once: str) -> HandSaid:
        found = self.is_to_come(email, id_)
        word = Hand(why=why, about=found.subject, what=found.what)
        return self._say(kind, found.email, word, once, found.what)

    def _say(self, kind: Kind, email: str, hand: Hand, key: str, what: str = "") -> HandSaid:
        at, key = datetime.now(UTC), key or f"bridge:hand:{uuid4().hex}"
        body = {OPERATOR: self._who}
        event = Event("bridge", key, kind, kind, at, contact=Contact(email), hand=hand, body=body)
        kept = Deliveries(self._engine).keep(event, at)
        return HandSaid(kept.id, email, what or hand.membership, kept.duplicate)

    def _holder(self, email: str) -> Holder:
        return holder_at(self._engine, self._library, email)

    def _membership(self, name: str, her: Holder | None = None, *, ever: bool = False) -> str:
        return membership_of(self._engine, self._library, name, her, ever=ever)


def _insist_on_an_end(her: Holder, name: str, steps: NextSteps) -> None:
    """Raises BridgeError where she has nothing that could end; what still waits for the workers may
    be something."""
    if her.waits or spelled(name, her.holds):
        return
    if her.known is None:
        raise BridgeError(f"Nobody is known by the address {her.email}, so there is nothing to "
                          f"end. {steps.ban_stranger()}")  # fmt: skip
    has = f"{her.email} has no membership '{name}'"
    if spelled(name, her.had):
        has = f"{name} of {her.email} has ended already"
    raise BridgeError(f"{has}, so nothing was done. {her.account}")
