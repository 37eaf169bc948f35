"""What `bridge check` promises: every mistake at once, and nothing asked unless told to."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.destinations.registry import vendors
from bridge.sandbox.activecampaign import SandboxAccount
from bridge.settings import VARIABLES
from tests.cli.conftest import Shell, WriteRules

GOOD = """\
crm: activecampaign
rules:
  - name: Buyers
    when: purchase
    items: product-12
    add: [Gold, Buyer]
examples:
  - given: purchase product-12
    tags: [Buyer, Gold]
"""
COMPLETE = {
    "DATABASE_URL": "postgres://shop@db.example.com/bridge",
    "REDIS_URL": "redis://cache.example.com:6379",
    "THRIVECART_SECRET": "a-secret",
    "ACTIVECAMPAIGN_URL": "https://shop.example.com",
    "ACTIVECAMPAIGN_KEY": "a-key",
}


def test_a_release_passes_with_complete_settings_and_a_good_file(
    bridge: Shell, rules_file: WriteRules
) -> None:
    rules_file(GOOD)
    bridge.env |= COMPLETE
    result = bridge("check")
    assert result.output == (
        "The settings are complete.\nrules.yaml: 1 rule; 1 example came out as expected.\n"
    )
    assert result.exit_code == 0


def test_a_marketer_checks_a_file_without_any_settings(
    bridge: Shell, rules_file: WriteRules
) -> None:
    rules_file(GOOD)
    result = bridge("check", "rules.yaml")
    assert result.output == "rules.yaml: 1 rule; 1 example came out as expected.\n"
    assert result.exit_code == 0


def test_a_file_without_examples_is_good_and_says_so(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(GOOD[: GOOD.index("examples")])
    assert bridge("check", "rules.yaml").output == "rules.yaml: 1 rule; it has no examples.\n"


def test_wrong_settings_hide_no_mistake_of_the_file(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(GOOD.replace("when: purchase", "when: purchas"))
    bridge.env |= COMPLETE | {"WORKERS": "many", "REDIS_URL": ""}
    result = bridge("check")
    assert result.stderr == (
        "REDIS_URL is missing: where Redis is. It looks like redis://host:6379; Heroku sets it "
        "with its add-on.\n"
        "WORKERS must be a number, not 'many'.\n"
        "rules.yaml line 4, rule 'Buyers': the event 'purchas' is not known. "
        "Did you mean 'purchase'? [unknown-word]\n"
    )
    assert (result.stdout, result.exit_code) == ("", 1)


def test_a_release_fails_when_nothing_is_set(bridge: Shell) -> None:
    result = bridge("check")
    of_others = {e.name for v in vendors().values() for e in v.settings} - COMPLETE.keys()
    needed = [each.name for each in VARIABLES if each.default is None]
    required = [name for name in needed if name not in of_others]
    assert [line.partition(" ")[0] for line in result.stderr.splitlines()] == [
        *required,
        "There",
        "rules.yaml:",
    ]
    assert result.stderr.endswith(
        "rules.yaml: there is no such file. Is RULES_FILE right? [no-file]\n"
    )
    assert result.exit_code == 1


def test_only_the_path_is_doubted_of_a_file_named_by_hand(bridge: Shell) -> None:
    asked = (
        ("check", "nope.yaml"),
        ("rules", "nope.yaml"),
        ("explain", "--event", "purchase", "--rules", "nope.yaml"),
    )
    for words in asked:
        result = bridge(*words)
        known_by = " [no-file]" if words[0] == "check" else ""
        assert result.stderr == f"nope.yaml: there is no such file. Is its path right?{known_by}\n"
        assert result.exit_code == 1


def test_the_file_that_rules_file_names_is_checked(bridge: Shell, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(GOOD)
    bridge.env |= COMPLETE | {"RULES_FILE": "shop.yaml"}
    assert bridge("check").output.endswith("shop.yaml: 1 rule; 1 example came out as expected.\n")


def test_a_failing_example_says_what_was_expected_and_what_came(
    bridge: Shell, rules_file: WriteRules
) -> None:
    rules_file(GOOD.replace("tags: [Buyer, Gold]", "tags: Gold"))
    result = bridge("check", "rules.yaml")
    assert result.stderr == (
        "rules.yaml line 8, example 1 (purchase product-12) comes out otherwise:\n"
        "  expected  got\n"
        "  -         Buyer\n"
        "  Gold      Gold\n"
        "  too many: Buyer\n"
    )
    assert (result.stdout, result.exit_code) == ("", 1)


def test_a_warning_is_said_and_fails_nothing(bridge: Shell, rules_file: WriteRules) -> None:
    again = "rules:\n  - {name: Again, when: rebill, add: gold}\n"
    rules_file(GOOD.replace("rules:\n", again))
    result = bridge("check", "rules.yaml")
    assert result.stderr == (
        "Warning: rules.yaml line 4, rule 'Buyers': the tag 'Gold' is spelled 'gold' on line 3; "
        "the CRM takes both for one. [two-spellings]\n"
    )
    assert result.exit_code == 0


def test_expanded_rules_stand_alone_on_stdout_and_are_a_rules_file(
    bridge: Shell, rules_file: WriteRules
) -> None:
    path = rules_file("crm: activecampaign\nmemberships:\n  Gold: {items: product-12}\n")
    result = bridge("check", path, "--expand")
    assert result.stdout.splitlines()[:3] == ["crm: activecampaign", "rules:", "  # line 3"]
    assert result.stderr == f"{path}: 1 membership; it has no examples.\n"
    rules_file(result.stdout)
    assert bridge("check", "rules.yaml").output == "rules.yaml: 7 rules; it has no examples.\n"


def test_scripts_read_every_finding(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(GOOD.replace("tags: [Buyer, Gold]", "tags: Gold"))
    result = bridge("check", "rules.yaml", "--json")
    assert json.loads(result.stdout) == {
        "good": False,
        "problems": [
            {
                "id": "",
                "file": "",
                "line": 0,
                "owner": "",
                "suggestion": "",
                "message": "rules.yaml line 8, example 1 (purchase product-12) comes out "
                "otherwise:\n  expected  got\n  -         Buyer\n  Gold      Gold\n"
                "  too many: Buyer",
            }
        ],
        "warnings": [],
        "destinations": [],
    }
    assert (result.stderr, result.exit_code) == ("", 1)


def test_scripts_read_the_parts_of_a_problem(bridge: Shell, rules_file: WriteRules) -> None:
    again = "rules:\n  - {name: Late, when: refund, remove: Byuer, after: 2 days}\n"
    late = GOOD.replace("rules:\n", again)
    rules_file(late)
    told = json.loads(bridge("check", "rules.yaml", "--json").stdout)
    assert told["problems"] == [
        {
            "id": "endless-delay",
            "file": "rules.yaml",
            "line": 3,
            "owner": "rule 'Late'",
            "message": "nothing calls off or undoes 'remove Byuer', which it puts off.",
            "suggestion": "Write what calls it off behind 'unless', such as 'unless: purchase', or "
            "'unless: never' where nothing shall.",
        }
    ]
    rules_file(late.replace("2 days", "2 days, unless: never"))
    told = json.loads(bridge("check", "rules.yaml", "--json").stdout)
    assert [(each["id"], each["message"], each["suggestion"]) for each in told["warnings"]] == [
        (
            "misspelled-tag",
            "it takes off 'Byuer', which no rule puts on.",
            "Did you mean 'Buyer'?",
        )
    ]


ENTRY = """\
A membership ends after a time, and with its last paid period as well. The sooner of the two ends
it, which is seldom what was meant.

