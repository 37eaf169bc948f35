"""MemberPress keeps the contract, on sites of every kind, and is set up by its settings. Over real
HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest

from bridge.destinations.account import settings_of_account, settings_of_accounts
from bridge.model import Destination
from bridge.model.errors import AccountRefused, ConfigError
from bridge.sandbox.memberpress import SandboxMemberPress
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_access import SOON, AccessContract, done, give
from tests.destinations.fakes import DictMemory, FreePace
from tests.destinations.memberpress.destination import SITE_KEY, SiteDestination

SITES: dict[str, dict[str, Any]] = {
    "usual": {},
    "plain permalinks in a folder": {"plain_permalinks": True, "folder": "/school"},
    "older build": {"older_build": True},
    "nested fails": {"swallow_nested": True},
    "stale answers, final refunds": {"stale_active": True, "refuse_regrant": True},
    "ends as sent": {"whole_days": False, "crash_on_existing": True},
}


class TestMemberPress(AccessContract):
    """The contract, for every kind of site."""

    @pytest.fixture(params=SITES, ids=str)
    def destination(self, request: pytest.FixtureRequest) -> Iterator[SiteDestination]:
        with SandboxMemberPress([GOLD, SILVER], None, SITE_KEY, **SITES[request.param]) as site:
            destination = SiteDestination(site)
            destination.crm.check()  # which finds out how the API is reached
            site.reset()
            yield destination


class TestSettings:
    MAIN = Destination("memberpress", "memberpress")
    SCHOOL = Destination("school", "memberpress", first=False)

    def test_its_stand_in_is_reached_by_what_a_deployment_would_set(
        self, destination: SiteDestination
    ) -> None:
        account = settings_of_account(self.MAIN, destination.site.environment)
        assert account.rate is None
        crm = account.connect(FreePace(), DictMemory())
        assert (crm.name, crm.apply(give(), DictMemory()).done) == ("memberpress", (done("given"),))
        assert destination.site.mails_to(ANN.email) == ["password", "welcome"]

    def test_a_sale_opens_two_sites_each_by_its_own_settings(
        self, destination: SiteDestination
    ) -> None:
        with SandboxMemberPress([GOLD], None, "other-key") as school:
            own = {f"SCHOOL_{name}": value for name, value in school.environment.items()}
            own["SCHOOL_MEMBERPRESS_WELCOME"] = "no"
            environment = {**destination.site.environment, **own}
            accounts = settings_of_accounts([self.MAIN, self.SCHOOL], environment)
            identities = {account.identity for account in accounts.values()}
            for account in accounts.values():
                crm = account.connect(FreePace(), DictMemory())
                assert crm.apply(give(), DictMemory()).done == (done("given"),)
            assert set(school.access_of(ANN.email, SOON)) == {GOLD}
            assert school.mails_to(ANN.email) == []
            assert len(identities) == 2
            school.conditions.refuse_key = True
            with pytest.raises(AccountRefused) as caught:
                accounts["school"].connect(FreePace(), DictMemory()).check()
        named = "MemberPress 'school' refused the key (401). Check SCHOOL_MEMBERPRESS_KEY."
        assert str(caught.value).startswith(named)

    def test_what_is_missing_or_wrong_is_said_with_where_it_is_found(self) -> None:
        with pytest.raises(ConfigError) as caught:
            settings_of_account(self.MAIN, {"MEMBERPRESS_WELCOME": "perhaps"})
        assert caught.value.problems == (
            "MEMBERPRESS_URL is missing: your WordPress site's address, with its folder if it has"
            " one. It looks like https://members.example.com.",
            "MEMBERPRESS_KEY is missing: the site's API key. It looks like a long row of letters"
            " and digits; the site shows it under MemberPress > Developer, once the add-on"
            " Developer Tools is active.",
            "MEMBERPRESS_WELCOME must be yes or no.",
        )

    def test_it_asks_gently_and_mails_unless_told_otherwise(
        self, destination: SiteDestination
    ) -> None:
        environment = {**destination.site.environment}
        del environment["MEMBERPRESS_RATE"]
        account = settings_of_account(self.MAIN, environment)
        assert (account.rate, account.values["MEMBERPRESS_WELCOME"]) == (2.0, True)
