"""What looking at settings and rules promises: nothing found hides what comes after it."""

from pathlib import Path

import pytest

from bridge.cli.commands.setup.findings import Findings, rules_without_problem
from bridge.destinations.registry import vendors
from bridge.model.errors import ConfigError
from tests.cli.conftest import WriteRules

RULES = """\
crm: activecampaign
rules:
  - {name: A, when: purchase, add: Gold}
examples:
  - {given: purchase, tags: []}
"""
TWO = "destinations: {shop: activecampaign, old: activecampaign}"


def test_wrong_settings_and_a_wrong_example_are_both_found(rules_file: WriteRules) -> None:
    rules_file(RULES)
    findings = Findings()
    findings.read_rules(None)
    findings.look_at_settings()
    findings.look_at_rules()
    assert findings.problems[0].startswith("DATABASE_URL is missing: ")
    assert findings.problems[-1] == (
        "rules.yaml line 5, example 1 (purchase) comes out otherwise:\n"
        "  expected  got\n"
        "  -         Gold\n"
        "  too many: Gold"
    )
    assert (findings.good, findings.rules is None) == ([], False)


def test_rules_are_given_only_where_their_examples_come_out(rules_file: WriteRules) -> None:
    with pytest.raises(ConfigError, match=r"^rules\.yaml line 5, example 1 "):
        rules_without_problem(rules_file(RULES).relative_to(Path.cwd()))
    rules_file(RULES.replace("[]", "Gold"))
    assert [rule.name for rule in rules_without_problem(None).rules] == ["A"]


def test_settings_are_asked_for_by_the_names_that_count_for_each_destination(
    rules_file: WriteRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules_file(
        RULES.replace(
            "crm: activecampaign", "destinations: {shop: activecampaign, old: activecampaign}"
        )
    )
    old = ["OLD_ACTIVECAMPAIGN_URL", "OLD_ACTIVECAMPAIGN_KEY"]
    for name, missing in (
        ("", ["SHOP_ACTIVECAMPAIGN_URL", "SHOP_ACTIVECAMPAIGN_KEY"]),
        ("ACTIVECAMPAIGN_KEY", ["ACTIVECAMPAIGN_URL"]),
        ("SHOP_ACTIVECAMPAIGN_KEY", ["SHOP_ACTIVECAMPAIGN_URL"]),
    ):
        monkeypatch.setenv(name or "NOTHING", "a-key")
        findings = Findings()
        findings.read_rules(None)
        findings.look_at_settings()
        told = [one for one in findings.problems if "ACTIVECAMPAIGN" in one]
        assert [one.partition(" ")[0] for one in told] == [*missing, *old]
        assert all("ActiveCampaign shows it under Settings > Developer" in one for one in told)


def test_a_destination_to_which_nothing_goes_is_warned_of(rules_file: WriteRules) -> None:
    rules_file(
        RULES.replace(
            "crm: activecampaign", "destinations: {shop: activecampaign, old: activecampaign}"
        ).replace("add: Gold", "add: Gold, to: shop")
    )
    findings = Findings()
    findings.read_rules(None)
    findings.look_at_rules()
    assert findings.warnings == ["rules.yaml: nothing goes to ActiveCampaign 'old'."]


@pytest.mark.parametrize("vendor", vendors())
def test_of_each_vendor_s_missing_settings_it_is_said_where_they_are_found(
    vendor: str, rules_file: WriteRules
) -> None:
    top = f"destinations: {{school: {vendor}, second: {vendor}}}\n"
    rules_file(f"{top}memberships:\n  Gold: {{items: product-1}}\n")
    findings = Findings()
    findings.read_rules(None)
    findings.look_at_settings()
    for name in vendors()[vendor].needed:
        (told,) = (one for one in findings.problems if one.startswith(f"SECOND_{name} is missing"))
        assert "It looks like " in told
    every = " ".join(one for one in findings.problems if one.startswith("SECOND_"))
    assert f"{vendors()[vendor].called} " in every.partition("is missing")[2]
