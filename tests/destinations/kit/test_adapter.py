"""Kit keeps the contract, and its calls stay within their numbers. Over real HTTP."""

from collections.abc import Iterator
from typing import ClassVar

import pytest

from bridge.destinations.account import settings_of_account
from bridge.destinations.kit import VENDOR
from bridge.destinations.kit.adapter import Kit
from bridge.model import Contact, Destination, FieldValue, Firing, Plan, Sort
from bridge.model.errors import AccountRefused
from bridge.sandbox.kit import SandboxKit
from bridge.store.destinations import ACCOUNT
from tests.contracts.vendor_schemas import sent_requests, vendor_spec
from tests.destinations.contract import ANN, GOLD, SILVER, CrmContract
from tests.destinations.contract_making import MakingContract
from tests.destinations.contract_other_targets import (
    FAREWELL,
    ORDER,
    AutomationsContract,
    FieldsContract,
    WholePlanContract,
)
from tests.destinations.contract_refusals import RefusalsContract
from tests.destinations.fakes import DictMemory, FreePace, account_of
from tests.destinations.kit.destination import (
    ADD,
    ASK,
    FIELDS,
    FIND,
    HELD,
    KEY,
    LIST,
    NEW,
    REMOVE,
    SEQUENCES,
    UPSERT,
    WRITE,
    KitDestination,
)
from tests.destinations.stand_in_destination import CANC, PAYF, SUSP, TAGS


class TestKit(
    MakingContract, FieldsContract, AutomationsContract, WholePlanContract, RefusalsContract
):
    """The contract."""

    sorts = tuple(sort for sort in Sort if sort in VENDOR.sorts)
    quiet: ClassVar[float] = 10
    fewest_calls: ClassVar[int] = 6
    knows_what_it_started: ClassVar[bool] = False


class TestKitThatTellsNoAbsence(CrmContract, RefusalsContract):
    """Taking off a tag that is not there answers as if it had been."""

    sorts = TestKit.sorts
    quiet: ClassVar[float] = 10

    @pytest.fixture
    def destination(self) -> Iterator[KitDestination]:
        with SandboxKit(TAGS, None, KEY, absent_tag=204) as account:
            yield KitDestination(account)


class TestCalls:
    """At most so many, the ids of tags being known."""

    @pytest.mark.parametrize(
        ("plan", "calls"),
        [
            pytest.param(Plan(NEW, add=(GOLD,)), [UPSERT, ADD], id="first purchase, one tag"),
            pytest.param(
                Plan(NEW, add=(GOLD, SILVER, PAYF)), [UPSERT, ADD, ADD, ADD], id="three tags"
            ),
            pytest.param(
                Plan(NEW, add=(GOLD,), remove=(PAYF, SUSP, CANC)),
                [UPSERT, ADD],
                id="first purchase, with blocking tags to look for",
            ),
            pytest.param(
                Plan(ANN, add=(GOLD,), remove=(SILVER,)),
                [UPSERT, REMOVE, ADD],
                id="add one and remove one",
            ),
            pytest.param(
                Plan(ANN, add=(GOLD,), remove=(PAYF, SUSP, CANC)),
                [UPSERT, HELD, ADD],
                id="a purchase that looks for blocking tags",
            ),
            pytest.param(Plan(ANN, remove=(SILVER,)), [FIND, REMOVE], id="only removes"),
            pytest.param(Plan(NEW, remove=(SILVER,)), [FIND], id="only removes, from nobody"),
        ],
    )
    def test_of_somebody_who_is_not_remembered(
        self, known: KitDestination, plan: Plan, calls: list[str]
    ) -> None:
        known.crm.apply(plan, DictMemory())
        assert known.calls() == calls

    @pytest.mark.parametrize(
        ("plan", "calls"),
        [
            pytest.param(Plan(ANN, add=(GOLD,)), [ADD], id="one tag"),
            pytest.param(Plan(ANN, add=(GOLD, PAYF, SUSP)), [ADD, ADD, ADD], id="three tags"),
            pytest.param(
                Plan(ANN, add=(GOLD,), remove=(SILVER,)), [REMOVE, ADD], id="add one, remove one"
            ),
            pytest.param(Plan(ANN, remove=(SILVER,)), [REMOVE], id="only removes"),
            pytest.param(
                Plan(ANN, remove=(PAYF,)), [REMOVE, HELD], id="only removes what is not there"
            ),
            pytest.param(
                Plan(ANN, add=(GOLD,), remove=(PAYF, SUSP, CANC)),
                [HELD, ADD],
                id="a purchase that looks for blocking tags",
            ),
            pytest.param(
                Plan(ANN, add=(GOLD,), remove=(SILVER, SUSP, CANC)),
                [HELD, REMOVE, ADD],
                id="a purchase that finds one of them",
            ),
            pytest.param(
                Plan(Contact(ANN.email, "Anna"), add=(GOLD,)),
                [ASK, WRITE, ADD],
                id="another first name",
            ),
            pytest.param(
                Plan(ANN, fire=(Firing(GOLD, "1"),)), [REMOVE, ADD], id="a tag that fires"
            ),
            pytest.param(Plan(ANN), [], id="nothing differs"),
        ],
    )
    def test_of_somebody_who_is_remembered(
        self, known: KitDestination, memory: DictMemory, plan: Plan, calls: list[str]
    ) -> None:
        known.crm.apply(plan, memory)
        assert known.calls() == calls

    def test_names_are_listed_once_for_all_contacts(self, destination: KitDestination) -> None:
        for contact in (ANN, NEW):
            plan = Plan(contact, add=(GOLD,), start=(Firing(FAREWELL, "1"),))
            destination.crm.apply(plan, DictMemory())
        lists = [call for call in destination.calls() if call in (LIST, FIELDS, SEQUENCES)]
        assert sorted(lists) == [FIELDS, SEQUENCES, LIST]


