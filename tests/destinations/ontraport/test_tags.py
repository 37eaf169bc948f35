"""Tags in Ontraport: several by one call, late in reads, refused one by one, fired."""

from random import Random

import pytest

from bridge.model import Done, Firing, Plan
from bridge.model.errors import CrmUnavailable
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.fakes import DictMemory, Killed
from tests.destinations.ontraport.bodies import UNDER_WAY, RecordedOntraport
from tests.destinations.ontraport.destination import ADD, NO, REMOVE, SHOW, OntraportDestination
from tests.destinations.stand_in_destination import PAYF, SUSP, TAGS

SHOWN = {"code": 0, "data": {"id": "5", "contact_cat": "*/*8*/*"}}


def test_tags_go_by_their_ids_in_bodies_also_of_a_delete(recorded: RecordedOntraport) -> None:
    recorded.memory.values["contact"] = "5"
    recorded.memory.values["profile"] = "{}"
    recorded.on("PUT", "/objects", json={"code": 0, "data": {"attrs": {"id": "5"}}})
    recorded.on("DELETE", "/objects/tag", json=UNDER_WAY)
    recorded.on("PUT", "/objects/tag", json=UNDER_WAY)
    recorded.apply(Plan(ANN, add=(GOLD,), remove=(SILVER,)))
    assert [*recorded.sent()][1:] == [
        ("DELETE /objects/tag", {"objectID": 0, "ids": "5", "remove_list": "8"}),
        ("PUT /objects/tag", {"objectID": 0, "ids": "5", "add_list": "7"}),
    ]


def test_a_tag_put_on_just_now_is_taken_off_although_no_read_shows_it_yet(
    known: OntraportDestination, memory: DictMemory
) -> None:
    known.account.conditions.tag_reads = 9
    known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    outcome = known.crm.apply(Plan(ANN, remove=(GOLD,)), memory)
    assert outcome.done == (Done(GOLD, "taken off"),)
    assert known.contacts() == {ANN.key: {SILVER}}


def test_a_tag_taken_off_just_now_is_put_on_although_a_read_still_shows_it(
    known: OntraportDestination, memory: DictMemory
) -> None:
    known.account.conditions.tag_reads = 9
    known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    outcome = known.crm.apply(Plan(ANN, add=(SILVER,)), memory)
    assert outcome.done == (Done(SILVER, "added"),)
    assert known.contacts() == {ANN.key: {SILVER}}


def test_nor_does_a_worker_that_died_after_telling_leave_a_later_one_believing_a_read(
    known: OntraportDestination,
) -> None:
    """Whenever it died, the refund that comes next takes the tag."""
    known.account.conditions.tag_reads = 99
    for moment in range(1, 30):
        memory = DictMemory(kill_at=moment)
        try:
            known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        except Killed:
            known.start_over()
        came_through, memory.kill_at = memory.writes < moment, None
        known.crm.apply(Plan(ANN, remove=(GOLD,)), memory)
        assert known.contacts()[ANN.key] == {SILVER}
        if came_through:
            return
    raise AssertionError("it was killed at each write and had more to come")


@pytest.mark.parametrize("seed", range(8))
def test_she_ends_with_what_was_told_last_however_late_the_reads_are(
    known: OntraportDestination, memory: DictMemory, seed: int
) -> None:
    chance, wanted = Random(seed), {SILVER}
    for _ in range(12):
        known.account.conditions.tag_reads = chance.randrange(5)
        told = {tag: chance.choice((True, False)) for tag in chance.sample(TAGS, 3)}
        on, off = ([tag for tag in told if told[tag] is way] for way in (True, False))
        known.crm.apply(Plan(ANN, add=tuple(on), remove=tuple(off)), memory)
        wanted = (wanted | {*on}) - {*off}
        assert known.contacts() == {ANN.key: wanted}


