"""What looking at settings and rules promises: nothing found hides what comes after it."""

from pathlib import Path

import pytest

from bridge.cli.commands.setup.findings import Findings, rules_without_problem
from bridge.model.errors import ConfigError
from tests.cli.conftest import WriteRules

RULES = """\
crm: activecampaign
rules:
  - {name: A, when: purchase, add: Gold}
examples:
  - {given: purchase, tags: []}
"""


def test_wrong_settings_and_a_wrong_example_are_both_found(rules_file: WriteRules) -> None:
    rules_file(RULES)
    findings = Findings()
    findings.look_at_settings()
    findings.look_at_rules(None)
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
