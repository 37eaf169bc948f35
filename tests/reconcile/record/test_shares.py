"""One record of a delivery, where several destinations are told because of it."""

from datetime import timedelta

from bridge.model import Kind
from bridge.model.errors import AccountRefused, CrmRefused, CrmUnavailable
from bridge.store import destinations, places
from bridge.store.delivery import State
from tests.reconcile.branches import CLUB, SCHOOL, SHOP, THREE, Branches, rules_for
from tests.reconcile.stage import BEA
from tests.store.clock import DatabaseClock

AWAY = "ActiveCampaign gave no answer within 15 s to GET contacts."


def rows(branches: Branches, id_: int) -> list[tuple[str, str, str]]:
    """Of each destination what changed at it, or waits, or was refused."""
    told = branches.delivery(id_).results
    return [
        (row.get("destination", ""), row["tag"], row["what"])
        for row in told
        if row["changed"] or row["what"] in ("refused", "waits until then")
    ]


def test_each_destination_has_its_rows_in_the_order_of_the_file(branches: Branches) -> None:
    id_ = branches.buys()
    assert branches.tags_at(BEA) == {name: {"Gold"} for name in THREE}
    assert rows(branches, id_) == [(name, "Gold", "added") for name in THREE]
    delivery = branches.delivery(id_)
    assert (delivery.state, delivery.reason, delivery.next_try_at) == (State.APPLIED, "", None)
    assert {name: share.state for name, share in delivery.shares.items()} == dict.fromkeys(
        THREE, State.APPLIED
    )


def test_while_one_waits_the_delivery_waits_and_says_for_whom(
    branches: Branches, clock: DatabaseClock
) -> None:
    branches.crms[CLUB].answers = [CrmUnavailable(AWAY)]
    id_ = branches.buys()
    delivery = branches.delivery(id_)
    assert (delivery.state, delivery.reason) == (State.WAITING, f"club: {AWAY}")
    assert delivery.next_try_at is not None
    assert rows(branches, id_) == [(SHOP, "Gold", "added"), (SCHOOL, "Gold", "added")]
    asked = len(branches.crms[SHOP].plans)
    clock.forward(seconds=11)
    branches.rest()
    assert branches.delivery(id_).state is State.APPLIED
    assert rows(branches, id_) == [(name, "Gold", "added") for name in THREE]
    assert len(branches.crms[SHOP].plans) == asked


def test_where_one_refuses_it_the_delivery_failed_there(branches: Branches) -> None:
    branches.crms[SCHOOL].answers = [CrmRefused("The address is not valid.")]
    branches.crms[CLUB].answers = [CrmUnavailable(AWAY)]
    id_ = branches.buys()
    delivery = branches.delivery(id_)
    assert (delivery.state, delivery.reason, delivery.next_try_at) == (
        State.FAILED, f"school: The address is not valid. club: {AWAY}", None,
    )  # fmt: skip
    assert ("school", "Gold", "refused") in rows(branches, id_)


def test_a_reason_that_all_have_is_told_once_and_of_nobody(branches: Branches) -> None:
    for crm in branches.crms.values():
        crm.answers = [CrmRefused("The address is not valid.")]
    assert branches.delivery(branches.buys()).reason == "The address is not valid."


def test_a_retry_is_for_all_of_them(branches: Branches) -> None:
    branches.crms[CLUB].missing = {"Gold"}
    id_ = branches.buys()
    assert branches.delivery(id_).state is State.FAILED
    branches.crms[CLUB].missing = set()
    branches.crms[SHOP].tags[BEA].clear()  # a hand took it away there
    assert branches.deliveries.reopen([id_], branches.now()) == [id_]
    assert branches.delivery(id_).state is State.WAITING
    branches.rest()
    assert branches.tags_at(BEA) == {name: {"Gold"} for name in THREE}
    assert branches.delivery(id_).state is State.APPLIED
    assert rows(branches, id_) == [(name, "Gold", "added") for name in THREE]


def test_what_comes_of_it_later_stands_with_the_destination_where_it_came(
    branches: Branches, clock: DatabaseClock
) -> None:
    branches.restarted_with(*THREE, then="memberships:\n  Gold:\n    items: product-12\n"
                                         "    lasts: 12 months\n")  # fmt: skip
    id_ = branches.buys()
    clock.set(branches.now() + timedelta(days=370))
    branches.crms[CLUB].answers = [CrmUnavailable(AWAY)]
    branches.rest()
    assert (SHOP, "Gold", "removed") in rows(branches, id_)
    assert (CLUB, "Gold", "removed") not in rows(branches, id_)
    assert branches.delivery(id_).state is State.APPLIED
    clock.forward(seconds=11)
    branches.rest()
    assert rows(branches, id_) == [
        (name, "Gold", what) for name in THREE for what in ("added", "removed")
    ]


