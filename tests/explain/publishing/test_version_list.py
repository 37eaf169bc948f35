"""Every version of the rules, with who published it, whether it stands, and what it did."""

from dataclasses import replace

from bridge.explain.publishing.version_list import RulesVersion, under_way, versions
from bridge.model.errors import CrmUnavailable
from bridge.reconcile.publishing.publisher import Publisher
from bridge.store import places, rollouts
from tests.reconcile.stage import BEA, BOTH, CRM, CY, DI, PLATINUM, Stage
from tests.store.clock import DatabaseClock


def listed(shop: Stage, **which: int) -> list[RulesVersion]:
    with shop.engine.connect() as connection:
        return versions(connection, **which)


def test_each_is_told_with_its_way_its_author_and_what_became_of_it(shop: Stage) -> None:
    publisher = Publisher(shop.engine, shop.library)
    publisher.publish(BOTH, "rules.yaml", 1, who="Ann", note="Silver, too")
    shop.roll_out()
    shop.apply(PLATINUM)
    publisher.undo(3, who="Bob")
    assert [(v.number, v.who, v.note, v.source_words) for v in listed(shop)] == [
        (4, "Bob", "", "as an undo of version 3, back to version 2"),
        (3, "", "", "by bridge apply"),
        (2, "Ann", "Silver, too", "in the console"),
        (1, "", "", "with a deploy"),
    ]
    assert [(v.counts, v.stands, v.standing_words, v.rollout_words) for v in listed(shop)] == [
        (False, False, "", "is bringing everybody back"),
        (False, False, "taken back by version 4", "brought 3 people to it"),
        (True, True, "counts now", "took up 2 people whom no rule knew before"),
        (False, True, "", ""),
    ]
    assert [(v.is_followed, v.progress_words) for v in listed(shop)] == [
        (True, "it begins"), (False, ""), (False, ""), (False, ""),
    ]  # fmt: skip
    shop.roll_out()
    assert listed(shop)[0].rollout_words == "brought 3 people back"
    assert listed(shop)[2].published_words.startswith("in the console by Ann, ")


def test_it_says_how_far_it_is_until_everybody_was_told(shop: Stage) -> None:
    shop.publish_applied(PLATINUM)
    shop.rollouts.go_on()
    with shop.engine.connect() as connection:
        [version] = under_way(connection)
    assert (version.number, version.progress_words) == (2, "")
    assert version.rollout_words == "brings 1 person to it: 0 told, 1 waits"
    assert version.rollout
    far = replace(version.rollout, finished_at=None, done=1_200, of=2_000)
    assert replace(version, rollout=far, due=10_000).progress_words == (
        "1,200 of 2,000 people are looked at, at least 10,000 contacts wait to be told"
    )
    shop.rest()
    with shop.engine.connect() as connection:
        assert under_way(connection) == []


def test_what_waits_long_after_waits_for_something_else(shop: Stage, clock: DatabaseClock) -> None:
    shop.apply(PLATINUM)
    clock.forward(days=2)
    with shop.engine.connect() as connection:
        places.mark_due(connection, places.ids_of(connection, CRM, [BEA]).values())
        assert rollouts.untold(connection) == 1
        assert under_way(connection) == []


def test_a_part_of_a_long_list_is_asked_for(shop: Stage) -> None:
    for text in (BOTH, PLATINUM, BOTH):
        shop.publish(text)
    assert [each.number for each in listed(shop, limit=2)] == [4, 3]
    assert [each.number for each in listed(shop, limit=2, before=3)] == [2, 1]
    assert listed(shop)[0].since == listed(shop)[0].book.since


def test_who_is_refused_and_who_waits_is_not_said_to_be_told(shop: Stage) -> None:
    shop.crm.missing.add("Silver")
    shop.publish_applied(BOTH)
    shop.rollouts.finish()
    version = listed(shop)[0]
    assert (version.rollout_words, version.is_followed) == (
        "brings 2 people to it: 0 told, 2 wait",
        True,
    )
    shop.crm.answers = [CrmUnavailable("It is away.")]
    shop.sweep()
    version = listed(shop)[0]
    assert version.rollout_words == "brings 2 people to it: 0 told, 1 needs you, 1 waits"
    assert {*version.untold.needs, *version.untold.waits} == {CY, DI}


def test_what_counts_again_does_so_since_what_came_over_it_was_taken_back(shop: Stage) -> None:
    shop.publish(BOTH)
    shop.publish(PLATINUM)
    shop.rollouts.undo(2)
    _, third, second, _ = listed(shop)
    assert (third.counts_since, second.counts_since) == (third.since, None)
    shop.rollouts.undo(3)
    undo, before, _, _, first = listed(shop)
    assert (undo.source_words, before.source_words) == (
        "as an undo of version 3, back to version 1",
        "as an undo of version 2",
    )
    assert (first.counts, first.counts_since) == (True, undo.since)
