"""What asking the account beforehand promises: a plan adds nothing that it does not have."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bridge.cli.account_check import look_up_names
from bridge.model import Sort
from bridge.model.errors import ConfigError
from bridge.rules import file as rulesfile
from bridge.sandbox.accounts import account_with
from bridge.sandbox.activecampaign import SandboxAccount
from tests.rules.vendors_by_sorts import SITE, called

RULES = rulesfile.parse(
    "crm: activecampaign\nrules:\n  - {name: A, when: purchase, add: Gold, subscribe: News}\n"
)
NAMES = [(Sort.TAG, "Gold"), (Sort.LIST, "News")]


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxAccount]:
    with SandboxAccount(tags=["Golden"], rate=None) as running:
        monkeypatch.setenv("ACTIVECAMPAIGN_URL", running.url)
        monkeypatch.setenv("ACTIVECAMPAIGN_KEY", running.key)
        monkeypatch.setenv("ACTIVECAMPAIGN_RATE", "0")
        yield running


@pytest.mark.usefixtures("account")
def test_every_name_that_it_lacks_is_told() -> None:
    with pytest.raises(ConfigError) as caught:
        look_up_names(NAMES, RULES)
    assert caught.value.problems == (
        "The tag 'Gold' does not exist in ActiveCampaign. Nearest there: 'Golden'.",
        "The list 'News' does not exist in ActiveCampaign.",
        "Nothing was changed. Make them in ActiveCampaign first.",
    )


def test_a_tag_that_is_made_when_needed_is_no_mistake(
    account: SandboxAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    account.furnish(lists=["News"])
    look_up_names(NAMES, replace(RULES, create_missing_tags=True))
    assert capsys.readouterr().err.replace("\n", " ") == (
        "Warning: The tag 'Gold' does not exist in ActiveCampaign. Nearest there: 'Golden'. It "
        "will be created. "
    )


def test_without_its_settings_it_says_that_it_did_not_look(
    capsys: pytest.CaptureFixture[str],
) -> None:
    look_up_names(NAMES, RULES)
    assert capsys.readouterr().err.replace("\n", " ") == (
        "Whether ActiveCampaign has the names was not checked: that needs ACTIVECAMPAIGN_URL and "
        "ACTIVECAMPAIGN_KEY. "
    )


def test_for_no_name_nobody_is_asked(
    account: SandboxAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    look_up_names([], RULES)
    assert (capsys.readouterr().err, account.totals) == ("", {})


def test_of_several_each_is_asked_for_what_goes_there(
    account: SandboxAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.furnish(lists=["News"])
    several = rulesfile.parse(
        f"destinations: {{shop: activecampaign, school: {SITE}}}\n"
        "memberships:\n  Gold: {items: product-1, to: shop}\n  Silver: {items: product-2}\n"
    )
    names = [(Sort.TAG, "Gold"), (Sort.ACCESS, "Silver"), (Sort.TAG, "Not of these rules")]
    with account_with(SITE, [(Sort.ACCESS, "Silvery")]) as site:
        for name, value in site.environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(ConfigError) as caught:
            look_up_names(names, several)
    assert caught.value.problems == (
        "The tag 'Gold' does not exist in ActiveCampaign 'shop'. Nearest there: 'Golden'.",
        f"The membership 'Silver' does not exist in {called(SITE)} 'school'. Nearest there: "
        "'Silvery'.",
        f"Nothing was changed. Make them in ActiveCampaign 'shop' and {called(SITE)} 'school' "
        "first.",
    )
