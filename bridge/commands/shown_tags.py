"""What a contact should have and why, and what is still to come for her, as tables."""

from collections.abc import Sequence

from bridge.asking.tags import Reason, TagOfContact
from bridge.commands.columns import table
from bridge.commands.wording import INDENT, crm_called, say_lines, shown
from bridge.model import Sort
from bridge.store.timers_listed import TimerRow
from bridge.wording import clock, wish_of

# What a buyer's page heads each sort with, and the columns that name it.
_OTHERS = {
    Sort.LIST: ("Her lists", ("LIST", "ON IT")),
    Sort.FIELD: ("Her fields", ("FIELD", "SHOULD BE")),
    Sort.AUTOMATION: ("Her automations", ("AUTOMATION", "STARTED")),
}


def say_tags(tags: Sequence[TagOfContact]) -> None:
    """All reasons for each, as a delivery's page tells them."""
    for crm in dict.fromkeys(tag.crm for tag in tags):
        rows = [
            (*_once((tag.called, tag.stands), place), reason.words())
            for tag in tags
            if tag.crm == crm
            for place, reason in enumerate(tag.reasons)
        ]
        heads = ("TAG", "DUE", "BECAUSE")
        title = f"The contact's tags in {crm_called(crm)}, as the rules want them"
        say_lines(table(heads, rows, wrap=("TAG",), margin=INDENT), title)


def say_tags_apart(tags: Sequence[TagOfContact], *, outweighed: bool) -> None:
    """As a buyer's page tells them: those due, those not, and what is no tag; each with the
    reason that decides, or where asked with the `outweighed` ones, too."""
    for crm in dict.fromkeys(tag.crm for tag in tags):
        where = f"in {crm_called(crm)}"
        mine = [tag for tag in tags if tag.crm == crm]
        for due, have in ((True, "should have"), (False, "should not have")):
            found = [tag for tag in mine if tag.sort is Sort.TAG and tag.due is due]
            _say(f"Tags she {have} {where}", ("TAG",), found, outweighed=outweighed)
        for sort, (title, heads) in _OTHERS.items():
            found = [tag for tag in mine if tag.sort is sort]
            _say(f"{title} {where}", heads, found, outweighed=outweighed)


def say_timers(timers: Sequence[TimerRow], title: str) -> None:
    rows = [
        (each.timer.id, wish_of(each.timer.change, clock), each.timer.change.rule)
        for each in timers
    ]
    if rows:
        say_lines(table(("TIMER", "WILL", "RULE"), rows, wrap=("WILL",), margin=INDENT), title)


def _say(
    title: str, heads: tuple[str, ...], tags: Sequence[TagOfContact], *, outweighed: bool
) -> None:
    rows = [
        (*_once((tag.tag, tag.stands)[: len(heads)], place), shown(reason.at), reason.words())
        for tag in tags
        for place, reason in enumerate(_chosen(tag, outweighed=outweighed))
    ]
    if rows:
        told = table((*heads, "SINCE", "BECAUSE"), rows, wrap=("TAG",), margin=INDENT)
        say_lines(told, title)


def _chosen(tag: TagOfContact, *, outweighed: bool) -> Sequence[Reason]:
    return tag.reasons if outweighed else [tag.decided]


def _once(cells: tuple[str, ...], place: int) -> tuple[str, ...]:
    """What stands before a tag's reasons, said with the first one only."""
    return ("",) * len(cells) if place else cells
