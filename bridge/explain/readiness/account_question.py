"""Whether a destination's account has every name of the rules: the question, and its words."""

from collections.abc import Iterable, Sequence

from bridge.destinations import registry
from bridge.destinations.base import Crm, TagReport
from bridge.model import Destination, Sort, is_told_to, target_key
from bridge.model.errors import AccountRefused, CrmRefused, CrmUnavailable
from bridge.model.text import counted, join_and
from bridge.rules import Rules
from bridge.rules.file.report import Report, show

NO_ANSWER = (AccountRefused, CrmRefused, CrmUnavailable)


def ask(account: Crm, names: Iterable[tuple[Sort, str]]) -> TagReport:
    """What of these the account lacks. Raises one of NO_ANSWER."""
    names = [*names]
    tags = [name for sort, name in names if sort is Sort.TAG]
    others = [each for each in names if each[0] is not Sort.TAG]
    return account.check(tags, others)


def names_of(rules: Rules, destination: Destination) -> tuple[tuple[Sort, str], ...]:
    """What the rules name for it."""
    return rules.names_for(destination.name, registry.vendors()[destination.vendor].sorts)


def names_beside(sort: Sort, name: str, rules: Rules) -> set[str]:
    """The target keys of all that the memberships need of which this is a part."""
    parts = [each for each in rules.rules if each.enabled and each.membership]
    keys = [(each.membership, target_key(action.sort, target))
            for each in parts for action, target in each.wishes]  # fmt: skip
    mine = {membership for membership, key in keys if key == target_key(sort, name)}
    return {key for membership, key in keys if membership in mine}


def missing_tags(
    report: TagReport, destination: Destination, rules: Rules | None = None
) -> list[str]:
    """A sentence for each tag that the account lacks; of `rules`, the first that names it."""
    return [_missing(Sort.TAG, tag, near, destination, rules) for tag, near in report.missing]


def missing_others(
    report: TagReport, destination: Destination, rules: Rules | None = None
) -> list[str]:
    """A sentence for each list, field, automation and membership that it lacks, likewise."""
    return [_missing(sort, name, near, destination, rules) for sort, name, near in report.others]


def _missing(
    sort: Sort, name: str, near: str | None, destination: Destination, rules: Rules | None
) -> str:
    what = missing_words(sort, name, near, destination)
    line, owner = first_naming(sort, name, destination, rules) if rules else (0, "")
    if rules is None or not owner:
        return what[:1].upper() + what[1:]
    return Report(rules.name).sentence(line, what, owner)


def missing_words(sort: Sort, name: str, near: str | None, destination: Destination) -> str:
    """`the tag 'Gold' does not exist in YourCRM. Nearest there: 'Golden'.`"""
    hint = f" Nearest there: '{near}'." if near else ""
    thing = "membership" if sort is Sort.ACCESS else sort
    return f"the {thing} '{name}' does not exist in {registry.label(destination)}.{hint}"


def first_naming(sort: Sort, name: str, destination: Destination, rules: Rules) -> tuple[int, str]:
    """The line and owner of what first names it for that destination; (0, "") for nothing."""
    key = target_key(sort, name)
    if sort is Sort.ACCESS:
        known = (offer.membership for offer in rules.offers if offer.enabled)
        for each in known:
            if is_told_to(each.to, destination.name) and target_key(sort, each.at_site) == key:
                return each.line, f"membership '{show(each.name)}'"
    for rule in (
        each for each in rules.rules if each.enabled and is_told_to(each.to, destination.name)
    ):
        if key in (target_key(each.sort, target) for each, target in rule.wishes):
            return rule.line, f"rule '{show(rule.name)}'"
    return 0, ""


def unchecked_words(names: Sequence[tuple[Sort, str]]) -> str:
    """Of an account that did not answer."""
    sorts = {sort for sort, _ in names}
    what = "tags" if Sort.TAG in sorts else "memberships" if Sort.ACCESS in sorts else "names"
    return f"The {what} were not checked."


def has_words(names: Sequence[tuple[Sort, str]]) -> str:
    """`` and has all 2 tags of the rules``"""
    if not names:
        return "; the rules name nothing for it"
    numbers = {sort: sum(each is sort for each, _ in names) for sort in (Sort.TAG, Sort.ACCESS)}
    tags, accesses = numbers.values()
    others = len(names) - tags - accesses
    if len(names) == 1 and not others:
        return f" and has the one {'tag' if tags else 'membership'} of the rules"
    if len(names) in (tags, accesses):
        return f" and has all {len(names)} {'tags' if tags else 'memberships'} of the rules"
    more = "list, field or automation" if others == 1 else "lists, fields and automations"
    parts = ((tags, counted(tags, "tag")), (accesses, counted(accesses, "membership")),
             (others, f"{others} {more}"))  # fmt: skip
    return f" and has {join_and(told for number, told in parts if number)} of the rules"
