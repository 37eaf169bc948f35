"""Why rules are not published: whose are in the way, since when, and what to do."""

from dataclasses import replace

from bridge.model import Destination
from bridge.model.text import clock
from bridge.reconcile.publishing.refusals import (
    BasedOnOlder,
    OtherDestinations,
    published_words,
)
from bridge.store.rulebooks import Rulebook
from tests.fakes import NOON

ONE = Rulebook(7, "v7", "rules.yaml", "console", NOON, who="Ann", note="VIPs come in")
AT = clock(NOON)


def test_a_publication_is_told_by_its_way_its_author_and_its_note() -> None:
    told = {
        f"in the console by Ann, {AT}: 'VIPs come in'": ONE,
        f"with a deploy, {AT}": replace(ONE, source="file", who="", note=""),
        f"by bridge rules push by Bob, {AT}": replace(ONE, source="push", who="Bob", note=""),
        f"by bridge apply, {AT}": replace(ONE, source="apply", who="", note=""),
        f"as an undo by Ann, {AT}, taking back version 6": replace(
            ONE, source="undo", takes_back=6, note=""
        ),
    }
    assert {published_words(each): each for each in told.values()} == told


def test_who_was_first_is_named_with_every_version() -> None:
    assert str(BasedOnOlder([ONE, replace(ONE, number=8, who="", note="")])) == (
        f"Meanwhile version 7 (in the console by Ann, {AT}: 'VIPs come in') and version 8 (in the "
        f"console, {AT}) were published, which this was not written over, so nothing was done. "
        "Look at the difference, and begin again with the rules that count."
    )


def test_a_destination_that_only_goes_is_named() -> None:
    both = [Destination("shop", "keap"), Destination("school", "memberpress")]
    assert str(OtherDestinations(both, both[:1])).startswith(
        "These rules no longer name 'school'. The workers that run cannot take that"
    )
