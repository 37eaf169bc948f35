"""One hold's transaction over its life, on sites of every kind."""

from datetime import UTC, datetime, timedelta

import pytest

from bridge.model import Outcome
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_access import LATER, SOON, TWO, done, end, give, wish
from tests.destinations.fakes import DictMemory
from tests.destinations.memberpress.destination import (
    CHANGE,
    LOOK,
    MAKE,
    MEMBERS,
    SELL,
    TITLES,
    SiteDestination,
)

NUMBER = "tc-1001-product-12"
YESTERDAY = datetime.now(UTC) - timedelta(days=1)
LAST_WEEK = datetime.now(UTC) - timedelta(days=7)
JANUARY, FEBRUARY = "2031-01-05 23:59:59", "2031-02-05 23:59:59"


def test_one_order_and_item_is_one_transaction_over_all_its_life(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.crm.apply(give(), memory)
    assert destination.transactions(ANN) == [(NUMBER, "complete", JANUARY)]
    destination.crm.apply(give(wish(until=LATER)), memory)
    assert destination.transactions(ANN) == [(NUMBER, "complete", FEBRUARY)]
    destination.crm.apply(end(), memory)
    assert destination.transactions(ANN) == [(NUMBER, "refunded", FEBRUARY)]
    destination.crm.apply(give(wish(until=None)), memory)
    assert destination.transactions(ANN) == [(NUMBER, "complete", "0000-00-00 00:00:00")]


def test_where_a_refund_is_final_a_new_one_takes_its_place_each_time(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.site.conditions.refuse_regrant = True
    for _ in range(3):
        destination.crm.apply(give(), memory)
        assert destination.open_at(ANN, SOON) == {GOLD}
        destination.crm.apply(end(), memory)
        assert destination.open_at(ANN, SOON) == set()
    numbers = [row[0] for row in destination.transactions(ANN)]
    assert numbers == [NUMBER, f"{NUMBER}.2", f"{NUMBER}.3"]


def test_a_nested_transaction_that_failed_in_silence_is_looked_for_and_made(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.site.conditions.swallow_nested = True
    outcome = destination.crm.apply(give(), memory)
    assert outcome == Outcome((done("given"),), created=True)
    assert destination.calls() == [TITLES, MEMBERS, MAKE, LOOK, SELL]
    assert destination.transactions(ANN) == [(NUMBER, "complete", JANUARY)]


def test_a_stale_answer_to_a_new_member_makes_no_second_transaction(
    destination: SiteDestination, memory: DictMemory
) -> None:
    for older in (False, True):
        destination.site.conditions.stale_active = True
        destination.site.conditions.older_build = older
        destination.crm.apply(give(), memory)
        assert len(destination.transactions(ANN)) == 1
        destination.delete_by_hand(ANN)
        memory.values.clear()


def test_transactions_that_a_repeated_call_doubled_end_together(
    destination: SiteDestination, memory: DictMemory
) -> None:
    for _ in range(2):
        destination.site.grant(ANN.email, GOLD, trans_num=NUMBER)
    assert destination.crm.apply(end(), memory).done == (done("ended"),)
    assert [row[1] for row in destination.transactions(ANN)] == ["refunded", "refunded"]


def test_a_hold_that_somebody_else_had_is_left_to_her_and_given_anew(
    destination: SiteDestination, memory: DictMemory
) -> None:
    """Her order goes on at another address that has a user of its own."""
    destination.site.grant("old@example.com", GOLD, trans_num=NUMBER)
    assert destination.crm.apply(end(), memory).done[0].changed is False
    destination.crm.apply(give(), memory)
    assert destination.site.contacts() == {"old@example.com": {GOLD}, ANN.email: {GOLD}}


def test_a_site_without_the_manual_gateway_refuses_in_its_words(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.site.conditions.refuse_manual = True
    [refused] = destination.crm.apply(give(), memory).refused
    assert refused.reason == (
        f"MemberPress refused access to '{GOLD}' (500)."
        " MemberPress says: 'gateway must be one of free'"
    )
    destination.site.conditions.refuse_manual = False
    assert destination.crm.apply(give(), memory).done == (done("given"),)
    destination.site.conditions.refuse_manual = True
    for plan in (give(wish(until=LATER)), end()):
        [refused] = destination.crm.apply(plan, memory).refused
        assert "gateway must be one of free" in refused.reason
    assert destination.transactions(ANN) == [(NUMBER, "complete", JANUARY)]


@pytest.mark.parametrize("older", [False, True], ids=["newer build", "older build"])
def test_who_was_deleted_there_is_noticed_by_what_was_stored_for_nobody(
    destination: SiteDestination, memory: DictMemory, older: bool
) -> None:
    destination.site.conditions.older_build = older
    destination.crm.apply(give(wish(SILVER, hold=TWO)), memory)
    destination.delete_by_hand(ANN)
    outcome = destination.crm.apply(give(), memory)
    assert outcome == Outcome((done("given"),), created=True)
    assert destination.open_at(ANN, SOON) == {GOLD}
    [ghost] = [t for t in destination.site.site.transactions.values() if t["trans_num"] == NUMBER][
        :1
    ]
    assert ghost["status"] == "refunded"


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ({"status": "pending"}, f"stored access to '{GOLD}' as 'pending' until 2031-01-05"),
        (
            {"expires_at": "2030-01-01 23:59:59"},
            f"stored access to '{GOLD}' as 'complete' until 2030-01-01",
        ),
    ],
)
def test_what_the_site_stored_otherwise_is_said(
    destination: SiteDestination, memory: DictMemory, stored: dict[str, str], said: str
) -> None:
    destination.site.add_contact(ANN.email)
    row = {"id": "7", "trans_num": NUMBER, "status": "complete", "expires_at": JANUARY}
    shown: dict[str, object] = {**row, **stored}
    shown |= {"member": destination.site.user(ANN.email)["id"]}
    shown |= {"membership": {"id": destination.site.membership(GOLD)["id"]}}
    destination.site.faults.fail(200, path="/transactions", method="POST", body=shown)
    [refused] = destination.crm.apply(give(), memory).refused
    assert refused.reason == f"MemberPress {said}, which is not what was asked."


def test_an_end_that_the_site_did_not_keep_is_said(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.crm.apply(give(), memory)
    kept = {"id": "7", "status": "complete", "trans_num": NUMBER}
    destination.site.faults.fail(200, path="/transactions/{id}", method="PUT", body=kept)
    [refused] = destination.crm.apply(end(), memory).refused
    said = f"MemberPress left access to '{GOLD}' as 'complete' when it was to end."
    assert refused.reason == said
    assert destination.crm.apply(end(), memory).done == (done("ended"),)


def test_an_end_whose_answer_was_lost_is_not_refused_where_refunds_are_final(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.site.conditions.refuse_regrant = True
    destination.crm.apply(give(), memory)
    destination.site.faults.lose_answers(method="PUT")
    assert destination.crm.apply(end(), memory) == Outcome((done("ended"),))
    assert destination.open_at(ANN, SOON) == set()


def test_every_look_comes_before_what_it_is_for(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.crm.apply(give(), memory)
    destination.site.reset()
    destination.crm.apply(give(wish(until=LATER)), memory)
    destination.crm.apply(give(wish(hold=TWO)), memory)
    assert destination.calls() == [LOOK, CHANGE, LOOK, SELL]


def test_an_end_that_has_passed_makes_nothing_and_nobody(
    destination: SiteDestination, memory: DictMemory
) -> None:
    """It may turn out late that what was paid ended earlier."""
    for is_there in (False, True):
        if is_there:
            destination.site.add_contact(ANN.email)
        outcome = destination.crm.apply(give(wish(until=YESTERDAY)), memory)
        assert outcome == Outcome((done("had ended"),))
        assert destination.writes() == 0


def test_an_end_that_has_passed_shortens_what_is_open(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.crm.apply(give(wish(), wish(hold=TWO)), memory)
    past = give(wish(until=YESTERDAY), wish(until=LAST_WEEK, hold=TWO))
    assert destination.crm.apply(past, memory).done == (done("ended"), done("ended", hold=TWO))
    assert destination.open_at(ANN, datetime.now(UTC)) == set()
    assert [row[1] for row in destination.transactions(ANN)] == ["complete"] * 2
    writes = destination.writes()
    again = destination.crm.apply(past, memory).done
    assert again == (done("had ended"), done("had ended", hold=TWO))
    assert destination.writes() == writes


def test_an_end_that_has_passed_leaves_refunded_what_is(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.crm.apply(give(), memory)
    destination.crm.apply(end(), memory)
    destination.crm.apply(give(wish(until=YESTERDAY)), memory)
    assert destination.transactions(ANN) == [(NUMBER, "refunded", JANUARY)]


def test_an_end_that_has_passed_and_is_refused_is_said(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.crm.apply(give(), memory)
    destination.site.conditions.refuse_manual = True
    [refused] = destination.crm.apply(give(wish(until=YESTERDAY)), memory).refused
    assert "gateway must be one of free" in refused.reason


def test_transactions_that_a_repeated_call_doubled_are_extended_and_shortened_together(
    destination: SiteDestination, memory: DictMemory
) -> None:
    for _ in range(2):
        destination.site.grant(ANN.email, GOLD, trans_num=NUMBER)
    destination.crm.apply(give(), memory)
    assert destination.transactions(ANN) == [(NUMBER, "complete", JANUARY)] * 2
    destination.crm.apply(give(wish(until=LATER)), memory)
    assert destination.transactions(ANN) == [(NUMBER, "complete", FEBRUARY)] * 2
