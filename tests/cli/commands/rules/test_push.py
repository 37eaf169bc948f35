"""What `bridge rules push` promises: the file is the next version, and goes over no other."""

import json
from pathlib import Path

import pytest

from bridge.reconcile.library import Library
from bridge.reconcile.publishing.publisher import Publisher
from bridge.rules import file as rulesfile
from tests.cli.conftest import Shell, WriteRules
from tests.cli.people import FEWER, SILVER, KeepingCrm, buyers, comes
from tests.cli.shop import RULES, Shop

BY_CONSOLE = RULES.replace("upsell-3]", "upsell-3, product-14]")


@pytest.fixture
def crm(bridge: Shell, shop: Shop) -> KeepingCrm:
    """Of two buyers, by the file that a deploy brought."""
    bridge.env["BRIDGE_OPERATOR"] = "Dev"
    return buyers(shop, 2)


def newest(bridge: Shell) -> tuple[object, ...]:
    told = json.loads(bridge("rules", "history", "--json").stdout)[0]
    return told["number"], told["source"], told["who"], told["note"]


def console_publishes(shop: Shop) -> int:
    publisher = Publisher(shop.engine, Library(rulesfile.parse))
    return publisher.publish(BY_CONSOLE, "rules.yaml", 1, who="Ann")


def test_it_shows_the_plan_asks_and_counts_for_what_comes(
    bridge: Shell, shop: Shop, rules_file: WriteRules, crm: KeepingCrm
) -> None:
    rules_file(SILVER)
    result = bridge("rules", "push", "--note", "a second one", typed="y\n")
    assert result.exit_code == 0
    assert "2 people would change, none of them would lose access." in result.stdout
    assert result.stdout.endswith(
        "Publish it for what comes from now on? [y/N]: y\n"
        "Version 2 of the rules: it decides what comes. To bring everybody to it: bridge rules "
        "push rules.yaml --everybody. To take it back: bridge undo 2\n"
    )
    assert newest(bridge) == (2, "push", "Dev", "a second one")
    shop.worker.take_in(comes(shop, "purchase", 5))
    shop.sweep()
    assert crm.tags["p5@example.com"] == {"Gold", "Silver"}
    assert crm.tags["p0@example.com"] == {"Gold"}


def test_everybody_is_brought_to_it_where_that_is_said(
    bridge: Shell, shop: Shop, rules_file: WriteRules, crm: KeepingCrm
) -> None:
    rules_file(SILVER)
    result = bridge("rules", "push", "--everybody", "--yes")
    assert result.stdout.endswith(
        "Version 2 of the rules: 2 people will be brought there by the workers. To take it back: "
        "bridge undo 2\n"
    )
    shop.sweep()
    assert crm.tags["p0@example.com"] == {"Gold", "Silver"}


@pytest.mark.usefixtures("crm")
def test_the_deploy_that_brings_the_pushed_file_publishes_nothing(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules_file(SILVER)
    bridge("rules", "push", "--yes")
    assert shop.publish(SILVER) == 2
    assert newest(bridge)[0] == 2


@pytest.mark.usefixtures("crm")
@pytest.mark.parametrize("typed", ["n\n", ""])
def test_without_a_yes_nothing_is_published(
    bridge: Shell, rules_file: WriteRules, typed: str
) -> None:
    rules_file(SILVER)
    result = bridge("rules", "push", typed=typed)
    assert result.exit_code == 1
    assert newest(bridge)[0] == 1


@pytest.mark.usefixtures("crm")
@pytest.mark.parametrize("written", [RULES, SILVER])
def test_a_file_that_lacks_what_the_console_changed_is_refused_until_it_is_named(
    bridge: Shell, shop: Shop, rules_file: WriteRules, written: str
) -> None:
    rules_file(written)
    assert console_publishes(shop) == 2
    result = bridge("rules", "push", "--yes")
    assert result.exit_code == 1
    assert "rules.yaml lacks what version 2 changed (in the console by Ann, " in result.stderr
    assert result.stderr.endswith(
        "). `bridge rules pull` brings both together. To go over it all the same: bridge rules "
        "push rules.yaml --over 2\n"
    )
    wrong = bridge("rules", "push", "--yes", "--over", "1")
    assert wrong.stderr.endswith("The version that counts is 2, not 1. Nothing was published.\n")
    assert bridge("rules", "push", "--yes", "--over", "2").exit_code == 0
    assert newest(bridge)[:2] == (3, "push")


@pytest.mark.usefixtures("crm")
def test_pulled_and_pushed_it_has_both(bridge: Shell, shop: Shop, rules_file: WriteRules) -> None:
    path = rules_file(RULES.replace("add: Refunded", "add: Gave back"))
    console_publishes(shop)
    assert bridge("rules", "pull", "--yes").exit_code == 0
    assert bridge("rules", "push", "--yes").exit_code == 0
    assert "product-14" in Path(path).read_text()
    assert newest(bridge)[:2] == (3, "push")


@pytest.mark.usefixtures("crm")
def test_a_large_plan_wants_its_number(bridge: Shell, shop: Shop, rules_file: WriteRules) -> None:
    shop.work(*(comes(shop, "purchase", number) for number in range(2, 6)))
    rules_file(FEWER)
    result = bridge("rules", "push", "--everybody", "--yes")
    assert result.stderr.endswith("Say so: bridge rules push rules.yaml --everybody --people 6\n")
    assert bridge("rules", "push", "--everybody", "--people", "6").exit_code == 0
    assert newest(bridge)[0] == 2


@pytest.mark.usefixtures("crm")
def test_mistakes_and_the_same_rules_are_refused(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(RULES)
    same = bridge("rules", "push", "--yes")
    assert same.stderr.endswith("Nothing was changed: these are the rules of version 1 already.\n")
    rules_file(RULES.replace("items", "itms"))
    wrong = bridge("rules", "push", "--yes")
    assert "line 4" in wrong.stderr
    assert (same.exit_code, wrong.exit_code) == (1, 1)
    two = "destinations: {activecampaign: activecampaign, school: memberpress}"
    rules_file(RULES.replace("crm: activecampaign", two))
    others = bridge("rules", "push", "--yes")
    assert others.stderr.endswith("Change it in rules.yaml, and deploy it.\n")
    assert newest(bridge)[0] == 1


def test_it_needs_the_database(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(RULES)
    result = bridge("rules", "push", "rules.yaml", "--yes")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith("DATABASE_URL is missing")