def test_a_look_that_was_slow_loses_nothing_of_what_others_wrote_meanwhile(
    branches: Branches,
) -> None:
    """While the shop is being told, both others are told and recorded."""
    id_ = branches.arrives(Kind.PURCHASE, "product-12")
    due = branches.intake.take_in(id_)
    done: list[bool] = []

    def meanwhile() -> None:
        if not done:
            done.append(True)
            for name in (CLUB, SCHOOL):
                branches.work.reconcile(due[name][0])

    branches.crms[SHOP].step = meanwhile
    branches.work.reconcile(due[SHOP][0])
    assert rows(branches, id_) == [(name, "Gold", "added") for name in THREE]
    assert branches.delivery(id_).state is State.APPLIED


def test_a_paused_one_keeps_the_delivery_waiting_and_the_others_go_on(branches: Branches) -> None:
    branches.crms[CLUB].answers = [AccountRefused("ActiveCampaign refused the key (401).")]
    first, second = branches.buys(order="1"), branches.buys(order="2", email="cy@example.com")
    for id_ in (first, second):
        assert branches.delivery(id_).state is State.WAITING
    assert branches.tags_at("cy@example.com") == {SHOP: {"Gold"}, CLUB: set(), SCHOOL: {"Gold"}}
    with branches.engine.connect() as connection:
        destinations.resume(connection, CLUB)
    branches.rest()
    assert [branches.delivery(id_).state for id_ in (first, second)] == [State.APPLIED] * 2


def test_what_is_on_the_record_already_is_of_the_one_that_was_there(branches: Branches) -> None:
    branches.restarted_with(SHOP)
    id_ = branches.buys()
    assert rows(branches, id_) == [("", "Gold", "added")]
    assert branches.delivery(id_).shares == {}
    branches.restarted_with(SHOP, CLUB)
    rebill = branches.happens(Kind.REBILL, "product-12")
    assert rows(branches, id_) == [("", "Gold", "added")]
    assert rows(branches, rebill) == [(CLUB, "Gold", "added")]


def test_calls_of_all_of_them_are_shown_with_the_delivery(
    branches: Branches, clock: DatabaseClock
) -> None:
    branches.crms[CLUB].answers = [CrmUnavailable(AWAY)]
    id_ = branches.buys()
    clock.forward(seconds=11)
    branches.rest()
    assert branches.delivery(id_).state is State.APPLIED
    assert len({at for at, _ in branches.deliveries.calls(id_)}) == 2
    with branches.engine.connect() as connection:
        there = [places.find(connection, name, BEA) for name in THREE]
    assert all(there)


def test_a_rule_that_is_for_one_is_on_the_record_of_that_one_alone(branches: Branches) -> None:
    branches.restarted_with(*THREE, then=(
        "rules:\n  - name: Welcome\n    when: purchase\n    add: Buyer\n    to: club\n"
    ))  # fmt: skip
    id_ = branches.buys()
    assert branches.tags_at(BEA) == {SHOP: set(), CLUB: {"Buyer"}, SCHOOL: set()}
    assert [(r["destination"], r["what"]) for r in branches.delivery(id_).results] == [
        (CLUB, "added")
    ]
    assert branches.delivery(id_).state is State.APPLIED


def test_what_no_rule_speaks_about_waits_for_nobody(branches: Branches) -> None:
    id_ = branches.buys("product-99")
    assert (branches.delivery(id_).state, branches.delivery(id_).reason) == (
        State.NO_RULE, "No rule speaks about this.",
    )  # fmt: skip


def test_with_one_destination_nothing_says_of_whom_it_is(branches: Branches) -> None:
    branches.restarted_with(SHOP)
    delivery = branches.delivery(branches.buys())
    assert delivery.shares == {}
    assert "destination" not in delivery.results[0]


def test_of_one_that_takes_the_place_of_another_rows_say_so(branches: Branches) -> None:
    branches.restarted_with(SHOP)
    first = branches.buys(order="1")
    branches.restarted_with(CLUB)
    second = branches.buys(order="2")
    assert branches.tags_at(BEA)[CLUB] == {"Gold"}
    assert rows(branches, first) == [("", "Gold", "added")]
    assert rows(branches, second) == [(CLUB, "Gold", "added")]
    assert branches.delivery(second).state is State.APPLIED


def test_the_record_goes_by_the_name_that_the_file_has_now(
    branches: Branches, clock: DatabaseClock
) -> None:
    branches.crms[CLUB].answers = [CrmUnavailable(AWAY)]
    id_ = branches.buys()
    branches.renamed(CLUB, "academy")
    assert [*branches.delivery(id_).shares] == [SHOP, SCHOOL, "academy"]
    clock.forward(seconds=11)
    branches.rest()
    assert rows(branches, id_) == [(n, "Gold", "added") for n in (SHOP, "academy", SCHOOL)]
    branches.renamed(SHOP, "mail")
    assert rows(branches, id_) == [(n, "Gold", "added") for n in ("mail", "academy", SCHOOL)]
    assert branches.delivery(id_).state is State.APPLIED


def test_rules_for_other_destinations_leave_a_place_alone(branches: Branches) -> None:
    """As when publication and file differ: nothing is done, and nothing forgotten."""
    branches.crms[CLUB].answers = [CrmUnavailable(AWAY)]
    branches.buys()
    branches.publish(rules_for(SHOP))
    branches.forget_leases()
    for place in places.due_places(branches.engine, 9, CLUB):
        branches.work.reconcile(place)
    assert branches.crms[CLUB].tags == {}
