"""A plan on its way: its steps, target by target, and what came of them."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from bridge.destinations.directory import FoundNames
from bridge.destinations.verdicts import CallRefused, VendorNames
from bridge.model import Done, Outcome, Plan, Refusal, Sort
from bridge.model.errors import AccountRefused, CrmRefused
from bridge.model.text import plural

# How messages tell that one thing is refused: (its sort, its name, the refusal) -> a sentence.
OfOne = Callable[[Sort, str, CrmRefused], str]


@dataclass(frozen=True)
class TargetStep:
    """One target's turn; `write` raises CrmRefused when it is not to be had."""

    name: str
    write: Callable[[], Done]
    sort: Sort = Sort.TAG
    token: str = ""
    hold: str = ""


@dataclass
class Progress:
    """What came of the plan so far."""

    of_one: OfOne
    done: list[Done] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def take(self, step: TargetStep) -> None:
        """A refusal is the step's alone: the next ones go on."""
        try:
            self.done.append(step.write())
        except CrmRefused as refused:
            self.refuse(step.name, refused, step.token, step.sort, step.hold)

    def refuse(
        self,
        name: str,
        refused: CrmRefused,
        token: str = "",
        sort: Sort = Sort.TAG,
        hold: str = "",
    ) -> None:
        """Raises it again where it concerns the whole account."""
        raise_for_account(refused)
        self.refused.append(Refusal(name, self.of_one(sort, name, refused), token, sort, hold))

    def has_id(self, found: FoundNames, sort: Sort, name: str, token: str = "") -> bool:
        """What has no id is refused."""
        if name in found.refused:
            self.refused.append(Refusal(name, found.refused[name], token, sort))
        return name in found.ids

    def outcome(self, *, created: bool = False) -> Outcome:
        return Outcome(tuple(self.done), tuple(self.refused), created)


def lacking(plan: Plan, crm: str, sorts: Collection[Sort]) -> Iterator[Refusal]:
    """What the CRM, which has these `sorts` alone, knows nothing of. A rules file that names it is
    refused before it comes to this."""
    lists = [*(wish.list for wish in plan.subscribe), *plan.unsubscribe]
    access = [(wish.membership, wish.hold) for wish in (*plan.access, *plan.end_access)]
    wished = [
        *((Sort.LIST, name, "", "") for name in lists),
        *((Sort.FIELD, each.field, "", "") for each in plan.fields),
        *((Sort.AUTOMATION, each.tag, each.token, "") for each in plan.start),
        *((Sort.ACCESS, name, "", hold) for name, hold in access),
    ]
    for sort, name, token, hold in wished:
        if sort not in sorts:
            has = (
                "gives no access by itself" if sort is Sort.ACCESS else f"has no {plural(sort, 0)}"
            )
            yield Refusal(name, f"{crm} {has}. Use a tag instead.", token, sort, hold)


def raise_for_account(refused: CrmRefused) -> None:
    """What concerns the whole account is nobody's alone."""
    if isinstance(refused, AccountRefused):
        raise refused


def refusal_of_one(
    crm: VendorNames, sort: Sort, name: str, refused: CrmRefused, menu: str = ""
) -> str:
    """Our sentence about one tag, list, field or automation, then theirs. `menu` is where in the
    account permissions are given."""
    what = f"access to '{name}'" if sort is Sort.ACCESS else f"the {sort} '{name}'"
    return refusal_of(crm, what, refused, menu)


def refusal_of(crm: VendorNames, what: str, refused: CrmRefused, menu: str = "") -> str:
    """`YourCRM refused the tag 'Gold' (403). …`: the same about anything else."""
    if not isinstance(refused, CallRefused):
        return str(refused)
    ours = f"{crm.crm} refused {what} ({refused.status})."
    if refused.status in (401, 403):
        see = f": see there {menu}" if menu else ""
        ours += f" The user of {crm.key_setting} may do other things, and not this one{see}."
    return f"{ours} {crm.crm} says: '{refused.says}'" if refused.says else ours
