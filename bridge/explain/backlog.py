"""What the destination has not been told yet of a buyer, and who must do something about it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bridge.destinations.registry import called
from bridge.entitlements.desired import Held, Value
from bridge.explain.rule_gaps import delivery_words
from bridge.explain.snapshot import Snapshot
from bridge.model import tag_key
from bridge.model.text import clock, exact_clock
from bridge.store.delivery import Delivery, State
from bridge.store.destinations import DestinationState
from bridge.store.occurrences import DONE


def untold_of(known: Snapshot, each: Held) -> str:
    """What the account has otherwise than it should be, where the site looks, and whom that needs:
    `YourCRM has not been told: the bridge tries again at 14:05:10 without you`; empty where
    it has all."""
    if not known.is_now:
        return ""
    part, crm = each.membership, called(known.destination.name)
    names = [part.tag or part.trigger, *part.blocking_tags]
    keys = [tag_key(name) for name in names if name]
    refused = [known.applied[key].refused for key in keys if key in known.applied]
    if why := next(filter(None, refused), ""):
        failed = [d.id for d in known.deliveries if d.state is State.FAILED and why in d.reason]
        then = f". Then run `bridge retry {' '.join(map(str, failed))}`" if failed else ""
        return f"{crm} will not have it, so it needs you: {why.rstrip('.')}{then}"
    if not _is_unfired(known, part.trigger) and not any(_differs(known, key) for key in keys):
        return ""
    account, place = known.destination, known.place
    if account.paused:
        return f"{crm} is paused, so it needs you: {account.paused_because.rstrip('.')}"
    again = place.wake_at if place and place.attempts else None
    if again:
        return f"{crm} has not been told: the bridge tries again {_when(again, known.now)}"
    if place and not place.is_due and not place.contact:
        return f"{crm} has no contact of hers to be told of it"
    return f"{crm} has not been told: the workers do that without you"


def is_told(known: Snapshot) -> bool:
    """Whether nothing is to be told to the account, and nothing was refused there."""
    place = known.place
    settled = known.is_now and place is not None and not place.is_due and not place.attempts
    return settled and not any(each.refused for each in known.applied.values())


def undone_sentences(undone: Sequence[Delivery], now: datetime, told: str = "") -> Iterator[str]:
    """Whom each delivery needs that failed or waits, save where `told` says so already."""
    for each in undone:
        what, why = delivery_words(each), each.reason.rstrip(".")
        if each.household_id is None:
            yield f"The workers have not come to her {what} yet."
        elif each.state is State.FAILED and why not in told:
            yield f"Her {what} needs you: {why}. Then run `bridge retry {each.id}`."
        elif each.next_try_at and each.next_try_at > now and "without you" not in told:
            yield f"Her {what} waits: the bridge tries again {_when(each.next_try_at, now)}."


def pause_words(account: DestinationState) -> str:
    """`YourCRM is paused since 31 Jan 2026, 14:00: it refused the key (403).`"""
    since = f"{called(account.name)} is paused since {clock(account.paused_since)}"
    return f"{since}: {account.paused_because}"


def next_step(
    delivery: Delivery, now: datetime, accounts: Iterable[DestinationState] = (), then: str = ""
) -> str:
    """Why it stands as it does, and whether a person must act, and `then` what else, or it goes on
    alone; "" where there is nothing to say. While one of the `accounts` is paused, nothing does."""
    reason, again = delivery.reason, delivery.next_try_at
    if delivery.state is State.FAILED:
        return " ".join(filter(None, (f"needs you: {reason}", then)))
    if delivery.state is not State.WAITING:
        return reason
    if paused := next((each.paused_because for each in accounts if each.paused), ""):
        return f"needs you: {paused} Then it goes on without you."
    if not again or (again <= now and not reason):
        return reason
    words = f"tries again {_when(again, now)}"
    return f"{reason} {words[0].upper()}{words[1:]}." if reason else words


def _when(at: datetime, now: datetime) -> str:
    """`at 14:05:10 without you`, with its day where that is another one."""
    if at <= now:
        return "without you as soon as a worker is free"
    day, today = at.astimezone(), now.astimezone()
    clock_ = f"{day:%H:%M:%S}" if day.date() == today.date() else exact_clock(at)
    return f"at {clock_} without you"


def _is_unfired(known: Snapshot, trigger: str) -> bool:
    """Whether the tag that grants at AccessAlly was to be fired, and was not."""
    fired = [each for each in known.state.occurrences if trigger and each.name == trigger]
    return any(not each.quiet and known.occurrences.get(each.token) != DONE for each in fired[-1:])


def _differs(known: Snapshot, key: str) -> bool:
    """Whether a tag was told otherwise than it should be, or not yet."""
    desired, told = known.state.targets.get(key), known.applied.get(key)
    if desired is None or desired.value is Value.UNSPOKEN:
        return False
    return (told is not None and told.value == Value.WANTED) != (desired.value is Value.WANTED)
