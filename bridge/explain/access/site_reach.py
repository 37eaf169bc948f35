"""Whether she is let in at a destination, and until when: by its tags, or by access that ends."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bridge.entitlements.by_destination.site_access import access_key
from bridge.entitlements.desired import Desired, DesiredState, Held, Value
from bridge.entitlements.memberships import best_of
from bridge.explain.snapshot import Snapshot
from bridge.model import Style
from bridge.model.text import day
from bridge.reconcile.difference import is_over


def is_let_in(held: Sequence[Held]) -> bool:
    """Whether the site lets her in by what the bridge wants of the tags."""
    best = best_of(held)
    if best is None:
        return False
    if best.membership.style is Style.MEMBERIUM:
        return not best.blocks
    return any(each.open for each in held)


def lets_in(known: Snapshot, state: DesiredState, held: Sequence[Held]) -> bool:
    """The same at this destination, which sees that state: of a site that knows access by what it
    should be told."""
    return bool(open_access(state, held)) if known.is_site else is_let_in(held)


def open_access(state: DesiredState, held: Sequence[Held]) -> list[Desired]:
    """What lets her in at a site that knows access and sees that state."""
    found = (state.targets.get(access_key(each)) for each in held)
    return [
        each for each in found
        if each and each.value is Value.WANTED and not is_over(each, state.at)
    ]  # fmt: skip


def reach(known: Snapshot, held: Sequence[Held]) -> tuple[Held, str] | None:
    """Of what lets her in at a site the one that does so longest, and until when; "" for life."""
    found = ((each, open_access(known.state, [each])) for each in held)
    ends = [(each, access[0].text) for each, access in found if access]
    return max(ends, key=lambda one: (not one[1], one[1]), default=None)


def best_at(known: Snapshot, held: Sequence[Held]) -> Held | None:
    """What decides there: at a site that which lets her in longest."""
    longest = reach(known, held) if known.is_site else None
    return longest[0] if longest else best_of(held)


def until_words(text: str) -> str:
    """`until 31 Mar 2026`, `for life`"""
    return f"until {day(datetime.fromisoformat(text))}" if text else "for life"


def ran_out(known: Snapshot, held: Sequence[Held]) -> Iterator[str]:
    """Of access at a site, when the last of it did."""
    found = (known.state.targets.get(access_key(each)) for each in held)
    ends = [each.text for each in found if each and is_over(each, known.at)]
    if known.is_site and ends:
        yield f"it ran out on {day(datetime.fromisoformat(max(ends)))}"
