"""The lines that a person puts into the rules file, or the console does for her."""

from dataclasses import replace

import pytest

from bridge.explain.products.snippet import snippet_for
from bridge.model import ABOUT_THE_BUYER, Event, Item, Kind, Sale
from bridge.rules import file as rulesfile
from tests.fakes import event


def is_spoken_of(file: str, told: Event) -> bool:
    """By a membership that it belongs to, or by a rule."""
    rules = rulesfile.parse(file)
    sales = [Sale(item, told.mode) for item in told.items]
    return bool(rules.effects(told)) or any(map(rules.memberships_of, sales))


@pytest.mark.parametrize("kind", sorted(ABOUT_THE_BUYER))
@pytest.mark.parametrize(
    "item",
    [
        Item("product", "34", "912", "Gold course"),
        Item("bump", "7", "", "no"),
        Item("upsell", "7", "", "Gold, Silver: all\n # of \x1bit"),
        Item("downsell", "9"),
        Item("product", "34", "912", "without an end " * 200),
        None,
    ],
)
def test_what_is_pasted_is_read_without_a_mistake_and_speaks_about_the_event(
    kind: Kind, item: Item | None
) -> None:
    for known in ((), [(kind, item.key)] if item else ()):
        snippet = snippet_for(kind, item, known)
        file = f"crm: activecampaign\n{snippet.section}:\n{snippet.lines}"
        told = replace(event(kind), items=(item,) if item else ())
        assert is_spoken_of(file, told)
