"""Email series: joined, left, and let be where she opted out. Over real HTTP."""

import pytest

from bridge.model import Contact, Done, ListWish, Plan, Sort
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import DEALS, NEWS
from tests.destinations.drip.destination import JOIN, SERIES, DripDestination
from tests.destinations.drip.scripted import NUMBER, ScriptedDrip
from tests.destinations.fakes import DictMemory

SUBSCRIBE, INSIST = (Plan(ANN, subscribe=(ListWish(NEWS, even),)) for even in (False, True))


def done(what: str, changed: bool = False, name: str = NEWS) -> tuple[Done, ...]:
    return (Done(name, what, changed, sort=Sort.LIST),)


@pytest.mark.parametrize("path", ["campaign_subscriptions", "campaign_subscription"])
def test_either_spelling_of_the_path_serves_and_is_remembered(
    known: DripDestination, memory: DictMemory, path: str
) -> None:
    known.account.conditions.subscriptions_path = path
    known.put_on_list(NEWS, "opted out")
    for _ in range(2):
        assert known.crm.apply(SUBSCRIBE, memory).done == done("opted out")
    looks = known.calls().count(SERIES)
    assert looks == (2 if path == "campaign_subscriptions" else 3)


def test_where_neither_is_told_nobody_is_subscribed_without_a_word(
    known: DripDestination, memory: DictMemory
) -> None:
    known.account.conditions.subscriptions_path = "nowhere"
    (refusal,) = known.crm.apply(SUBSCRIBE, memory).refused
    assert refusal.reason == (
        "Drip does not tell of which series the contact has opted out, so she was not put on"
        " 'Newsletter'."
    )
    assert JOIN not in known.calls()


@pytest.mark.parametrize("hides", [False, True])
def test_who_gets_no_mails_stays_out_of_every_series(
    known: DripDestination, memory: DictMemory, hides: bool
) -> None:
    known.account.conditions.hides_unsubscribed = hides
    known.account.put_on_list(ANN.email, NEWS)
    known.account.unsubscribe(ANN.email)
    for plan in (SUBSCRIBE, Plan(ANN, subscribe=(ListWish(DEALS),))):
        outcome = known.crm.apply(plan, memory)
        assert [each.what for each in outcome.done] == ["opted out"]
    assert JOIN not in known.calls()
    assert known.account.contact(ANN.email)["status"] == "unsubscribed"


@pytest.mark.parametrize(("wakes", "what"), [(False, "opted out"), (True, "subscribed")])
def test_a_rule_that_insists_is_told_what_became_of_it(
    known: DripDestination, memory: DictMemory, wakes: bool, what: str
) -> None:
    known.account.conditions.series_wakes = wakes
    known.account.unsubscribe(ANN.email)
    assert known.crm.apply(INSIST, memory).done == done(what, changed=wakes)


def test_who_was_taken_off_meanwhile_is_not_put_back_without_being_told_to(
    known: DripDestination, memory: DictMemory
) -> None:
    """She is taken off between the look and the write."""
    known.crm.apply(INSIST, memory)
    known.crm.apply(Plan(ANN, unsubscribe=(NEWS,)), memory)
    body: dict[str, object] = {"campaign_subscriptions": []}
    known.account.faults.fail(200, method="GET", path=SERIES.removeprefix("GET "), body=body)
    (refusal,) = known.crm.apply(SUBSCRIBE, memory).refused
    assert refusal.reason == (
        "Drip refused the list 'Newsletter' (422). Drip says: 'Email was removed'"
    )
    assert known.lists() == {NEWS: "opted out"}


def test_who_joined_meanwhile_is_on_it(known: DripDestination, memory: DictMemory) -> None:
    known.put_on_list(NEWS, "subscribed")
    body: dict[str, object] = {"campaign_subscriptions": []}
    known.account.faults.fail(200, method="GET", path=SERIES.removeprefix("GET "), body=body)
    assert known.crm.apply(SUBSCRIBE, memory).done == done("already subscribed")


