"""What her account at the destination has by now, beside what it should have."""

from bridge.destinations.registry import called
from bridge.entitlements.desired import Held, Value
from bridge.explain.known import Known
from bridge.model import tag_key
from bridge.store.occurrences import DONE


def unknown_of(known: Known, each: Held) -> str:
    """What the account has otherwise than it should be: there the site looks."""
    if not known.is_now:
        return ""
    crm, part = called(known.destination.name), each.membership
    names = [part.tag or part.trigger, *part.blocking_tags]
    keys = [tag_key(name) for name in names if name]
    refused = [known.applied[k].refused for k in keys if k in known.applied]
    if why := next(filter(None, refused), ""):
        return f", but {crm} will not have it: {why.rstrip('.')}"
    differs = _is_unfired(known, part.trigger) or any(_differs(known, key) for key in keys)
    return f", but {crm} does not know yet" if differs else ""


def _is_unfired(known: Known, trigger: str) -> bool:
    """Whether the tag that grants at AccessAlly was to be fired, and was not."""
    fired = [each for each in known.state.occurrences if trigger and each.name == trigger]
    return any(not each.quiet and known.occurrences.get(each.token) != DONE for each in fired[-1:])


def _differs(known: Known, key: str) -> bool:
    """Whether a tag was told otherwise than it should be, or not yet."""
    desired, told = known.state.targets.get(key), known.applied.get(key)
    if desired is None or desired.value is Value.UNSPOKEN:
        return False
    return (told is not None and told.value == Value.WANTED) != (desired.value is Value.WANTED)


def is_told(known: Known) -> bool:
    """Whether nothing is to be told to the account, and nothing was refused there."""
    settled = (
        known.is_now
        and known.place is not None
        and not known.place.is_due
        and not known.place.attempts
    )
    return settled and not any(each.refused for each in known.applied.values())
