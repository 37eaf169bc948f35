"""An automation is started once per token, whatever happens meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest

from bridge.model import Done, Firing, Outcome, Plan, Refusal, Sort
from bridge.model.errors import AccountRefused, CrmUnavailable
from tests.destinations.activecampaign.destination import ASK, ENTRIES, START, SandboxDestination
from tests.destinations.activecampaign.scripted import Scripted
from tests.destinations.contract import ANN, GOLD
from tests.destinations.contract_other_targets import COURSE, FAREWELL, ORDER, WELCOME
from tests.destinations.fakes import DictMemory
from tests.destinations.stand_in_destination import TWO_FIELDS

ONCE = Plan(ANN, start=(Firing(WELCOME, "1"),))


DONE = Done(WELCOME, "started", True, "1", Sort.AUTOMATION)


@pytest.fixture
def ready(known: SandboxDestination) -> SandboxDestination:
    """The automation's id is known too."""
    known.crm.check((), [(Sort.AUTOMATION, WELCOME)])
    known.account.reset()
    return known


def half_done(memory: DictMemory, minutes_ago: int, known: str = "") -> None:
    """As a kill leaves it that came between the note of the start and the note of its end."""
    time = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    memory.values["start:1"] = f"starting {time.isoformat(timespec='seconds')} {known}".strip()


def test_a_start_whose_answer_was_lost_is_not_sent_again(
    ready: SandboxDestination, memory: DictMemory
) -> None:
    ready.account.faults.lose_answers(method="POST", path="/contactAutomations")
    with pytest.raises(CrmUnavailable) as caught:
        ready.crm.apply(ONCE, memory)
    text = "ActiveCampaign could not be reached for POST /contactAutomations."
    assert str(caught.value) == text
    assert memory.values["start:1"].startswith("starting 20")
    ready.account.reset()
    ready.start_over()
    assert ready.crm.apply(ONCE, memory).done == (DONE,)
    assert ready.calls() == [ENTRIES]
    assert (ready.started(), memory.values["start:1"]) == ([WELCOME], "started")


def test_a_start_that_never_went_out_is_sent_after_a_look(
    ready: SandboxDestination, memory: DictMemory
) -> None:
    half_done(memory, minutes_ago=1)
    assert ready.crm.apply(ONCE, memory).done == (DONE,)
    assert (ready.calls(), ready.started()) == ([ENTRIES, START], [WELCOME])


@pytest.mark.parametrize(("minutes_ahead", "entries"), [(4, 1), (6, 2)])
def test_an_entry_counts_as_ours_when_the_clocks_differ_by_less_than_five_minutes(
    ready: SandboxDestination, memory: DictMemory, minutes_ahead: int, entries: int
) -> None:
    ready.account.start_automation(ANN.email, WELCOME)
    half_done(memory, minutes_ago=-minutes_ahead)
    ready.crm.apply(ONCE, memory)
    assert ready.started() == [WELCOME] * entries


def test_an_entry_into_another_automation_is_not_ours(
    ready: SandboxDestination, memory: DictMemory
) -> None:
    ready.account.start_automation(ANN.email, FAREWELL)
    half_done(memory, minutes_ago=1)
    ready.crm.apply(ONCE, memory)
    assert ready.started() == [FAREWELL, WELCOME]


def test_the_start_for_another_order_just_before_is_not_taken_for_this_one(
    ready: SandboxDestination, memory: DictMemory
) -> None:
    ready.crm.apply(Plan(ANN, start=(Firing(WELCOME, "0"),)), memory)
    (entry,) = ready.account.account.held[Sort.AUTOMATION]
    half_done(memory, minutes_ago=0, known=entry["id"])
    ready.crm.apply(ONCE, memory)
    assert ready.started() == [WELCOME, WELCOME]


def test_what_the_account_will_not_start_is_refused_alone_and_is_no_matter_of_the_key(
    ready: SandboxDestination, memory: DictMemory
) -> None:
    row = ready.account.named(Sort.AUTOMATION, WELCOME)
    row["status"] = "2"
    outcome = ready.crm.apply(Plan(ANN, add=(GOLD,), start=ONCE.start), memory)
    reason = (
        f"ActiveCampaign did not start the automation '{WELCOME}' for this contact (403)."
        " See there whether it is active and lets a contact in again."
        " ActiveCampaign says: 'Could not create SubscriberSeries'"
    )
    refusal = Refusal(WELCOME, reason, "1", Sort.AUTOMATION)
    assert outcome == Outcome((Done(GOLD, "added"),), (refusal,))
    assert "start:1" not in memory.values
    row["status"] = "1"
    assert ready.crm.apply(ONCE, memory).done == (DONE,)


