"""What the destination has not been told yet of a buyer, and who must do something about it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bridge.destinations.registry import called
from bridge.entitlements.by_destination.site_access import access_key
from bridge.entitlements.desired import Desired, Held, Value
from bridge.explain.next_steps import COMMANDS, NextSteps
from bridge.explain.rule_gaps import delivery_words
from bridge.explain.snapshot import Snapshot
from bridge.model import Sort, tag_key
from bridge.model.text import clock, exact_clock, join_and, unended
from bridge.reconcile.difference import is_over
from bridge.store.applied import Applied
from bridge.store.delivery import Delivery, Share, State
from bridge.store.destinations import DestinationState
from bridge.store.occurrences import DONE


def not_before(steps: NextSteps) -> str:
    """Of a place that is new: that nothing is told there of what was, until when."""
    return f"nothing is told there until {steps.tell_her()}"


def untold_of(known: Snapshot, each: Held, steps: NextSteps = COMMANDS) -> str:
    """What the account has otherwise than it should be, where the site looks, and whom that needs:
    `YourCRM has not been told: the bridge tries again at 14:05:10 without you`; empty where
    it has all."""
    if not known.is_now:
        return ""
    part, crm, keys = each.membership, known.called, _keys(known, each)
    refused = [known.applied[key].refused for key in keys if key in known.applied]
    if why := next(filter(None, refused), ""):
        failed = [d.id for d in known.deliveries if d.state is State.FAILED and why in d.reason]
        then = f". Then {steps.try_again(failed)}" if failed else ""
        return f"{crm} will not have it, so it needs you: {unended(why)}{then}"
    if not _is_unfired(known, part.trigger) and not any(_differs(known, key) for key in keys):
        return ""
    return _waits_for(known, steps)


def _waits_for(known: Snapshot, steps: NextSteps) -> str:
    """What keeps the destination from being told, and whom that needs."""
    account, place, crm = known.account, known.place, known.called
    if account.paused:
        return f"{crm} is paused, so it needs you: {unended(account.paused_because)}"
    if account.silent:
        return f"{crm} has not been told: it {silence_words(account, known.now)}"
    if place is None:
        return f"{crm} is new in the rules: {not_before(steps)}"
    if place.wake_at and place.attempts:
        return f"{crm} has not been told: the bridge tries again {_when(place.wake_at, known.now)}"
    if not place.is_due and not place.contact:
        return f"{crm} has no contact of hers to be told of it"
    return f"{crm} has not been told: the workers do that without you"


def is_told(known: Snapshot) -> bool:
    """Whether nothing is to be told to the destination, and nothing was refused there."""
    place = known.place
    settled = known.is_now and place is not None and not place.is_due and not place.attempts
    return settled and not any(each.refused for each in known.applied.values())


def undone_sentences(
    undone: Sequence[Delivery], now: datetime, told: str = "", steps: NextSteps = COMMANDS
) -> Iterator[str]:
    """Whom each delivery needs that failed or waits, save where `told` says so already."""
    for each in undone:
        what, why = delivery_words(each), each.reason.rstrip(".")
        if each.household_id is None:
            yield f"The workers have not come to her {what} yet."
        elif each.state is State.FAILED and why not in told:
            yield f"Her {what} needs you: {why}. Then {steps.try_again([each.id])}."
        elif each.next_try_at and each.next_try_at > now and "without you" not in told:
            yield f"Her {what} waits: the bridge tries again {_when(each.next_try_at, now)}."


def silence_words(account: DestinationState, now: datetime) -> str:
    """`has not answered since 31 Jan 2026, 14:00, and is asked again at 14:05:10 without you`"""
    again = f"and is asked again {_when(account.next_check_at or now, now)}"
    return f"has not answered since {clock(account.silent_since)}, {again}"


def pause_words(account: DestinationState) -> str:
    """`YourCRM is paused since 31 Jan 2026, 14:00: it refused the key (403).`"""
    since = f"{called(account.name)} is paused since {clock(account.paused_since)}"
    return f"{since}: {account.paused_because}"


def rest_words(account: DestinationState, now: datetime, *, several: bool) -> str:
    """Likewise of one that does not answer, which needs nobody; "" where it does not rest."""
    if account.paused:
        return pause_words(account)
    others = "; the others go on" if several else ""
    return (
        f"{called(account.name)} {silence_words(account, now)}{others}." if account.silent else ""
    )


def next_step(
    delivery: Delivery, now: datetime, accounts: Iterable[DestinationState] = (), then: str = ""
) -> str:
    """Why it stands as it does, and whether a person must act, and `then` what else, or it goes on
    alone; "" where there is nothing to say. While one of the `accounts` is paused, nothing
    does that waits for it; of several those are named that have been told already."""
    reason, again, told = delivery.reason, delivery.next_try_at, _told_already(delivery)
    if delivery.state is State.FAILED:
        return " ".join(filter(None, (f"needs you: {reason}", then, told)))
    if delivery.state is not State.WAITING:
        return reason
    if resting := _resting(delivery, [*accounts], now):
        return " ".join(filter(None, (resting, told)))
    return " ".join(filter(None, (_again(reason, again, now), told)))


def _resting(delivery: Delivery, accounts: Sequence[DestinationState], now: datetime) -> str:
    """What keeps those accounts that it waits for and that rest, and how it stands at the others;
    "" where none rests. Before anything was told because of it, it waits for all."""
    shares, several = delivery.shares, len(accounts) > 1
    waits = [each for each in accounts if not shares or _waits_at(shares.get(each.name))]
    rests = [each for each in waits if each.rests]
    if not rests or (several and not shares and len(rests) < len(waits)):
        return ""
    named = {e.name: f"{called(e.name)} is paused. " if several else "" for e in rests}
    paused = " ".join(f"{named[e.name]}{e.paused_because}" for e in rests if e.paused)
    return " ".join([
        *([f"needs you: {paused} Then it goes on without you."] if paused else []),
        *(f"{called(each.name)} {silence_words(each, now)}." for each in rests if each.silent),
        *(
            f"{called(each.name)}: {_again(share.reason, share.again, now)}"
            for each in waits
            if not each.rests and (share := shares.get(each.name)) and share.reason
        ),
    ])  # fmt: skip


def _waits_at(share: Share | None) -> bool:
    return share is not None and share.state is State.WAITING


def _told_already(delivery: Delivery) -> str:
    """`letters and academy have been told.`; empty where none of several has."""
    named = [called(n) for n, s in delivery.shares.items() if s.state is State.APPLIED]
    return f"{join_and(named)} {'has' if len(named) == 1 else 'have'} been told." if named else ""


def _again(reason: str, again: datetime | None, now: datetime) -> str:
    if not again or (again <= now and not reason):
        return reason
    return f"{reason} {tried_again(again, now)}" if reason else f"tries again {_when(again, now)}"


def tried_again(at: datetime, now: datetime) -> str:
    """`Tries again at 14:05:10 without you.`"""
    return f"Tries again {_when(at, now)}."


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
    had, gets = _stands(told, known), _stands(desired, known)
    return had != gets or (gets and desired.sort is Sort.ACCESS and _text(told) != desired.text)


def _stands(each: Desired | Applied | None, known: Snapshot) -> bool:
    """Whether it is there, and did not run out."""
    return each is not None and each.value == Value.WANTED and not is_over(each, known.at)


def _text(told: Applied | None) -> str:
    return told.text if told else ""


def _keys(known: Snapshot, each: Held) -> list[str]:
    """Of the targets by which the site lets in or keeps out."""
    if known.is_site:
        return [access_key(each)]
    part = each.membership
    return [tag_key(name) for name in (part.tag or part.trigger, *part.blocking_tags) if name]
