"""Rules are published without a deploy, and never over what somebody else did."""

from collections.abc import Callable

import pytest

from bridge.explain.plans.draft_plan import plan_draft
from bridge.model.errors import BridgeError, ConfigError
from bridge.reconcile.publishing.publisher import Publisher
from bridge.reconcile.publishing.refusals import (
    BasedOnOlder,
    NothingToPublish,
    NumberWanted,
    OtherDestinations,
    PublishingIsOff,
)
from bridge.reconcile.rollout import NotUndoable, PlanChanged
from bridge.store import rollouts, rulebooks
from bridge.store.publishing.drafts import Drafts, DraftState
from tests.reconcile.stage import BEA, BOTH, CY, DI, GOLD, PLATINUM, Stage, begun, books, everybody

NAME = "rules.yaml"


@pytest.fixture
def publisher(shop: Stage) -> Publisher:
    return Publisher(shop.engine, shop.library)


def planned(shop: Stage, written: str, base: int = 1) -> int:
    """A draft with its plan; gives its id."""
    id_ = Drafts(shop.engine).begin(written, NAME, base, "Ann", "as Bea asked")
    assert plan_draft(shop.engine, shop.library, id_)
    return id_


def test_what_is_published_counts_for_what_comes_and_touches_nobodys_past(
    shop: Stage, publisher: Publisher
) -> None:
    number = publisher.publish(PLATINUM, NAME, 1, who="Ann", note="a new name")
    shop.roll_out()
    assert shop.tags(BEA) == {"Gold"}
    shop.buys("product-12", email="ed@example.com", order="9")
    shop.rest()
    assert shop.tags("ed@example.com") == {"Platinum"}
    newest = books(shop)[0]
    assert (newest.number, newest.source, newest.who, newest.note) == (
        number, "console", "Ann", "a new name",
    )  # fmt: skip


def test_what_was_sold_without_a_rule_is_taken_up_as_with_a_deploy(
    shop: Stage, publisher: Publisher
) -> None:
    publisher.publish(BOTH, NAME, 1)
    shop.roll_out()
    assert everybody(shop) == {BEA: {"Gold"}, CY: {"Silver"}, DI: {"Silver"}}


def test_everybody_is_brought_to_it_by_the_plan_that_was_looked_at(
    shop: Stage, publisher: Publisher
) -> None:
    draft = planned(shop, PLATINUM)
    number = publisher.publish_for_everybody(draft, who="Ann")
    assert [(each.kind, each.publication) for each in begun(shop)] == [(rollouts.APPLY, number)]
    shop.roll_out()
    assert shop.tags(BEA) == {"Platinum"}
    newest = books(shop)[0]
    assert (newest.source, newest.who, newest.note) == ("console", "Ann", "as Bea asked")
    done = Drafts(shop.engine).find(draft)
    assert done is not None
    assert (done.state, done.result["publication"]) == (DraftState.PUBLISHED, number)
    with pytest.raises(BridgeError, match="has no plan yet"):
        publisher.publish_for_everybody(draft)


def test_rules_that_count_for_what_comes_may_be_brought_to_everybody_later(
    shop: Stage, publisher: Publisher
) -> None:
    base = publisher.publish(PLATINUM, NAME, 1)
    shop.roll_out()
    publisher.publish_for_everybody(planned(shop, PLATINUM, base))
    shop.roll_out()
    assert shop.tags(BEA) == {"Platinum"}
    assert shop.rollouts.has_applied(shop.library.rules(shop.engine.connect(), 3))
    with pytest.raises(NothingToPublish, match="these are the rules of version 3 already"):
        publisher.publish_for_everybody(planned(shop, PLATINUM, 3))


def test_it_does_that_plan_or_nothing(shop: Stage, publisher: Publisher) -> None:
    draft = planned(shop, PLATINUM)
    shop.buys("product-12", email="ed@example.com", order="9")
    with pytest.raises(PlanChanged, match="Look at the plan again"):
        publisher.publish_for_everybody(draft)
    assert len(books(shop)) == 1
    assert plan_draft(shop.engine, shop.library, draft)
    assert publisher.publish_for_everybody(draft) == 2


def test_a_large_plan_wants_its_number(shop: Stage, publisher: Publisher) -> None:
    for number in range(6):
        shop.buys("product-12", email=f"p{number}@example.com", order=f"2{number}")
    shop.rest()
    draft = planned(shop, PLATINUM)
    for people in (None, 6):
        with pytest.raises(NumberWanted) as caught:
            publisher.publish_for_everybody(draft, people=people)
        assert str(caught.value) == (
            "This changes 7 people; 7 would lose access. Say so by its number: 7."
        )
    assert publisher.publish_for_everybody(draft, people=7) == 2


def test_wrong_rules_are_refused_with_all_mistakes(shop: Stage, publisher: Publisher) -> None:
    with pytest.raises(ConfigError) as caught:
        publisher.publish(GOLD.replace("items", "itms") + "ruels: []\n", NAME, 1)
    assert len(caught.value.problems) > 1
    assert len(books(shop)) == 1


