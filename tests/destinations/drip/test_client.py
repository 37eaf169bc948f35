"""How Drip is called, its signs, and its words."""

import pytest

from bridge.destinations.account import settings_of_account
from bridge.destinations.drip import VENDOR
from bridge.model import Destination, Done, Outcome, Plan, Sort
from bridge.model.errors import AccountRefused, ConfigError, CrmUnavailable
from bridge.sandbox.drip import SandboxDrip
from tests.cli.conftest import Shell, WriteRules
from tests.destinations.contract import ANN, GOLD
from tests.destinations.drip.destination import NAMES, WRITE, DripDestination
from tests.destinations.drip.scripted import BASE, ScriptedDrip
from tests.destinations.fakes import DictMemory

CROWDED = "Too many concurrent requests for the same subscriber"
LIMIT = {
    "message": "API rate limit exceeded. Please try again in an hour.",
    "documentation": "https://developer.drip.com/#rate-limiting",
}


def settings_of(**environment: str) -> str:
    """What is wrong with these."""
    with pytest.raises(ConfigError) as caught:
        settings_of_account(Destination("drip", "drip"), environment)
    return str(caught.value)


def test_it_says_what_is_missing_and_where_it_is_found() -> None:
    assert settings_of().splitlines() == [
        "DRIP_ACCOUNT is missing: your account's number. It looks like 9999999; Drip shows it under"
        " Settings > Account.",
        "DRIP_TOKEN is missing: the API token of a user of that account. It looks like 32 letters"
        " and digits; Drip shows it under Settings > User Settings.",
    ]


def test_a_check_says_how_a_tag_that_is_missing_comes_to_be_there(
    bridge: Shell, rules_file: WriteRules
) -> None:
    rules = rules_file(f"crm: drip\nmemberships:\n  {GOLD}: {{items: product-1}}\n")
    with SandboxDrip([GOLD], None) as account:
        bridge.env |= account.environment
        told = bridge("check", str(rules), "--online").stderr
    assert f"the tag '{GOLD}PAYF' does not exist in Drip." in told
    assert told.splitlines()[-1] == (
        "Drip makes a tag when it is first put on somebody: put each on a person of your own there"
        " (People > a person), and leave it on."
    )


def test_an_account_is_a_number_alone() -> None:
    address = "https://www.getdrip.com/9999999/"
    assert settings_of(DRIP_ACCOUNT=address, DRIP_TOKEN="t").startswith(
        "DRIP_ACCOUNT must be the account's number alone."
    )


def test_a_deployment_sets_two_and_keeps_to_an_hours_limit() -> None:
    given = {"DRIP_ACCOUNT": "9999999", "DRIP_TOKEN": "t"}
    settings = settings_of_account(Destination("drip", "drip"), given)
    assert settings.values["DRIP_URL"] == "https://api.getdrip.com"
    assert settings.rate is not None
    assert settings.rate * 3600 <= 3600
    assert settings.identity == "drip 9999999"
    assert VENDOR.needed == ("DRIP_ACCOUNT", "DRIP_TOKEN")


def test_the_token_is_the_users_name_and_the_app_is_named(scripted: ScriptedDrip) -> None:
    scripted.written()
    scripted.apply()
    headers = scripted.mocked.calls[0].request.headers
    assert str(headers["Authorization"]) == "b'Basic c2VjcmV0LXRva2VuOg=='"  # secret-token:
    assert str(headers["User-Agent"]) == "b'ThriveCart bridge'"
    assert headers["Content-Type"] == "application/json"


def test_a_token_that_is_refused_everywhere_names_both_settings(known: DripDestination) -> None:
    known.refuse_key()
    with pytest.raises(AccountRefused) as caught:
        known.crm.check()
    assert str(caught.value) == (
        "Drip refused the key (401). Check DRIP_TOKEN. It must be of a user of the account"
        " DRIP_ACCOUNT. Drip says: 'Authentication failed, check your credentials'"
    )


def test_a_second_account_is_called_by_its_name_and_its_own_settings(
    known: DripDestination,
) -> None:
    named = {f"SCHOOL_{name}": value for name, value in known.account.environment.items()}
    settings = settings_of_account(Destination("school", "drip", first=False), named)
    crm = settings.connect(known.pace, DictMemory())
    assert crm.name == "school"
    known.refuse_key()
    with pytest.raises(AccountRefused) as caught:
        crm.check()
    assert str(caught.value).startswith(
        "Drip 'school' refused the key (401). Check SCHOOL_DRIP_TOKEN. It must be of a user of the"
        " account SCHOOL_DRIP_ACCOUNT."
    )


