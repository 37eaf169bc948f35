"""What a contact should have and why, and what is still to come for her, as tables."""

from collections.abc import Sequence

from bridge.cli.columns import table
from bridge.cli.wording import INDENT, crm_called, say_lines, shown
from bridge.explain.tags import TagOfContact
from bridge.explain.upcoming import ToCome
from bridge.model import Sort

# What a buyer's page heads each sort with, and the columns that name it.
_OTHERS = {
    Sort.LIST: ("Her lists", ("LIST", "ON IT")),
    Sort.FIELD: ("Her fields", ("FIELD", "SHOULD BE")),
    Sort.AUTOMATION: ("Her automations", ("AUTOMATION", "STARTED")),
}


def say_tags(tags: Sequence[TagOfContact]) -> None:
    """As a delivery's page tells them."""
    for crm in dict.fromkeys(tag.crm for tag in tags):
        rows = [(t.called, t.stands, t.decided.words()) for t in tags if t.crm == crm]
        heads = ("TAG", "DUE", "BECAUSE")
        title = f"The contact's tags in {crm_called(crm)}, as the rules want them"
        say_lines(table(heads, rows, wrap=("TAG",), margin=INDENT), title)


def say_tags_apart(tags: Sequence[TagOfContact]) -> None:
    """As a buyer's page tells them: those due, those not, and what is no tag."""
    for crm in dict.fromkeys(tag.crm for tag in tags):
        where = f"in {crm_called(crm)}"
        mine = [tag for tag in tags if tag.crm == crm]
        only = [tag for tag in mine if tag.sort is Sort.TAG]
        _say(f"Tags she should have {where}", ("TAG",), [t for t in only if t.due])
        _say(f"Tags she should not have {where}", ("TAG",),
             [t for t in only if not t.due and not t.left])  # fmt: skip
        _say(f"Tags left as they are {where}", ("TAG",), [t for t in only if t.left])
        for sort, (title, heads) in _OTHERS.items():
            _say(f"{title} {where}", heads, [tag for tag in mine if tag.sort is sort])


def say_upcoming(upcoming: Sequence[ToCome], title: str) -> None:
    rows = [(shown(each.at), each.what, each.rule) for each in upcoming]
    if rows:
        say_lines(table(("WHEN", "WHAT", "BY"), rows, wrap=("WHAT",), margin=INDENT), title)


def _say(title: str, heads: tuple[str, ...], tags: Sequence[TagOfContact]) -> None:
    rows = [row for tag in tags for row in _rows(tag, len(heads))]
    if rows:
        told = table((*heads, "SINCE", "BECAUSE"), rows, wrap=("TAG",), margin=INDENT)
        say_lines(told, title)


def _rows(tag: TagOfContact, columns: int) -> list[tuple[str, ...]]:
    """What decides, and below it what it outweighs."""
    first, *others = [(shown(each.at), each.words()) for each in tag.reasons]
    named = (tag.tag, tag.stands)[:columns]
    return [(*named, *first), *((*[""] * columns, *each) for each in others)]