@pytest.mark.parametrize("status", [400, 403, 422])
def test_of_several_tags_the_one_that_is_refused_is_named_and_the_others_are_put_on(
    known: OntraportDestination, memory: DictMemory, status: int
) -> None:
    known.account.faults.fail(status, times=None, tag=PAYF, body=NO)
    outcome = known.crm.apply(Plan(ANN, add=(GOLD, PAYF, SUSP)), memory)
    assert outcome.done == (Done(GOLD, "added"), Done(SUSP, "added"))
    (refusal,) = outcome.refused
    assert refusal.tag == PAYF
    assert refusal.reason.startswith(f"Ontraport refused the tag '{PAYF}' ({status}).")
    assert refusal.reason.endswith(f"Ontraport says: '{NO['data']}'")
    assert known.contacts() == {ANN.key: {SILVER, GOLD, SUSP}}


def test_what_one_may_not_change_is_told_with_where_permissions_are(
    known: OntraportDestination, memory: DictMemory
) -> None:
    known.account.faults.fail(403, times=None, tag=GOLD, body=NO)
    (refusal,) = known.crm.apply(Plan(ANN, add=(GOLD,)), memory).refused
    assert refusal.reason == (
        f"Ontraport refused the tag '{GOLD}' (403). The user of ONTRAPORT_APP_ID and ONTRAPORT_KEY"
        " may do other things, and not this one: see there Administration, the role of the user who"
        f" made the key. Ontraport says: '{NO['data']}'"
    )


def test_a_contact_that_goes_between_the_look_and_the_tag_is_tried_again(
    recorded: RecordedOntraport,
) -> None:
    recorded.memory.values["contact"] = "5"
    recorded.memory.values["told"] = "{}"
    recorded.on("GET", "/object", json=SHOWN)
    recorded.on("GET", "/object", 404, body="Object not found", content_type="text/html")
    recorded.on("DELETE", "/objects/tag", 404, body="Invalid Contact ID", content_type="text/html")
    rows = [{"tag_id": "8", "tag_name": SILVER, "object_type_id": "0"}]
    recorded.on("GET", "/Tags", json={"code": 0, "data": rows})
    with pytest.raises(CrmUnavailable) as caught:
        recorded.apply(Plan(ANN, remove=(SILVER,)))
    assert str(caught.value) == "The contact was deleted in Ontraport just now."


def test_a_tag_that_is_gone_is_removed_and_cannot_be_added(
    known: OntraportDestination,
) -> None:
    known.account.conditions.unknown_ids = "refused"
    for tag in (GOLD, SILVER):
        known.account.delete_tag(tag)
    outcome = known.crm.apply(Plan(ANN, add=(GOLD,), remove=(SILVER,)), DictMemory())
    assert outcome.done == (Done(SILVER, "was not there", False),)
    assert [refusal.tag for refusal in outcome.refused] == [GOLD]
    assert "does not exist in Ontraport" in outcome.refused[0].reason


def test_each_firing_brings_the_tag_from_absent_to_present(
    known: OntraportDestination, memory: DictMemory
) -> None:
    known.account.conditions.tag_reads = 4
    for token in ("1", "2", "2", "3"):
        known.crm.apply(Plan(ANN, fire=(Firing(GOLD, token),)), memory)
    two = (Firing(GOLD, "4"), Firing(GOLD, "5"))
    known.crm.apply(Plan(ANN, fire=two), memory)
    assert known.account.fired(ANN.email, GOLD) == 5
    assert known.contacts() == {ANN.key: {GOLD, SILVER}}


def test_a_firing_is_done_once_whenever_it_is_killed(known: OntraportDestination) -> None:
    two = Plan(ANN, fire=(Firing(GOLD, "1"), Firing(GOLD, "2")))
    for moment in range(1, 40):
        known.account.untag(ANN.email, GOLD)
        known.account.reset()
        memory = DictMemory(kill_at=moment)
        try:
            known.crm.apply(two, memory)
        except Killed:
            known.start_over()
            known.crm.apply(two, memory)
        assert known.account.fired(ANN.email, GOLD) == 2
        if memory.writes < moment:
            return  # it came through before the moment to kill it
    raise AssertionError("it was killed at each write and had more to come")


def test_a_removal_comes_before_a_gift(known: OntraportDestination, memory: DictMemory) -> None:
    known.crm.apply(Plan(ANN, add=(GOLD,), remove=(SILVER,), add_if_there=(PAYF,)), memory)
    assert known.calls() == [SHOW, REMOVE, ADD]
    assert known.contacts() == {ANN.key: {GOLD, PAYF}}
