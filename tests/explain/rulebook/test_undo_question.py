"""What taking back a publication comes to."""

import pytest
from sqlalchemy import Engine

from bridge.explain.rulebook.undo_question import undo_question
from bridge.reconcile.library import Library
from bridge.reconcile.planning import Summary
from bridge.reconcile.planning import plan as plan_of
from bridge.reconcile.rollout import NotUndoable, Rollouts
from bridge.rules import file as rulesfile
from tests.cli.shop import RULES, Shop

PLATINUM = RULES.replace("Gold", "Platinum")


def applied(engine: Engine, *buyers: str) -> Shop:
    """Publication 2 gives Platinum to all who had Gold."""
    shop, library = Shop(engine), Library(rulesfile.parse)
    shop.work(*(shop.comes("purchase", email=each) for each in buyers))
    rules, summary = rulesfile.parse(PLATINUM), Summary()
    for _ in plan_of(engine, library, rules, summary):
        continue
    rollouts = Rollouts(engine, library)
    rollouts.apply(rules, summary)
    rollouts.finish()
    shop.sweep()
    return shop


def test_it_tells_who_changes_and_which_lines_differ(engine: Engine) -> None:
    applied(engine, "bea@example.com", "carl@example.com")
    found = undo_question(engine, Library(rulesfile.parse), 2)
    assert (found.book.number, found.left.number, found.is_whole) == (2, 1, True)
    assert (found.result["would_change"], found.result["would_lose_access"]) == (2, 2)
    assert [row.text for row in found.difference if row.sort == "added"] == ["  Gold:"]


def test_it_says_when_not_all_were_looked_at(engine: Engine) -> None:
    applied(engine, "bea@example.com", "carl@example.com")
    found = undo_question(engine, Library(rulesfile.parse), 2, most=1)
    assert (found.is_whole, found.result["would_change"]) == (False, 1)


def test_the_first_cannot_be_taken_back(engine: Engine) -> None:
    Shop(engine).publish()
    with pytest.raises(NotUndoable):
        undo_question(engine, Library(rulesfile.parse), 1)
