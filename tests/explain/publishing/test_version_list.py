"""Every version of the rules, with who published it, whether it stands, and what it did."""

from bridge.explain.publishing.version_list import RulesVersion, versions
from bridge.reconcile.publishing.publisher import Publisher
from tests.reconcile.stage import BOTH, PLATINUM, Stage


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
        (4, "Bob", "", "as an undo of version 3"),
        (3, "", "", "by bridge apply"),
        (2, "Ann", "Silver, too", "in the console"),
        (1, "", "", "with a deploy"),
    ]
    assert [(v.counts, v.stands, v.standing_words, v.rollout_words) for v in listed(shop)] == [
        (False, False, "", "is bringing everybody back"),
        (False, False, "taken back by version 4", "brought 3 people to it"),
        (True, True, "counts", "took up 2 people whom no rule knew before"),
        (False, True, "", ""),
    ]
    shop.roll_out()
    assert listed(shop)[0].rollout_words == "brought everybody back"
    assert listed(shop)[2].published_words.startswith("in the console by Ann, ")


def test_a_part_of_a_long_list_is_asked_for(shop: Stage) -> None:
    for text in (BOTH, PLATINUM, BOTH):
        shop.publish(text)
    assert [each.number for each in listed(shop, limit=2)] == [4, 3]
    assert [each.number for each in listed(shop, limit=2, before=3)] == [2, 1]
    assert listed(shop)[0].since == listed(shop)[0].book.since