def test_an_account_that_is_none_is_told_by_its_setting(scripted: ScriptedDrip) -> None:
    scripted.on("GET", "/tags", 404, body="<html></html>")
    with pytest.raises(AccountRefused) as caught:
        scripted.crm.check()
    assert str(caught.value) == (
        "No Drip API answers behind DRIP_URL and DRIP_ACCOUNT (404)."
        " Check DRIP_URL and DRIP_ACCOUNT."
    )


@pytest.mark.parametrize("in_errors", [False, True], ids=["message", "errors"])
def test_a_crowd_about_one_person_passes_and_holds_nobody_else(
    known: DripDestination, memory: DictMemory, in_errors: bool
) -> None:
    known.account.conditions.crowded_in_errors = in_errors
    known.account.conditions.crowded = 2
    assert known.crm.apply(Plan(ANN, add=(GOLD,)), memory).done == (Done(GOLD, "added"),)
    assert known.calls() == [WRITE] * 3
    assert known.pace.held == []


@pytest.mark.parametrize("in_errors", [False, True], ids=["message", "errors"])
def test_a_crowd_that_stays_makes_this_person_wait_for_a_moment(
    known: DripDestination, memory: DictMemory, in_errors: bool
) -> None:
    known.account.conditions.crowded_in_errors = in_errors
    known.account.conditions.crowded = 99
    with pytest.raises(CrmUnavailable) as caught:
        known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert (caught.value.retry_after, caught.value.untouched) == (1, True)
    assert (known.count(), known.pace.held) == (3, [])


def test_the_accounts_limit_holds_everybody_and_is_asked_about_again(
    known: DripDestination, memory: DictMemory
) -> None:
    known.account.faults.fail(429, body=LIMIT)
    with pytest.raises(CrmUnavailable) as caught:
        known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert str(caught.value) == "Drip asks for fewer requests (429)."
    assert (caught.value.retry_after, known.pace.held, known.count()) == (300, [300], 1)


def test_a_limit_that_names_a_time_is_heard(known: DripDestination, memory: DictMemory) -> None:
    body = {"errors": [{"code": "rate_limit_error", "message": "Slow down"}]}
    known.account.faults.fail(429, body=body, retry_after=40)
    with pytest.raises(CrmUnavailable) as caught:
        known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert (caught.value.retry_after, known.pace.held) == (40, [40])


def test_an_error_without_a_message_is_told_by_its_code(
    known: DripDestination, memory: DictMemory
) -> None:
    body = {"errors": [{"code": "no_postal_address_error"}]}
    known.account.faults.fail(403, times=None, method="POST", body=body)
    (refusal,) = known.crm.apply(Plan(ANN, add=(GOLD,)), memory).refused
    assert refusal.reason == (
        "Drip refused the tag 'Gold Membership' (403). The user of DRIP_TOKEN may do other things,"
        " and not this one. Drip says: 'no postal address error'"
    )


def test_a_list_is_read_to_its_last_page(scripted: ScriptedDrip) -> None:
    for page in (1, 2):
        rows = [{"id": str(page), "name": f"Series {page}"}]
        scripted.on("GET", "/campaigns", json={"campaigns": rows, "meta": {"total_pages": 2}})
    report = scripted.crm.check((), [(Sort.LIST, "series 2")])
    assert report.others == ()
    asked = [str(call.request.url).removeprefix(BASE) for call in scripted.mocked.calls]
    assert asked == ["/campaigns", "/campaigns?page=2"]
    assert scripted.account_memory.values["list:series 2"] == "2"


def test_nothing_but_json_is_no_answer(scripted: ScriptedDrip) -> None:
    scripted.on("POST", "/subscribers", 200, body="<html>We will be back soon</html>")
    told = scripted.told()
    assert isinstance(told, CrmUnavailable)
    assert str(told) == "Drip answered 200 to POST /subscribers without the JSON that was due."


def test_a_check_of_nothing_asks_whether_the_account_answers(known: DripDestination) -> None:
    known.crm.check()
    assert known.calls() == [NAMES]
    assert known.crm.apply(Plan(ANN), DictMemory()) == Outcome()
