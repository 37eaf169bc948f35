"""One plan carried out in Keap: its order, what Keap has not, and the vendor's own schemas."""

from dataclasses import replace

from bridge.model import (
    AccessWish,
    Contact,
    FieldValue,
    Firing,
    ListWish,
    Plan,
    Refusal,
    Sort,
)
from tests.contracts.vendor_schemas import sent_requests, vendor_spec
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import COURSE, NEWS, ORDER, WELCOME
from tests.destinations.fakes import DictMemory
from tests.destinations.keap.conftest import NAMES
from tests.destinations.keap.destination import ADD, ASK, NEW, REMOVE, START, WRITE, KeapDestination
from tests.destinations.stand_in_destination import PAYF, TAGS

WHOLE = Plan(
    ANN,
    add=(GOLD,),
    remove=(SILVER,),
    fire=(Firing(PAYF, "1"),),
    fields=(FieldValue(ORDER, "1001"), FieldValue(COURSE, "Knots")),
    start=(Firing(WELCOME, "1"),),
)


def test_what_takes_away_comes_first_and_what_sets_something_off_last(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.crm.apply(WHOLE, memory)
    assert known.calls() == [ASK, WRITE, REMOVE, ADD, ADD, START]


def test_what_keap_has_not_is_refused_by_name_and_makes_nobody(keap: KeapDestination) -> None:
    wish = AccessWish("Gold", "live:1:product-2")
    plan = Plan(NEW, subscribe=(ListWish(NEWS),), unsubscribe=("Deals",), access=(wish,))
    lists = "Keap has no lists. Use a tag instead."
    access = "Keap gives no access by itself. Use a tag instead."
    assert keap.crm.apply(plan, DictMemory()).refused == (
        Refusal(NEWS, lists, sort=Sort.LIST),
        Refusal("Deals", lists, sort=Sort.LIST),
        Refusal("Gold", access, sort=Sort.ACCESS, hold="live:1:product-2"),
    )
    assert (keap.calls(), keap.contacts()) == ([], {})


def test_a_plan_whose_names_are_all_unknown_makes_nobody(keap: KeapDestination) -> None:
    fields, start = (FieldValue("Xyzzy", "1"),), (Firing("Xyzzy", "1"),)
    plan = Plan(NEW, add=("Xyzzy",), fields=fields, start=start)
    assert len(keap.crm.apply(plan, DictMemory()).refused) == 3
    assert keap.contacts() == {}


def test_every_request_of_v2_is_as_the_vendors_own_schemas_want_it(
    keap: KeapDestination, memory: DictMemory
) -> None:
    spec = vendor_spec("keap-v2.subset-strict.json", f"{keap.account.url}/crm")
    keap.configure(KEAP_OPT_IN_REASON="She ticked the box")
    with sent_requests() as sent:
        everything_that_is_asked(keap, memory)
    of_v2 = [each for each in sent if "/rest/v2/" in str(each.url)]
    wrong = {f"{each.method} {each.url}": spec.mistakes(each) for each in of_v2}
    outside = {name for name, said in wrong.items() if said and "not in the file" in said[0]}
    assert {name: said for name, said in wrong.items() if said and name not in outside} == {}
    assert all("/campaigns" in name or "/oauth/" in name for name in outside)
    covered = {each.method for each in of_v2 if spec.covers(each)}
    assert covered == {"GET", "PATCH", "POST"}


def everything_that_is_asked(keap: KeapDestination, memory: DictMemory) -> None:
    """Each kind of request at least once."""
    keap.account_memory.values.clear()
    keap.crm.check(TAGS, NAMES)
    keap.crm.apply(WHOLE, memory)
    contact = keap.account.contact(ANN.email)
    rows = [
        {"field": "PHONE1", "number": "1", "extension": "", "number_e164": "+1", "type": "Work"},
        {"field": "PHONE2", "number": "2", "extension": "7", "number_e164": "+2", "type": "Home"},
    ]
    keap.account.account.write(contact, "phone_numbers", rows)
    second = {"email": "b@example.com", "field": "EMAIL2", "email_opt_status": "CONFIRMED"}
    keap.account.account.merge(contact, "email_addresses", [second], "field")
    moved = replace(ANN, first_name="A" * 60, last_name="Ö" * 60, phone="9" * 60)
    fields = (FieldValue(ORDER, "1002"), FieldValue(COURSE, "x" * 70_000))
    keap.crm.apply(Plan(moved, fields=fields), memory)
    keap.crm.apply(Plan(ANN, add=("Bronze",), create_missing_tags=True), memory)
    keap.crm.apply(Plan(Contact(NEW.email), add=(GOLD,)), DictMemory())
    keap.crm.apply(Plan(Contact("nobody@example.com"), remove=(GOLD,)), DictMemory())
    assert keap.crm.rename(Contact("moved@example.com"), memory)
