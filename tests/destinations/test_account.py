"""One destination's settings, under its own name where it has one."""

import pytest

from bridge.destinations.account import (
    AccountSettings,
    settings_of_account,
    settings_of_accounts,
)
from bridge.model import Destination
from bridge.model.errors import ConfigError

URL, KEY = "ACTIVECAMPAIGN_URL", "ACTIVECAMPAIGN_KEY"
FIRST = {URL: "https://first.example.com", KEY: "abc"}
SECOND = {f"SCHOOL_{URL}": "https://second.example.com", f"SCHOOL_{KEY}": "xyz"}
MAIN = Destination("activecampaign", "activecampaign")
SCHOOL = Destination("school", "activecampaign", first=False)


def test_a_second_one_of_a_kind_has_settings_of_its_own() -> None:
    main, school = settings_of_accounts([MAIN, SCHOOL], FIRST | SECOND).values()
    assert (main.name, main.called) == ("activecampaign", "ActiveCampaign")
    assert main.identity == "activecampaign first.example.com"
    assert (school.name, school.called) == ("school", "ActiveCampaign 'school'")
    assert school.identity == "activecampaign second.example.com"
    assert (school.values[KEY], school.variable(KEY)) == ("xyz", f"SCHOOL_{KEY}")


def test_the_first_of_a_kind_needs_no_name_in_front_and_may_have_one() -> None:
    school = Destination("school", "activecampaign")
    assert settings_of_account(school, FIRST).variable(KEY) == KEY
    assert settings_of_account(school, FIRST | SECOND).values[KEY] == "xyz"
    with pytest.raises(ConfigError) as raised:
        settings_of_account(school, {})
    assert [one.split(" ")[0] for one in raised.value.problems] == [
        f"SCHOOL_{URL}",
        f"SCHOOL_{KEY}",
    ]


def test_everything_that_is_missing_is_said_by_the_name_that_it_needs() -> None:
    with pytest.raises(ConfigError) as raised:
        settings_of_accounts(
            [MAIN, SCHOOL], {URL: "https://first.example.com", **SECOND, f"SCHOOL_{URL}": "x"}
        )
    found = [problem.split(" ")[0] for problem in raised.value.problems]
    assert found == [KEY, f"SCHOOL_{URL}"]


def test_its_key_shows_in_no_text_of_it() -> None:
    assert "abc" not in repr(AccountSettings(MAIN, FIRST))