def test_bulk_calls_which_a_key_may_not_make_are_not_made(known: KitDestination) -> None:
    plan = Plan(NEW, add=(GOLD, SILVER, PAYF, SUSP, CANC), fields=(FieldValue(ORDER, "1"),))
    known.crm.apply(plan, DictMemory())
    assert [call for call in known.calls() if "bulk" in call] == []


def test_no_state_is_ever_sent(known: KitDestination, memory: DictMemory) -> None:
    with sent_requests() as sent:
        known.crm.apply(Plan(NEW, add=(GOLD,)), DictMemory())
        known.crm.apply(Plan(Contact(ANN.email, "Anna"), add=(GOLD,)), memory)
        known.crm.rename(Contact("ann.new@example.com"), memory)
    assert [request for request in sent if b"state" in (request.body or b"")] == []


def test_what_it_sends_is_as_the_vendors_own_file_wants_it(
    destination: KitDestination, memory: DictMemory
) -> None:
    spec = vendor_spec("kit-v4.subset-strict.json", destination.account.url)
    destination.account.furnish(fields=["Last name"])
    with sent_requests() as sent:
        destination.crm.check(TAGS, [(Sort.FIELD, ORDER)])
        give = Plan(
            ANN,
            add=(GOLD, SILVER, "Bronze"),
            fields=(FieldValue(ORDER, "1001"),),
            fire=(Firing(PAYF, "1"),),
            start=(Firing(FAREWELL, "1"),),
            create_missing_tags=True,
        )
        destination.crm.apply(give, memory)
        destination.crm.apply(Plan(Contact(ANN.email, "Anna"), add=(GOLD,)), memory)
        destination.crm.apply(Plan(ANN, remove=(SILVER, CANC)), DictMemory())
        destination.crm.rename(Contact("ann.new@example.com"), memory)
        destination.crm.look(ANN, [(Sort.TAG, GOLD)], memory)
    known = [request for request in sent if spec.covers(request)]
    assert {str(request.path_url).split("?")[0].split("/")[2] for request in sent} == {
        *("account", "custom_fields", "sequences", "subscribers", "tags")
    }
    assert [request.path_url for request in sent if request not in known] == [
        request.path_url for request in sent if "/v4/sequences" in str(request.path_url)
    ]  # the file leaves sequences out
    assert [spec.mistakes(request) for request in known] == [[]] * len(known)


def test_its_usual_pace_keeps_to_120_calls_in_any_minute() -> None:
    """Calls are handed out one by one, so that no burst adds to them."""
    (rate,) = [each.default for each in VENDOR.settings if each.name == VENDOR.rate]
    assert float(rate or 0) * 60 <= 120


def test_it_is_connected_by_its_settings_and_named_as_the_rules_name_it() -> None:
    with SandboxKit(TAGS, None, KEY) as account:
        school = Destination("school", "kit", first=False)
        settings = settings_of_account(
            school, {f"SCHOOL_{name}": value for name, value in account.environment.items()}
        )
        crm = settings.connect(FreePace(), DictMemory(), 2)
        account.conditions.refuse_key = True
        with pytest.raises(AccountRefused) as caught:
            crm.check()
    assert crm.name == "school"
    assert str(caught.value).startswith("Kit 'school' refused the key (401). Check SCHOOL_KIT_KEY.")


def test_kits_own_address_needs_no_setting() -> None:
    settings = settings_of_account(Destination("kit", "kit", first=True), {"KIT_KEY": KEY})
    assert (settings.values["KIT_URL"], settings.rate) == ("https://api.kit.com", 2)


def test_a_check_asks_which_account_it_is_and_refuses_another(destination: KitDestination) -> None:
    destination.crm.check()
    assert destination.calls() == ["GET /account"]
    destination.crm.check(TAGS)
    other = {"account": {"id": 28}}
    destination.account.faults.fail(200, path="/account", body=other)
    with pytest.raises(AccountRefused) as caught:
        destination.crm.check()
    assert str(caught.value) == (
        "KIT_KEY opens another Kit account than the one that was told so far. If that is meant,"
        " give it a name of its own in rules.yaml, such as `destinations: {kit-new: kit}`."
    )


def test_an_empty_address_is_kits_own(memory: DictMemory) -> None:
    crm = Kit(account_of("kit", KIT_URL="", KIT_KEY=KEY), FreePace(), memory)
    assert crm._connection._base == "https://api.kit.com/v4"


def test_a_look_finds_a_tag_that_was_made_anew(known: KitDestination, memory: DictMemory) -> None:
    known.account.remake(Sort.TAG, SILVER)
    known.account.tag(ANN.email, SILVER)
    assert known.crm.look(ANN, [(Sort.TAG, SILVER), (Sort.TAG, GOLD)], memory) == {"silver"}


def test_what_the_store_keeps_of_whose_account_it_is_is_no_number_of_kits(
    destination: KitDestination,
) -> None:
    destination.account_memory.put(ACCOUNT, "kit")
    for _ in range(2):
        destination.crm.check()
    assert destination.account_memory.get(ACCOUNT) == "kit"