def test_over_what_somebody_else_published_nothing_is_and_it_is_said_whose_and_when(
    shop: Stage, publisher: Publisher
) -> None:
    draft = planned(shop, BOTH)
    publisher.publish(PLATINUM, NAME, 1, who="Ann", note="a new name")
    attempts: list[Callable[[], int]] = [
        lambda: publisher.publish(BOTH, NAME, 1),
        lambda: publisher.publish_for_everybody(draft),
    ]
    for attempt in attempts:
        with pytest.raises(BasedOnOlder) as caught:
            attempt()
        assert [(each.number, each.who) for each in caught.value.published] == [(2, "Ann")]
        assert str(caught.value).startswith("Meanwhile version 2 (in the console by Ann, ")
        assert "'a new name') was published, which this was not written over" in str(caught.value)
    assert len(books(shop)) == 2


def test_what_was_taken_back_meanwhile_is_in_the_way_too(publisher: Publisher) -> None:
    base = publisher.publish(PLATINUM, NAME, 1)
    publisher.undo(base, who="Bob")
    with pytest.raises(BasedOnOlder) as caught:
        publisher.publish(BOTH, NAME, base)
    assert [each.takes_back for each in caught.value.published] == [base]
    assert publisher.publish(BOTH, NAME, 1) == 4  # what came and went is in nobody's way


def test_other_destinations_are_refused_since_the_running_workers_cannot_take_them(
    publisher: Publisher,
) -> None:
    two = "destinations: {activecampaign: activecampaign, school: memberpress}"
    for written, said in {
        two: "These rules name the destination 'school', which those that count do not have like "
        "that.",
        "destinations: {mine: activecampaign}": "These rules name the destination 'mine', which "
        "those that count do not have like that and no longer name 'activecampaign'.",
    }.items():
        with pytest.raises(OtherDestinations) as caught:
            publisher.publish(GOLD.replace("crm: activecampaign", written), NAME, 1)
        assert str(caught.value) == (
            f"{said} The workers that run cannot take that: an account needs its settings and a "
            "restart. Change it in rules.yaml, and deploy it."
        )
    same = GOLD.replace("crm: activecampaign", "destinations: {activecampaign: activecampaign}")
    assert publisher.publish(same, NAME, 1) == 2


def test_a_version_with_other_destinations_is_taken_back_by_a_deploy_alone(
    shop: Stage, publisher: Publisher
) -> None:
    shop.publish(GOLD.replace("crm: activecampaign", "crm: keap"))
    with pytest.raises(OtherDestinations):
        publisher.undo(2)
    assert len(books(shop)) == 2


def test_the_same_rules_are_not_published_again(shop: Stage, publisher: Publisher) -> None:
    with pytest.raises(NothingToPublish) as caught:
        publisher.publish(GOLD, NAME, 1)
    assert str(caught.value) == "Nothing was changed: these are the rules of version 1 already."
    assert len(books(shop)) == 1


def test_it_is_taken_back_with_all_that_it_decided(shop: Stage, publisher: Publisher) -> None:
    before = everybody(shop)
    number = publisher.publish_for_everybody(planned(shop, PLATINUM))
    shop.roll_out()
    fresh = publisher.undo(number, who="Ann", note="too early")
    shop.roll_out()
    assert everybody(shop) == before
    newest = books(shop)[0]
    assert (newest.number, newest.takes_back, newest.who, newest.note) == (
        fresh, number, "Ann", "too early",
    )  # fmt: skip
    with pytest.raises(NotUndoable):
        publisher.undo(number)


def test_where_only_deploys_publish_the_console_does_nothing(shop: Stage) -> None:
    off = Publisher(shop.engine, shop.library, in_console=False)
    draft = planned(shop, PLATINUM)
    attempts: list[Callable[[], int]] = [
        lambda: off.publish(PLATINUM, NAME, 1),
        lambda: off.publish_for_everybody(draft),
        lambda: off.undo(1),
    ]
    for attempt in attempts:
        with pytest.raises(PublishingIsOff, match="RULES_PUBLISH is deploy"):
            attempt()
    assert off.publish(PLATINUM, NAME, 1, rulebooks.PUSH) == 2


def test_whoever_is_killed_behind_a_publication_has_begun_its_rollout(
    shop: Stage, publisher: Publisher
) -> None:
    publisher.publish_for_everybody(planned(shop, PLATINUM))
    shop.be_started()  # nobody knows of it but the store
    shop.roll_out()
    assert shop.tags(BEA) == {"Platinum"}


def test_the_first_rules_of_all_may_come_this_way(stage: Stage) -> None:
    publisher = Publisher(stage.engine, stage.library)
    assert publisher.publish(GOLD, NAME, None, who="Ann") == 1
    stage.buys("product-12")
    stage.rest()
    assert stage.tags(BEA) == {"Gold"}
