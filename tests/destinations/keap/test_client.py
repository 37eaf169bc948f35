"""One Keap account: the header that its key counts in, four kinds of 401, lists to their end."""

import pytest

from bridge.destinations.account import AccountSettings
from bridge.destinations.keap.client import KeapClient
from bridge.model import Destination, Plan
from bridge.model.errors import AccountRefused, CrmUnavailable
from bridge.sandbox.keap.wire_format import fault
from tests.destinations.contract import ANN, GOLD, settled
from tests.destinations.fakes import DictMemory, FreePace
from tests.destinations.keap.destination import ADD, ASK, LIST, TEST, UPSERT, KeapDestination
from tests.destinations.stand_in_destination import TAGS

OTHER = "Authorization"
NOWHERE = (
    "Keap found no key in the request (401), neither in X-Keap-API-Key nor in Authorization."
    " Check KEAP_KEY, and that KEAP_URL is Keap's own address."
)


@pytest.mark.parametrize("configured", ["X-Keap-API-Key", OTHER])
def test_the_other_header_is_tried_where_no_key_arrives_and_the_one_that_works_is_remembered(
    keap: KeapDestination, memory: DictMemory, configured: str
) -> None:
    works = OTHER if configured != OTHER else "X-Keap-API-Key"
    keap.account.conditions.header = works
    keap.configure(KEAP_HEADER=configured)
    assert settled(keap.crm.apply(Plan(ANN, add=(GOLD,)), memory)) == {(GOLD, "added")}
    refused = [call.name for call in keap.account.calls if call.status == 401]
    assert refused == [UPSERT, TEST]
    assert keap.calls()[2:] == [TEST, UPSERT, ADD]
    assert keap.account_memory.values[f"header after {configured}"] == works
    keap.start_over()
    keap.account.reset()
    keap.crm.check()
    assert [call.status for call in keap.account.calls] == [200]


def test_a_header_that_is_set_anew_counts_again(keap: KeapDestination) -> None:
    keap.account_memory.values["header after X-Keap-API-Key"] = OTHER
    keap.start_over()
    keap.crm.check()
    assert [call.status for call in keap.account.calls] == [401, 200, 200]
    assert keap.account_memory.values["header after X-Keap-API-Key"] == "X-Keap-API-Key"


def test_a_key_that_arrives_in_neither_header_is_told_as_such(keap: KeapDestination) -> None:
    """No key at all, one that the gateway does not see, and a path that is none look alike."""
    keap.account.conditions.header = "Some-Other"
    with pytest.raises(AccountRefused) as caught:
        keap.crm.check()
    assert str(caught.value) == NOWHERE
    assert keap.calls() == [TEST] * 2


def test_a_key_that_arrives_and_is_rejected_is_told_with_the_gateways_words(
    keap: KeapDestination,
) -> None:
    keap.refuse_key()
    with pytest.raises(AccountRefused) as caught:
        keap.crm.check()
    assert str(caught.value) == (
        "Keap refused the key (401). Check KEAP_KEY. Keap says: 'Invalid Access Token'"
    )
    assert keap.calls() == [TEST]


def test_a_key_that_the_other_header_brings_and_that_is_wrong_is_told_as_wrong(
    keap: KeapDestination,
) -> None:
    keap.account.conditions.header = OTHER
    keap.account.conditions.refuse_key = True
    with pytest.raises(AccountRefused, match="Keap refused the key"):
        keap.crm.check()


def test_a_401_of_one_call_is_that_calls_alone(keap: KeapDestination, memory: DictMemory) -> None:
    """In the API's own shape, while the test call lets the key in."""
    body = {"code": 401, "message": "Not for this user", "status": "ERROR"}
    keap.account.faults.fail(401, times=None, path="/v1/contacts/{id}/tags", body=body)
    (refusal,) = keap.crm.apply(Plan(ANN, add=(GOLD,)), memory).refused
    assert refusal.reason == (
        f"Keap refused the tag '{GOLD}' (401). The user of KEAP_KEY may do other things, and not"
        " this one: see there Settings > Users, where what that user may see and change is ticked."
        " Keap says: 'Not for this user'"
    )


def test_a_restricted_users_key_is_good_though_lists_are_refused(keap: KeapDestination) -> None:
    keap.account.faults.fail(403, times=None, path="/v2/contacts", body={"message": "No"})
    keap.crm.check()
    assert keap.calls() == [TEST]


def test_the_gateways_limit_is_a_limit_whatever_its_status(
    keap: KeapDestination, memory: DictMemory
) -> None:
    told, _ = fault(500, "policies.ratelimit.QuotaViolation", "Rate limit quota violation")
    keap.account.faults.fail(500, times=9, body=told, retry_after=20)
    with pytest.raises(CrmUnavailable) as caught:
        keap.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert (caught.value.retry_after, keap.pace.held) == (20, [20])


def test_503_holds_all_workers_back_and_is_tried_again(
    keap: KeapDestination, memory: DictMemory
) -> None:
    keap.account.faults.fail(503, times=1)
    assert settled(keap.crm.apply(Plan(ANN, add=(GOLD,)), memory)) == {(GOLD, "added")}
    assert keap.pace.held == [1.0]


def test_a_used_up_minute_holds_all_workers_back_before_the_limit_is_met(
    keap: KeapDestination, memory: DictMemory
) -> None:
    keap.account.conditions.rate = 2 / 60
    keap.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert (keap.pace.held, keap.account.limited) == ([15.0], 0)


def test_a_list_is_read_to_its_end_and_one_that_never_ends_is_given_up(
    keap: KeapDestination,
) -> None:
    for number in range(1200):
        keap.account.account.add_tag(f"Tag {number}")
    assert keap.crm.check(["Tag 1199"]).missing == ()
    assert keap.calls() == [TEST, LIST, LIST]
    keap.account.reset()
    page = {"tags": [{"id": "1", "name": "One"}], "next_page_token": "again"}
    keap.account.faults.fail(200, times=None, path="/v2/tags", body=page)
    assert keap.crm.check(["One"]).missing == ()
    assert keap.calls() == [TEST, LIST, LIST]


def test_no_path_ends_with_a_slash_and_a_slash_after_the_address_does_no_harm(
    keap: KeapDestination, memory: DictMemory
) -> None:
    keap.configure(KEAP_URL=f"{keap.account.url}/")
    keap.crm.apply(Plan(ANN, add=(GOLD,), remove=(TAGS[2],)), memory)
    paths = [call.path for call in memory.calls]
    assert not [path for path in paths if path.endswith("/")]
    assert {call.status for call in memory.calls} <= {200, 201, 204}


def test_its_messages_name_the_account_and_its_settings_as_the_user_does() -> None:
    values = {"KEAP_URL": "https://api.example.com/\n", "KEAP_KEY": "key", "KEAP_HEADER": OTHER}
    account = AccountSettings(Destination("school", "keap"), values, "SCHOOL_")
    client = KeapClient(account, FreePace(), DictMemory(), 1, lambda _: None)
    with pytest.raises(CrmUnavailable, match=r"^Keap 'school' could not be reached for GET /v2/x"):
        client.call(DictMemory(), "GET", "/v2/x")


def test_a_known_contact_is_asked_for_by_its_id(known: KeapDestination, memory: DictMemory) -> None:
    known.crm.look(ANN, [], memory)
    assert known.calls() == []
    known.crm.apply(Plan(ANN, remove=(GOLD,)), memory)
    assert known.calls() == [ASK]
