"""What a membership stands for in each style: the actions of each event, if the file says nothing.

memberium: the tag is granted by a purchase; a tag with an ending blocks it while a payment failed,
or the subscription is paused or cancelled. Any one of them blocks
(keap.memberium.com/payf-canc-susp-tags), so a purchase removes them all.

accessally: one tag starts the site's automation at each purchase, one takes the access away and
overrides all that gave it (kb.accessally.com/tutorials/revoke-content-access-activecampaign), so a
purchase removes that one; one stands while a payment is due.

plain: the tag is granted and revoked, no more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bridge.model import Kind

# What a rule does, by the names of Rule's fields: {"add": ("Gold",), "sets": (("Level", "1"),)}.
Actions = Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Tags:
    """The tags of one membership, as its style needs them."""

    own: str
    suffixed: Mapping[Kind, str]  # the blocking tags of memberium
    blocking: tuple[str, ...]  # what must go when somebody buys, or she stays locked out
    trigger: str = ""
    revoke: str = ""
    failed: str = ""


def _memberium(kind: Kind, tags: Tags) -> Actions:
    if kind is Kind.PURCHASE:
        return {"grant": (tags.own,), "remove": tags.blocking}
    if kind is Kind.REFUND:
        return {"revoke": (tags.own,)}
    return {"add": (tags.suffixed[kind],)} if kind in tags.suffixed else {}


def _accessally(kind: Kind, tags: Tags) -> Actions:
    if kind is Kind.PURCHASE:
        return {"trigger": _if_any(tags.trigger), "remove": tags.blocking}
    if kind is Kind.REBILL:
        return {"remove": _if_any(tags.failed)}
    if kind is Kind.PAYMENT_FAILED:
        return {"add": _if_any(tags.failed)}
    ends = kind in (Kind.CANCELLED, Kind.REFUND)
    return {"trigger": _if_any(tags.revoke)} if ends else {}


def _plain(kind: Kind, tags: Tags) -> Actions:
    if kind is Kind.PURCHASE:
        return {"grant": (tags.own,)}
    return {"revoke": (tags.own,)} if kind in (Kind.CANCELLED, Kind.REFUND) else {}


STYLES: Mapping[str, Callable[[Kind, Tags], Actions]] = {
    "memberium": _memberium,
    "accessally": _accessally,
    "plain": _plain,
}


def _if_any(tag: str) -> tuple[str, ...]:
    return (tag,) if tag else ()