This is warned of:

    crm: activecampaign
    memberships:
      Gold: {items: product-12, lasts: 12 months, completed: at period end}

This is right:

    crm: activecampaign
    memberships:
      Gold: {items: product-12, lasts: 12 months}

To switch it off, write `checks: {two-ends: off}` in the file.
"""


def test_it_explains_the_id_behind_a_message(bridge: Shell) -> None:
    result = bridge("check", "--explain", "two-ends")
    assert (result.output, result.exit_code) == (ENTRY, 0)
    assert bridge("check", "--explain", "unknown-word").output == (
        "The word is none of those that this key takes. docs/rules.md lists those. "
        "This is refused, and cannot be switched off.\n"
    )


def test_it_offers_the_nearest_id(bridge: Shell) -> None:
    result = bridge("check", "--explain", "tow-ends")
    assert result.stderr.splitlines()[-1] == (
        "Error: Invalid value for '--explain': 'tow-ends' is no id of a message. Did you mean "
        "'two-ends'?"
    )
    assert result.exit_code == 2


def test_each_sort_that_an_example_promises_otherwise_has_its_own_table(
    bridge: Shell, rules_file: WriteRules
) -> None:
    besides = "subscribe: Customers, set: {Amount: <amount>}, start automation: Welcome"
    rules_file(
        f"crm: activecampaign\nrules: [{{name: A, when: purchase, {besides}}}]\nexamples:\n"
        "  - given: purchase product-12 with amount 49.00\n"
        "    lists: []\n    fields: {Amount: 50}\n    automations: [Welcome, Welcome]\n"
    )
    expected = (
        "rules.yaml line 4, example 1 (purchase product-12 with amount 49.00) comes out "
        "otherwise:\n"
        "  expected lists  got\n"
        "  -               Customers\n"
        "  too many: Customers\n"
        "  expected fields  got\n"
        "  Amount: 50       Amount: 49.00\n"
        "  other value: Amount\n"
        "  expected automations  got\n"
        "  Welcome               Welcome\n"
        "  Welcome               -\n"
        "  missing: Welcome"
    )
    result = bridge("check", "rules.yaml")
    assert (result.stdout, result.stderr, result.exit_code) == ("", f"{expected}\n", 1)
    (problem,) = json.loads(bridge("check", "rules.yaml", "--json").stdout)["problems"]
    assert problem["message"] == expected


@pytest.fixture
def account(bridge: Shell) -> Iterator[SandboxAccount]:
    with SandboxAccount(tags=["Gold", "Buyers"], rate=None) as running:
        bridge.env |= {"ACTIVECAMPAIGN_URL": running.url, "ACTIVECAMPAIGN_KEY": running.key}
        bridge.env["ACTIVECAMPAIGN_RATE"] = "0"
        yield running


@pytest.mark.usefixtures("account")
def test_online_it_names_each_missing_tag_with_the_nearest(
    bridge: Shell, rules_file: WriteRules
) -> None:
    rules_file(GOOD)
    result = bridge("check", "rules.yaml", "--online")
    assert result.stderr == (
        "rules.yaml line 3, rule 'Buyers': the tag 'Buyer' does not exist in ActiveCampaign. "
        "Nearest there: 'Buyers'.\n"
    )
    assert result.stdout == "rules.yaml: 1 rule; 1 example came out as expected.\n"
    assert result.exit_code == 1
    asked = bridge("check", "rules.yaml", "--online", "--json")
    assert json.loads(asked.stdout)["destinations"] == [
        {
            "name": "activecampaign",
            "vendor": "activecampaign",
            "asked": True,
            "answers": True,
            "missing": [{"sort": "tag", "name": "Buyer", "nearest": "Buyers"}],
        }
    ]


@pytest.mark.usefixtures("account")
def test_online_a_missing_tag_is_a_warning_when_it_will_be_created(
    bridge: Shell, rules_file: WriteRules
) -> None:
    rules_file(GOOD.replace("rules:", "create_missing_tags: yes\nrules:"))
    result = bridge("check", "rules.yaml", "--online")
    assert result.stderr == (
        "Warning: rules.yaml line 4, rule 'Buyers': the tag 'Buyer' does not exist in "
        "ActiveCampaign. Nearest there: 'Buyers'. It will be created when needed.\n"
    )
    assert result.exit_code == 0


def test_online_it_says_that_the_account_has_every_tag_and_changes_nothing(
    bridge: Shell, account: SandboxAccount, rules_file: WriteRules
) -> None:
    rules_file(GOOD)
    account.account.add_tag("buyer")
    result = bridge("check", "rules.yaml", "--online")
    assert result.output == (
        "rules.yaml: 1 rule; 1 example came out as expected.\n"
        "ActiveCampaign answers and has all 2 tags of the rules.\n"
    )
    assert result.exit_code == 0
    assert {method for method, _, _ in account.totals} == {"GET"}


@pytest.mark.usefixtures("account")
def test_online_a_missing_tag_is_told_with_the_first_rule_that_counts_and_names_it(
    bridge: Shell, rules_file: WriteRules
) -> None:
    off = "  - {name: Kept, when: refund, enabled: no, add: Buyer}\n"
    again = "  - {name: Refunds, when: refund, remove: Buyer}\n"
    head, rule = GOOD.split("  - name: Buyers\n")
    rules_file(f"{head}{off}  - name: Buyers\n{rule.split('examples')[0]}{again}")
    assert bridge("check", "rules.yaml", "--online").stderr == (
        "rules.yaml line 4, rule 'Buyers': the tag 'Buyer' does not exist in ActiveCampaign. "
        "Nearest there: 'Buyers'.\n"
    )


BESIDES = GOOD.replace("    add: [", "    subscribe: News\n    set: {Last order: x}\n    add: [")


def test_online_it_names_lists_fields_and_automations_too(
    bridge: Shell, account: SandboxAccount, rules_file: WriteRules
) -> None:
    rules_file(BESIDES)
    account.account.add_tag("buyer")
    account.furnish(lists=["Newsletter"])
    result = bridge("check", "rules.yaml", "--online")
    assert result.stderr == (
        "rules.yaml line 3, rule 'Buyers': the list 'News' does not exist in ActiveCampaign.\n"
        "rules.yaml line 3, rule 'Buyers': the field 'Last order' does not exist in "
        "ActiveCampaign.\n"
    )
    assert result.exit_code == 1
    told = json.loads(bridge("check", "rules.yaml", "--online", "--json").stdout)
    (only,) = told["destinations"]
    assert only["missing"] == [
        {"sort": "list", "name": "News", "nearest": None},
        {"sort": "field", "name": "Last order", "nearest": None},
    ]
    account.furnish(lists=["News"], fields=["Last order"])
    assert bridge("check", "rules.yaml", "--online").stdout.splitlines()[1] == (
        "ActiveCampaign answers and has 2 tags and 2 lists, fields and automations of the rules."
    )


@pytest.mark.usefixtures("account")
def test_online_a_refused_key_is_the_user_s_to_set_right(
    bridge: Shell, rules_file: WriteRules
) -> None:
    rules_file(GOOD)
    bridge.env["ACTIVECAMPAIGN_KEY"] = "wrong"
    result = bridge("check", "rules.yaml", "--online")
    assert result.stderr == (
        "ActiveCampaign refused the key (403). Check ACTIVECAMPAIGN_KEY. "
        "The tags were not checked.\n"
    )
    assert result.exit_code == 1


def test_online_settings_that_are_missing_are_named_once(
    bridge: Shell, rules_file: WriteRules
) -> None:
    rules_file(GOOD)
    away = {
        "DATABASE_URL": "postgres://shop@127.0.0.1:1/bridge",
        "REDIS_URL": "redis://127.0.0.1:1",
    }
    bridge.env |= COMPLETE | away | {"ACTIVECAMPAIGN_KEY": ""}
    result = bridge("check", "--online")
    assert result.stderr == (
        "ACTIVECAMPAIGN_KEY is missing: your account's API key. It looks like a long row of "
        "letters and digits; ActiveCampaign shows it under Settings > Developer.\n"
        'Postgres does not answer: connection failed: connection to server at "127.0.0.1", port 1 '
        "failed: Connection refused. Is it running, and is DATABASE_URL right?\n"
        "Redis does not answer (ConnectionError). Is it running, and is REDIS_URL right?\n"
    )
    assert result.exit_code == 1


def test_without_online_nothing_is_asked(
    bridge: Shell, account: SandboxAccount, rules_file: WriteRules
) -> None:
    rules_file(GOOD)
    assert bridge("check", "rules.yaml").exit_code == 0
    assert not account.totals


def test_an_example_that_only_its_old_reading_expects_is_not_counted_as_expected(
    bridge: Shell, rules_file: WriteRules
) -> None:
    rules_file(
        "crm: activecampaign\nmemberships:\n  Gold: {items: product-12}\nexamples:\n"
        "  - {given: purchase product-12, tags: Gold}\n"
        "  - {given: [purchase product-12, purchase product-12, refund product-12], tags: []}\n"
    )
    assert bridge("check", "rules.yaml").stdout == (
        "rules.yaml: 1 membership; 1 example came out as expected, 1 only as the version before "
        "read it.\n"
    )
