"""What MemberPress's answers mean, and the ways to a site's API."""

import pytest
import requests

from bridge.destinations.memberpress.client import GIVEN_UP_AFTER, MemberPressSigns
from bridge.model import Outcome, Refusal, Sort
from bridge.model.errors import AccountRefused, CrmUnavailable
from tests.destinations.contract import ANN, GOLD
from tests.destinations.contract_access import ONE, done, end, give
from tests.destinations.fakes import DictMemory
from tests.destinations.memberpress.destination import (
    LOOK,
    MAKE,
    MEMBERS,
    SELL,
    TITLES,
    SiteDestination,
)

ME = "GET /me"
_PAGE = "<html><body><h1>Forbidden</h1></body></html>"
HINT = (
    "Where it is right, a password in front of the whole site (staging) hides it, or a firewall of "
    "the host turns callers away: let /wp-json/mp/v1 through."
)
NOTHING_THERE = (
    "No MemberPress API answers behind MEMBERPRESS_URL (404). Check that it is the address of the "
    "WordPress site, with its folder if it has one, and that the add-on Developer Tools is active "
    "there (MemberPress > Add-ons)."
)


def answered(status: int, body: str) -> requests.Response:
    response = requests.Response()
    response.status_code, response._content = status, body.encode()
    return response


@pytest.mark.parametrize(
    ("body", "final"),
    [
        ('{"code": "mp_db_create_error", "message": "no", "data": null}', True),
        ('{"code": "mp_no_records_found", "message": "no"}', True),
        ('{"code": "internal_server_error", "message": "no"}', False),
        ('{"message": "no"}', False),
        ("[]", False),
        (_PAGE, False),
        ("", False),
    ],
)
def test_a_500_is_a_refusal_where_it_has_a_code_of_memberpress(body: str, final: bool) -> None:
    assert MemberPressSigns().is_final(answered(500, body)) is final


def test_their_words_come_without_the_stack_trace_and_the_tags() -> None:
    trace = "\n\n#0 /var/www/html/wp-content/plugins/memberpress/MeprUser.php(571): store()"
    for said in (f"That is taken!{trace}", "<p>That is taken!</p>", "That is taken! #0 /var/www"):
        assert MemberPressSigns().words({"message": said}) == "That is taken!"


