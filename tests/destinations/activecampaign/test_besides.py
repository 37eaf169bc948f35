"""Lists, custom fields and automations in ActiveCampaign: their calls and ids. Over real HTTP."""

import pytest

from bridge.model import Contact, Done, FieldValue, Firing, ListWish, Outcome, Plan, Refusal, Sort
from tests.destinations.activecampaign.destination import (
    ADD,
    ASK,
    CANC,
    LIST,
    LISTS,
    LOOK,
    PUT,
    REMOVE,
    START,
    SYNC,
    WRITE,
    SandboxDestination,
)
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_besides import COURSE, DEALS, NEWS, ORDER, WELCOME, told
from tests.destinations.fakes import DictMemory

NAMES = [
    *((Sort.LIST, name) for name in (NEWS, DEALS)),
    *((Sort.FIELD, name) for name in (ORDER, COURSE)),
    (Sort.AUTOMATION, WELCOME),
]
NEW = Contact("new@example.com", "New")
TWO_FIELDS = (FieldValue(ORDER, "1001"), FieldValue(COURSE, "Knots"))
SUBSCRIBE = (ListWish(NEWS),)


@pytest.fixture
def full(known: SandboxDestination, memory: DictMemory) -> SandboxDestination:
    """As `known`, and the ids of the other names are known; the fields hold `TWO_FIELDS`."""
    known.crm.check((), NAMES)
    known.crm.apply(Plan(ANN, fields=TWO_FIELDS), memory)
    known.account.reset()
    return known


class TestCalls:
    """At most so many calls, the ids of names being known."""

    @pytest.fixture
    def look(self, full: SandboxDestination) -> list[str]:
        """One call where include is honoured, else one more."""
        return [LOOK, LISTS] if full.account.conditions.ignore_include else [LOOK]

    def test_a_purchase_by_a_new_contact_with_fields_takes_two(
        self, full: SandboxDestination
    ) -> None:
        full.crm.apply(Plan(NEW, add=(GOLD,), fields=TWO_FIELDS), DictMemory())
        assert full.calls() == [SYNC, ADD]
        assert full.account.fields_of(NEW.email) == {ORDER: "1001", COURSE: "Knots"}

    def test_fields_that_did_not_change_take_none(
        self, full: SandboxDestination, memory: DictMemory
    ) -> None:
        full.crm.apply(Plan(ANN, add=(GOLD,), fields=TWO_FIELDS), memory)
        assert full.calls() == [ADD]
        full.account.reset()
        full.crm.apply(Plan(ANN, fields=TWO_FIELDS), memory)
        assert full.calls() == []

    def test_fields_that_changed_take_one_with_the_profile(
        self, full: SandboxDestination, memory: DictMemory
    ) -> None:
        renamed = Contact(ANN.email, "Anna")
        changed = (FieldValue(ORDER, "1002"), FieldValue(COURSE, "Ropes"))
        full.crm.apply(Plan(renamed, add=(GOLD,), fields=changed), memory)
        assert full.calls() == [WRITE, ADD]
        assert full.fields() == {ORDER: "1002", COURSE: "Ropes"}

    def test_a_new_contact_is_subscribed_in_two_without_a_look(
        self, full: SandboxDestination
    ) -> None:
        full.crm.apply(Plan(NEW, subscribe=SUBSCRIBE), DictMemory())
        assert full.calls() == [SYNC, PUT]

    def test_a_known_contact_is_subscribed_after_a_look(
        self, full: SandboxDestination, memory: DictMemory, look: list[str]
    ) -> None:
        full.crm.apply(Plan(ANN, subscribe=SUBSCRIBE), memory)
        assert full.calls() == [*look, PUT]
        full.account.reset()
        full.crm.apply(Plan(ANN, subscribe=SUBSCRIBE), memory)
        assert full.calls() == look

    def test_a_contact_that_is_not_remembered_is_subscribed_in_three(
        self, full: SandboxDestination
    ) -> None:
        full.crm.apply(Plan(ANN, subscribe=SUBSCRIBE), DictMemory())
        assert full.calls() == [SYNC, LISTS, PUT]

    def test_a_known_contact_is_unsubscribed_after_a_look(
        self, full: SandboxDestination, memory: DictMemory, look: list[str]
    ) -> None:
        full.put_on_list(NEWS, "subscribed")
        full.crm.apply(Plan(ANN, unsubscribe=(NEWS, DEALS)), memory)
        assert full.calls() == [*look, PUT]

    @pytest.mark.parametrize("fields", [(), (FieldValue(ORDER, "1002"),)])
    def test_one_look_serves_tags_and_lists(
        self, full: SandboxDestination, memory: DictMemory, fields: tuple[FieldValue, ...]
    ) -> None:
        plan = Plan(ANN, (CANC,), (SILVER,), subscribe=SUBSCRIBE, fields=fields)
        full.crm.apply(plan, memory)
        both = [LOOK, LIST, LISTS] if full.account.conditions.ignore_include else [LOOK]
        assert full.calls() == [*([WRITE] if fields else []), *both, REMOVE, ADD, PUT]

    def test_what_sets_something_off_comes_last(
        self, full: SandboxDestination, memory: DictMemory
    ) -> None:
        full.put_on_list(DEALS, "subscribed")
        plan = Plan(
            ANN,
            add=(CANC,),
            remove=(SILVER,),
            fire=(Firing(GOLD, "1"),),
            subscribe=SUBSCRIBE,
            unsubscribe=(DEALS,),
            fields=(FieldValue(ORDER, "1002"),),
            start=(Firing(WELCOME, "1"),),
        )
        full.crm.apply(plan, memory)
        writes = [call for call in full.calls() if not call.startswith("GET")]
        assert writes == [WRITE, REMOVE, PUT, ADD, PUT, ADD, START]

    def test_an_automation_takes_one_and_a_replay_none(
        self, full: SandboxDestination, memory: DictMemory
    ) -> None:
        for calls in ([START], []):
            full.crm.apply(Plan(ANN, start=(Firing(WELCOME, "1"),)), memory)
            assert full.calls() == calls
            full.account.reset()

    def test_what_is_not_remembered_of_one_sort_is_listed_once(
        self, destination: SandboxDestination, memory: DictMemory
    ) -> None:
        plan = Plan(ANN, subscribe=SUBSCRIBE, unsubscribe=(DEALS,), fields=TWO_FIELDS)
        destination.crm.apply(plan, memory)
        assert destination.calls() == ["GET /fields", "GET /lists", SYNC, PUT]