def test_one_who_was_renamed_there_is_subscribed_by_the_address_that_she_has(
    known: DripDestination, memory: DictMemory
) -> None:
    known.rename_by_hand(ANN, "renamed@example.com")
    known.crm.apply(SUBSCRIBE, memory)
    assert [*known.contacts()] == ["renamed@example.com"]
    assert known.account.lists_of("renamed@example.com") == {NEWS: "subscribed"}


def test_a_series_that_was_made_anew_is_looked_up_again(
    known: DripDestination, memory: DictMemory
) -> None:
    series = known.account.account.named[Sort.LIST]
    for plan, what in ((SUBSCRIBE, "subscribed"), (Plan(ANN, unsubscribe=(NEWS,)), "unsubscribed")):
        series[f"new {what}"] = series.pop(known.account.number(Sort.LIST, NEWS))
        series[f"new {what}"]["id"] = f"new {what}"
        for row in known.account.account.subscriptions:
            row["campaign_id"] = f"new {what}"
        if what == "unsubscribed":
            known.crm.check((), [(Sort.LIST, NEWS)])
        assert known.crm.apply(plan, memory).done == done(what, changed=True)


def test_one_that_is_gone_is_refused(known: DripDestination, memory: DictMemory) -> None:
    del known.account.account.named[Sort.LIST][known.account.number(Sort.LIST, NEWS)]
    (refusal,) = known.crm.apply(SUBSCRIBE, memory).refused
    assert refusal.reason == (
        "The list 'Newsletter' does not exist in Drip. Create the list or correct rules.yaml."
    )


def test_who_gets_no_mails_leaves_without_being_found(
    known: DripDestination, memory: DictMemory
) -> None:
    known.account.put_on_list(ANN.email, NEWS)
    known.account.unsubscribe(ANN.email)
    outcome = known.crm.apply(Plan(ANN, unsubscribe=(NEWS,)), memory)
    assert outcome.done == done("was not subscribed")
    nobody = Plan(Contact("nobody@example.com"), unsubscribe=(NEWS,))
    assert known.crm.apply(nobody, DictMemory()).done == done("no such contact")


def test_leaving_and_losing_tags_takes_one_look(known: DripDestination, memory: DictMemory) -> None:
    known.put_on_list(NEWS, "subscribed")
    outcome = known.crm.apply(Plan(ANN, remove=(SILVER,), unsubscribe=(NEWS,)), memory)
    assert {each.what for each in outcome.done} == {"removed", "unsubscribed"}
    assert known.calls().count("GET /subscribers/{id}") == 1


def test_one_that_may_not_be_left_is_refused_by_name(
    known: DripDestination, memory: DictMemory
) -> None:
    known.put_on_list(NEWS, "subscribed")
    known.forbid(Sort.LIST, NEWS)
    (refusal,) = known.crm.apply(Plan(ANN, unsubscribe=(NEWS,)), memory).refused
    assert refusal.reason.startswith("Drip refused the list 'Newsletter' (403).")


def test_series_are_read_to_the_last_page(scripted: ScriptedDrip) -> None:
    scripted.account_memory.values["list:newsletter"] = "7"
    scripted.written()
    for page in (1, 2):
        rows = [{"campaign_id": str(page + 5), "status": "unsubscribed"}]
        body = {"campaign_subscriptions": rows, "meta": {"total_pages": 2}}
        scripted.on("GET", f"/subscribers/{NUMBER}/campaign_subscriptions", json=body)
    outcome = scripted.apply(Plan(ANN, add=(GOLD,), subscribe=(ListWish(NEWS),)))
    assert Done(NEWS, "opted out", False, sort=Sort.LIST) in outcome.done


def test_an_empty_answer_to_a_subscription_is_believed(scripted: ScriptedDrip) -> None:
    scripted.account_memory.values["list:newsletter"] = "7"
    scripted.written()
    listed = f"/subscribers/{NUMBER}/campaign_subscriptions"
    scripted.on("GET", listed, json={"campaign_subscriptions": []})
    scripted.on("POST", "/campaigns/7/subscribers", json={"subscribers": [{}]})
    assert scripted.apply(SUBSCRIBE).done == done("subscribed", changed=True)
