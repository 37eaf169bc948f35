"""What asking every account promises: each is asked for its own names, and hides no other."""

import json
from collections.abc import Iterator

import pytest

from bridge.model import Sort
from bridge.sandbox.accounts import account_with
from bridge.sandbox.stand_in import StandIn
from tests.cli.conftest import Shell, WriteRules
from tests.rules.vendors_by_sorts import FULL, SITE, called

RULES = f"""\
destinations:
  shop: {FULL}
  school: {SITE}
  academy: {SITE}
memberships:
  Gold: {{items: product-1, style: plain, access: Gold Level}}
  Silver: {{items: product-2, to: academy}}
rules:
  - {{name: Buyers, when: purchase, add: Buyer, subscribe: News}}
"""
FILE = "rules.yaml: 2 memberships and 1 rule; it has no examples."
SHOP, SCHOOL, ACADEMY = (
    f"{called(FULL)} 'shop'",
    f"{called(SITE)} 'school'",
    f"{called(SITE)} 'academy'",
)


def environment(name: str, account: StandIn) -> dict[str, str]:
    return {f"{name.upper()}_{key}": value for key, value in account.environment.items()}


@pytest.fixture
def shop(bridge: Shell) -> Iterator[StandIn]:
    names = [(Sort.TAG, "Gold"), (Sort.TAG, "Buyers"), (Sort.LIST, "News")]
    with account_with(FULL, names) as running:
        bridge.env |= environment("shop", running)
        yield running


@pytest.fixture
def school(bridge: Shell) -> Iterator[StandIn]:
    with account_with(SITE, [(Sort.ACCESS, "Gold Level")]) as running:
        bridge.env |= environment("school", running)
        yield running


@pytest.fixture
def academy(bridge: Shell) -> Iterator[StandIn]:
    with account_with(SITE, [(Sort.ACCESS, "Gold Levels"), (Sort.ACCESS, "Silver")]) as running:
        bridge.env |= environment("academy", running)
        yield running


@pytest.mark.usefixtures("shop", "school", "academy")
def test_each_is_asked_for_what_the_rules_name_for_it(
    bridge: Shell, rules_file: WriteRules
) -> None:
    rules_file(RULES)
    result = bridge("check", "rules.yaml", "--online")
    assert result.stderr.splitlines() == [
        f"rules.yaml line 9, rule 'Buyers': the tag 'Buyer' does not exist in {SHOP}. Nearest "
        "there: 'Buyers'.",
        f"rules.yaml line 6, membership 'Gold': the membership 'Gold Level' does not exist in "
        f"{ACADEMY}. Nearest there: 'Gold Levels'.",
    ]
    assert result.stdout.splitlines() == [
        FILE, f"{SCHOOL} answers and has the one membership of the rules.",
    ]  # fmt: skip
    assert result.exit_code == 1


@pytest.mark.usefixtures("shop", "academy")
def test_one_that_refuses_its_key_or_has_none_hides_nothing_of_the_others(
    bridge: Shell, rules_file: WriteRules, school: StandIn
) -> None:
    rules_file(RULES)
    keys = [name for name in school.environment if name.endswith("KEY")]
    bridge.env |= {f"SCHOOL_{key}": "wrong" for key in keys}
    told = json.loads(bridge("check", "rules.yaml", "--online", "--json").stdout)
    assert [(e["name"], e["asked"], e["answers"]) for e in told["destinations"]] == [
        ("shop", True, True), ("school", True, False), ("academy", True, True),
    ]  # fmt: skip
    assert told["destinations"][1]["missing"] is None
    assert f"SCHOOL_{keys[0]}" in "".join(each["message"] for each in told["problems"])
    bridge.env |= {f"SCHOOL_{key}": "" for key in keys}
    told = json.loads(bridge("check", "rules.yaml", "--online", "--json").stdout)
    assert [each["asked"] for each in told["destinations"]] == [True, False, True]
    assert f"SCHOOL_{keys[0]} is missing" in "".join(e["message"] for e in told["problems"])


@pytest.mark.usefixtures("shop", "school", "academy")
def test_all_is_said_to_be_there_by_what_it_is(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(
        RULES.replace("add: Buyer", "add: Gold").replace("access: Gold Level", "to: shop")
        + "  - {name: More, when: refund, add: Buyers, to: shop}\n"
    )
    result = bridge("check", "rules.yaml", "--online")
    assert result.stdout.splitlines()[1:] == [
        f"{SHOP} answers and has 2 tags and 1 list, field or automation of the rules.",
        f"{SCHOOL} answers; the rules name nothing for it.",
        f"{ACADEMY} answers and has the one membership of the rules.",
    ]
    assert result.stderr == f"Warning: rules.yaml: nothing goes to {SCHOOL}.\n"