class TestIds:
    """Remembered ids save calls and never replace the truth."""

    def test_a_remade_list_is_found_again(
        self, full: SandboxDestination, memory: DictMemory
    ) -> None:
        number = full.account.remake(Sort.LIST, NEWS)
        assert told(full.crm.apply(Plan(ANN, subscribe=SUBSCRIBE), memory)) == [
            (NEWS, "subscribed", True)
        ]
        assert full.lists() == {NEWS: "subscribed"}
        assert full.account_memory.values["list:newsletter"] == str(number)
        assert full.calls()[-3:] == [PUT, "GET /lists", PUT]

    def test_who_opted_out_of_the_remade_list_stays_out(
        self, full: SandboxDestination, memory: DictMemory
    ) -> None:
        full.account.remake(Sort.LIST, NEWS)
        full.put_on_list(NEWS, "opted out")
        outcome = full.crm.apply(Plan(ANN, subscribe=SUBSCRIBE), memory)
        assert told(outcome) == [(NEWS, "opted out", False)]
        assert full.lists() == {NEWS: "opted out"}

    def test_a_remade_field_is_found_again(
        self, full: SandboxDestination, memory: DictMemory
    ) -> None:
        full.account.remake(Sort.FIELD, ORDER)
        changed = (FieldValue(ORDER, "1002"), FieldValue(COURSE, "Ropes"))
        outcome = full.crm.apply(Plan(ANN, fields=changed), memory)
        assert sorted(told(outcome)) == [(COURSE, "set", True), (ORDER, "set", True)]
        assert full.fields() == {ORDER: "1002", COURSE: "Ropes"}
        assert full.calls() == [WRITE, "GET /fields", WRITE]

    def test_a_field_that_was_deleted_is_refused(
        self, full: SandboxDestination, memory: DictMemory
    ) -> None:
        full.account.delete(Sort.FIELD, ORDER)
        changed = (FieldValue(ORDER, "1002"), FieldValue(COURSE, "Ropes"))
        outcome = full.crm.apply(Plan(ANN, fields=changed), memory)
        reason = (
            f"The field '{ORDER}' does not exist in ActiveCampaign."
            " Create the field or correct rules.yaml, then retry."
        )
        assert outcome.refused == (Refusal(ORDER, reason, sort=Sort.FIELD),)
        assert outcome.done == (Done(COURSE, "set", sort=Sort.FIELD),)
        assert full.fields() == {COURSE: "Ropes"}

    def test_a_remade_automation_is_found_again(
        self, full: SandboxDestination, memory: DictMemory
    ) -> None:
        full.account.remake(Sort.AUTOMATION, WELCOME)
        full.crm.apply(Plan(ANN, start=(Firing(WELCOME, "1"),)), memory)
        assert full.started() == [WELCOME]
        assert full.calls() == [START, ASK, "GET /automations", START]

    def test_a_contact_with_a_new_id_starts_its_automation_and_keeps_its_fields(
        self, full: SandboxDestination, memory: DictMemory
    ) -> None:
        full.account.renumber_contact(ANN.email)
        plan = Plan(ANN, fields=TWO_FIELDS, start=(Firing(WELCOME, "1"),))
        full.crm.apply(plan, memory)
        assert full.started() == [WELCOME]
        assert full.fields() == {ORDER: "1001", COURSE: "Knots"}

    def test_a_deleted_contact_gets_its_fields_anew(
        self, full: SandboxDestination, memory: DictMemory
    ) -> None:
        full.account.delete_contact(ANN.email)
        outcome = full.crm.apply(Plan(ANN, add=(GOLD,), fields=TWO_FIELDS), memory)
        assert set(told(outcome)) == {
            (GOLD, "added", True),
            (ORDER, "set", True),
            (COURSE, "set", True),
        }
        assert full.fields() == {ORDER: "1001", COURSE: "Knots"}

    def test_one_whose_address_was_corrected_there_is_subscribed_herself(
        self, full: SandboxDestination, memory: DictMemory
    ) -> None:
        full.account.change_email(ANN.email, "someone@example.com")
        full.crm.apply(Plan(ANN, subscribe=SUBSCRIBE), memory)
        assert full.account.lists_of("someone@example.com") == {NEWS: "subscribed"}
        assert ANN.key not in full.contacts()

    def test_check_renews_the_ids(self, full: SandboxDestination) -> None:
        numbers = {
            "list:newsletter": full.account.remake(Sort.LIST, NEWS),
            "field:last order": full.account.remake(Sort.FIELD, ORDER),
            "automation:welcome series": full.account.remake(Sort.AUTOMATION, WELCOME),
        }
        assert full.crm.check((), NAMES).others == ()
        assert full.calls() == ["GET /lists", "GET /fields", "GET /automations"]
        kept = full.account_memory.values
        assert {name: kept[name] for name in numbers} == {n: str(i) for n, i in numbers.items()}

    def test_a_name_on_a_later_page_is_found(
        self, destination: SandboxDestination, memory: DictMemory
    ) -> None:
        destination.account.furnish(lists=[f"List {number}" for number in range(250)])
        plan = Plan(ANN, subscribe=(ListWish("list 249"),))
        assert told(destination.crm.apply(plan, memory)) == [("list 249", "subscribed", True)]
        assert destination.calls().count("GET /lists") == 3

    @pytest.mark.parametrize("name", ["LAST_ORDER", "%last_order%"])
    def test_a_field_answers_to_its_name_in_templates(
        self, destination: SandboxDestination, memory: DictMemory, name: str
    ) -> None:
        destination.crm.apply(Plan(ANN, fields=(FieldValue(name, "1001"),)), memory)
        assert destination.fields() == {ORDER: "1001"}

    def test_two_lists_of_one_name_are_refused_for_nobody_knows_which(
        self, destination: SandboxDestination, memory: DictMemory
    ) -> None:
        destination.account.furnish(lists=[NEWS.upper()])
        outcome = destination.crm.apply(Plan(ANN, subscribe=SUBSCRIBE), memory)
        reason = f"ActiveCampaign has 2 lists named '{NEWS}'."
        reason = f"{reason} Rename all but one there, then retry."
        assert outcome == Outcome((), (Refusal(NEWS, reason, sort=Sort.LIST),))
        assert destination.crm.check((), [(Sort.LIST, NEWS)]).others == ()