def test_plain_permalinks_are_found_out_once_and_for_all_workers(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.site.conditions.plain_permalinks = True
    destination.crm.check()
    assert destination.account_memory.get("route") == "plain"
    destination.site.reset()
    destination.start_over()
    destination.crm.apply(give(), memory)
    assert destination.calls() == [TITLES, MEMBERS, MAKE]
    assert [call.path for call in memory.calls] == ["/memberships", "/members", "/members"]


def test_where_there_is_no_api_the_address_and_the_add_on_are_named(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.site.conditions.addon_inactive = True
    for _ in range(2):
        with pytest.raises(AccountRefused) as caught:
            destination.crm.apply(give(), memory)
        assert str(caught.value) == NOTHING_THERE
    destination.site.conditions.addon_inactive = False
    destination.site.conditions.folder = "/school"
    with pytest.raises(AccountRefused) as caught:
        destination.crm.check()
    assert str(caught.value) == NOTHING_THERE


def test_an_address_that_leads_elsewhere_is_to_be_written_as_it_is(
    destination: SiteDestination,
) -> None:
    destination.site.faults.fail(301, times=None)
    with pytest.raises(AccountRefused) as caught:
        destination.crm.check()
    assert str(caught.value) == (
        "The site behind MEMBERPRESS_URL sends callers to another address (301)."
        " Write it there just as a browser shows it, with or without www."
    )


def test_a_key_that_is_refused_is_named_with_what_may_hide_it(
    destination: SiteDestination,
) -> None:
    destination.refuse_key()
    with pytest.raises(AccountRefused) as caught:
        destination.crm.check()
    assert str(caught.value) == (
        f"MemberPress refused the key (401). Check MEMBERPRESS_KEY. {HINT}"
        " MemberPress says: 'Sorry, you are not allowed to do that.'"
    )


@pytest.mark.parametrize("status", [401, 403])
def test_a_page_instead_of_an_answer_everywhere_names_key_gate_and_firewall(
    destination: SiteDestination, status: int
) -> None:
    if status == 401:
        destination.site.conditions.gate = True
    else:
        destination.site.faults.fail(403, times=None, body=_PAGE)
    with pytest.raises(AccountRefused) as caught:
        destination.crm.check()
    ours = f"MemberPress refused the key ({status}). Check MEMBERPRESS_KEY."
    assert str(caught.value) == f"{ours} {HINT}"


def test_a_firewall_that_turns_one_call_away_is_said_of_that_one(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.site.faults.fail(403, times=None, method="POST", path="/members", body=_PAGE)
    reason = (
        f"The site turned away access to '{GOLD}' (403), and not other calls: a firewall of its"
        " host, most likely. Have it let /wp-json/mp/v1 through."
    )
    outcome = destination.crm.apply(give(), memory)
    assert outcome == Outcome((), (Refusal(GOLD, reason, sort=Sort.ACCESS, hold=ONE),))


@pytest.mark.parametrize("status", [200, 406, 429, 503])
def test_a_page_of_the_host_is_asked_again_later(
    destination: SiteDestination, memory: DictMemory, status: int
) -> None:
    destination.site.faults.fail(status, times=4, body=_PAGE)
    with pytest.raises(CrmUnavailable):
        destination.crm.apply(give(), memory)
    destination.allow()
    assert destination.crm.apply(give(), memory).done == (done("given"),)


class TestErrorsOfTheSite:
    """500 without a code: an error of PHP."""

    @pytest.fixture
    def broken(self, destination: SiteDestination, memory: DictMemory) -> SiteDestination:
        """A plugin breaks each sale to Ann, whom the site knows."""
        destination.crm.apply(end(), memory)
        destination.site.add_contact(ANN.email)
        destination.site.faults.fail(500, times=None, method="POST", path="/transactions")
        return destination

    def test_one_at_the_same_thing_again_and_again_is_said_in_words(
        self, broken: SiteDestination, memory: DictMemory
    ) -> None:
        said = []
        for _ in range(4):
            with pytest.raises(CrmUnavailable) as caught:
                broken.crm.apply(give(), memory)
            said.append(str(caught.value))
        assert said[:2] == ["MemberPress answered 500 to POST /transactions."] * 2
        assert said[2:] == [
            f"MemberPress answered 500 to POST /transactions {times} times in a row, without saying"
            " why: an error of the site itself. Its PHP error log tells which plugin's."
            for times in (3, 4)
        ]

    def test_it_is_given_up_where_the_site_is_well_otherwise_and_begins_anew_when_told(
        self, broken: SiteDestination, memory: DictMemory
    ) -> None:
        for _ in range(GIVEN_UP_AFTER - 1):
            with pytest.raises(CrmUnavailable):
                broken.crm.apply(give(), memory)
        [refused] = broken.crm.apply(give(), memory).refused
        assert refused.reason.startswith(
            f"MemberPress answered 500 to POST /transactions {GIVEN_UP_AFTER} times in a row"
        )
        assert broken.calls()[-1] == ME
        with pytest.raises(CrmUnavailable):
            broken.crm.apply(give(), memory)
        broken.allow()
        assert broken.crm.apply(give(), memory).done == (done("given"),)

    def test_it_is_never_given_up_while_the_whole_site_is_down(
        self, broken: SiteDestination, memory: DictMemory
    ) -> None:
        broken.site.faults.fail(500, times=None, path="/me")
        for _ in range(GIVEN_UP_AFTER + 3):
            with pytest.raises(CrmUnavailable):
                broken.crm.apply(give(), memory)

    def test_one_that_went_well_in_between_begins_the_count_anew(
        self, broken: SiteDestination, memory: DictMemory
    ) -> None:
        for _ in range(2):
            with pytest.raises(CrmUnavailable):
                broken.crm.apply(give(), memory)
        broken.allow()
        broken.crm.apply(give(), memory)
        assert [name for name in memory.values if name.startswith("crash:")] == []


def test_a_search_that_the_site_does_not_hear_reads_no_whole_site(
    destination: SiteDestination, memory: DictMemory
) -> None:
    for number in range(150):
        destination.site.grant("eve@example.com", GOLD, trans_num=f"mp-{number}")
    destination.crm.apply(end(), memory)
    destination.site.add_contact(ANN.email)
    destination.site.conditions.deaf = True
    destination.site.reset()
    with pytest.raises(CrmUnavailable, match="listed others than GET /transactions asked for"):
        destination.crm.apply(give(), memory)
    assert destination.calls() == [MEMBERS, LOOK]
    assert SELL not in destination.calls()


def test_a_list_is_read_to_its_end(destination: SiteDestination) -> None:
    destination.site.furnish(memberships=[f"Course {number}" for number in range(150)])
    asked = [(Sort.ACCESS, name) for name in (GOLD, "Course 0", "Course 149")]
    assert destination.crm.check((), asked).others == ()
    assert destination.calls() == [TITLES, TITLES]