def test_403_without_a_word_is_a_matter_of_the_key(
    ready: SandboxDestination, memory: DictMemory
) -> None:
    ready.refuse_key()
    with pytest.raises(AccountRefused) as caught:
        ready.crm.apply(ONCE, memory)
    sentence = "ActiveCampaign refused the key (403). Check ACTIVECAMPAIGN_KEY."
    assert str(caught.value) == sentence


def test_one_automation_started_twice_in_one_plan_is_entered_twice(
    ready: SandboxDestination, memory: DictMemory
) -> None:
    plan = Plan(ANN, start=(Firing(WELCOME, "1"), Firing(WELCOME, "2")))
    ready.account.faults.lose_answers(method="POST", path="/contactAutomations", after=1)
    with pytest.raises(CrmUnavailable):
        ready.crm.apply(plan, memory)
    ready.crm.apply(plan, memory)
    assert ready.started() == [WELCOME, WELCOME]


def test_a_half_done_start_is_finished_before_another_of_its_automation(
    ready: SandboxDestination, memory: DictMemory
) -> None:
    half_done(memory, minutes_ago=1)  # and its post never went out
    ready.crm.apply(Plan(ANN, start=(Firing(WELCOME, "2"), Firing(WELCOME, "1"))), memory)
    assert ready.started() == [WELCOME, WELCOME]


def test_one_whose_address_was_corrected_there_enters_herself(
    ready: SandboxDestination, memory: DictMemory
) -> None:
    ready.account.change_email(ANN.email, "someone@example.com")
    assert ready.crm.apply(ONCE, memory).done == (DONE,)
    assert ready.account.started("someone@example.com") == [WELCOME]


@pytest.mark.parametrize(
    ("row", "starts"),
    [
        ({"automation": 9, "adddate": "2099-01-01T00:00:00-06:00"}, 0),
        ({"seriesid": "9", "adddate": "2099-01-01T00:00:00"}, 0),
        ({"automation": "8", "adddate": "2099-01-01T00:00:00-06:00"}, 1),
        ({"automation": "9", "adddate": "2018-01-01T00:00:00-06:00"}, 1),
        ({"automation": "9", "adddate": None}, 1),
    ],
)
def test_an_entry_is_known_by_its_automation_and_its_date(
    scripted: Scripted, row: dict[str, object], starts: int
) -> None:
    scripted.account_memory.values["automation:welcome series"] = "9"
    scripted.memory.values["start:1"] = "starting 2026-05-04T12:00:00+00:00"
    scripted.synced()
    rows = {"contactAutomations": [{"id": 31, "contact": 5, **row}]}
    scripted.on("GET", "/contacts/5/contactAutomations", json=rows)
    if starts:
        scripted.on("POST", "/contactAutomations", 201, json={"contactAutomation": {"id": 32}})
    outcome = scripted.apply(Plan(ANN, start=(Firing(WELCOME, "1"),)))
    assert outcome.done == (Done(WELCOME, "started", True, "1", Sort.AUTOMATION),)
    assert scripted.memory.values["entry:9"] == ("32" if starts else "31")


def test_a_remade_automation_is_found_again(full: SandboxDestination, memory: DictMemory) -> None:
    full.account.remake(Sort.AUTOMATION, WELCOME)
    full.crm.apply(Plan(ANN, start=(Firing(WELCOME, "1"),)), memory)
    assert full.started() == [WELCOME]
    assert full.calls() == [START, ASK, "GET /automations", START]


def test_a_contact_with_a_new_id_starts_its_automation_and_keeps_its_fields(
    full: SandboxDestination, memory: DictMemory
) -> None:
    full.account.renumber_contact(ANN.email)
    plan = Plan(ANN, fields=TWO_FIELDS, start=(Firing(WELCOME, "1"),))
    full.crm.apply(plan, memory)
    assert full.started() == [WELCOME]
    assert full.fields() == {ORDER: "1001", COURSE: "Knots"}