def test_a_value_that_somebody_set_by_hand_stays_until_another_is_wished(
    full: SandboxDestination, memory: DictMemory
) -> None:
    full.account.set_field(ANN.email, COURSE, "by hand")
    fields = (FieldValue(ORDER, "1002"), FieldValue(COURSE, "Knots"))
    full.crm.apply(Plan(ANN, fields=fields), memory)
    assert full.fields() == {ORDER: "1002", COURSE: "by hand"}
    assert full.calls() == [WRITE]


@pytest.mark.parametrize(
    ("status", "wish", "what", "source"),
    [
        ("91", ListWish(NEWS), "subscribed", "0"),
        ("0", ListWish(NEWS, True), "subscribed", "0"),
        ("2", ListWish(NEWS, True), "subscribed", "4"),
        ("7", ListWish(NEWS), "opted out", "0"),
    ],
)
def test_each_status_of_a_list_is_met_as_it_deserves(
    full: SandboxDestination,
    memory: DictMemory,
    status: str,
    wish: ListWish,
    what: str,
    source: str,
) -> None:
    full.account.put_on_list(ANN.email, NEWS, status)
    outcome = full.crm.apply(Plan(ANN, subscribe=(wish,)), memory)
    assert [done.what for done in outcome.done] == [what]
    (row,) = full.account.account.held[Sort.LIST]
    assert (row["status"], row["sourceid"]) == ("1" if what == "subscribed" else status, source)
