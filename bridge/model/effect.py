"""What rules make of an event, or of access that starts or ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bridge.model.kind import Kind
from bridge.model.target import Action, Sort, target_key


@dataclass(frozen=True)
class Effect:
    """One thing that one rule asks for because of one event; stored with its decision.

    `item` is the key of the item on whose behalf it is asked (`product-12`), "" for any. `value` is
    what a field is set to. It counts from `due_at` on, None for at once, and never once an event of
    `unless` (same item; same order where both name one, save for a purchase) or of `unless_any`
    (whatever item) came after its own event. `token` names an occurrence for good: the fact and
    the target, never a rule's name or line; empty for other actions. `to` are the destinations that
    it is for, by their names; none: all that can do it.
    """

    action: Action
    name: str
    rule: str = ""
    line: int = 0
    item: str = ""
    value: str = ""
    token: str = ""
    due_at: datetime | None = None
    unless: frozenset[Kind] = frozenset()
    unless_any: frozenset[Kind] = frozenset()
    of_any_item: bool = field(default=False, compare=False)
    to: tuple[str, ...] = ()

    @property
    def called_off_by(self) -> frozenset[Kind]:
        return self.unless | self.unless_any

    @property
    def sort(self) -> Sort:
        return self.action.sort

    @property
    def target(self) -> str:
        """The key of what it is about; see target_key."""
        return target_key(self.sort, self.name)


def effect_to_json(effect: Effect) -> dict[str, Any]:
    """As it is stored; what is empty is left out."""
    told: dict[str, Any] = {
        name: value for name, value in vars(effect).items() if value or name == "name"
    }
    if effect.due_at:
        told["due_at"] = effect.due_at.isoformat()
    for name in ("unless", "unless_any"):
        if name in told:
            told[name] = sorted(told[name])
    return told


def effect_from_json(told: Mapping[str, Any]) -> Effect:
    """The inverse of effect_to_json; fields it does not know are left out."""
    known = {name: told[name] for name in Effect.__dataclass_fields__ if name in told}
    due_at = known.get("due_at")
    return Effect(
        **known
        | {
            "action": Action(known["action"]),
            "due_at": datetime.fromisoformat(due_at) if due_at else None,
            "unless": frozenset(map(Kind, known.get("unless", ()))),
            "unless_any": frozenset(map(Kind, known.get("unless_any", ()))),
            "to": tuple(known.get("to", ())),
        }
    )


@dataclass(frozen=True)
class TurnRule:
    """A rule for `access starts` or `access ends` of memberships, by their names.

    Each wish is an action, a target's name and, for a field, its value, in which the words of
    rules.yaml for dates still stand as placeholders. It counts `after` the turn. `to` as of an
    Effect.
    """

    name: str
    line: int
    kinds: frozenset[Kind]
    memberships: frozenset[str]
    wishes: tuple[tuple[Action, str, str], ...]
    after: timedelta = timedelta()
    unless: frozenset[Kind] = frozenset()
    unless_any: frozenset[Kind] = frozenset()
    to: tuple[str, ...] = ()
