"""Where one person stands at each of several destinations, and which destinations count."""

import pytest
from sqlalchemy import Engine

from bridge.explain.access.access_sentences import access_sentences
from bridge.explain.destination_standing import accounts_of, not_named_words, whereabouts
from bridge.explain.snapshot import snapshot_of
from bridge.model.errors import AccountRefused
from tests.reconcile.branches import CLUB, SCHOOL, SHOP, Branches, rules_for
from tests.reconcile.stage import BEA


@pytest.fixture
def branches(engine: Engine) -> Branches:
    shops = Branches(engine)
    shops.publish(rules_for(*shops.names))
    return shops


def test_of_several_it_is_said_who_was_told_and_who_needs_you(branches: Branches) -> None:
    branches.crms[CLUB].answers = [AccountRefused("The key was refused (401).")]
    branches.buys()
    known = snapshot_of(branches.engine, branches.library, BEA)
    assert known is not None
    assert {each.destination: each.stands for each in whereabouts(known)} == {
        SHOP: "has been told all",
        CLUB: "is paused, so it needs you: The key was refused (401).",
        SCHOOL: "has been told all",
    }
    gold = [*access_sentences(known, {})]
    assert gold[0].startswith("Gold is open to her in shop and school since ")
    assert "should be open to her in club" in gold[1]
    assert "club is paused, so it needs you: The key was refused (401)." in gold[1]


def test_one_that_left_the_file_counts_no_more(branches: Branches) -> None:
    branches.buys()
    branches.restarted_with(SHOP, SCHOOL)
    assert [each.name for each in accounts_of(branches.engine, branches.library)] == [SHOP, SCHOOL]
    known = snapshot_of(branches.engine, branches.library, BEA)
    assert known is not None
    assert [*known.left] == [CLUB]
    assert not_named_words(CLUB) == "club is not in the rules any more: nothing is touched there."


def test_at_a_new_one_nothing_is_told_yet(branches: Branches) -> None:
    branches.buys()
    branches.restarted_with(SHOP, CLUB, SCHOOL, "abroad")
    known = snapshot_of(branches.engine, branches.library, BEA)
    assert known is not None
    assert whereabouts(known)[-1].stands == (
        "new in the rules: nothing is told there until something happens to her, or you run "
        "`bridge apply`"
    )
