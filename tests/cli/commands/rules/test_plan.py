"""What `bridge plan` promises: who would gain or lose what, and nothing is changed."""

import json
from pathlib import Path

import pytest

from bridge.cli.database import library
from bridge.reconcile.publishing.publisher import Publisher
from bridge.store import places
from tests.cli.conftest import Shell, WriteRules
from tests.cli.people import FEWER, SILVER, buyers, comes
from tests.cli.shop import RULES, Shop


def test_it_says_who_gains_what_by_which_rule(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    buyers(shop, 2)
    rules_file(SILVER)
    result = bridge("plan", "rules.yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        """\
p0@example.com: + Silver (Silver opens)
p1@example.com: + Silver (Silver opens)

Access
  PEOPLE  ACCESS
  2       Silver opens

Gained (+), lost (-) and set (=)
  PEOPLE  WHAT      BECAUSE OF
  2       + Silver  rule 'Silver' (line 5)

rules.yaml, for 2 people and what they were told: 2 people would change, none of them would lose access.

Nothing was changed. To bring them there: bridge apply rules.yaml
"""  # noqa: E501 # as a pipe gets it
    )


def test_of_several_destinations_it_says_where(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    buyers(shop, 1)
    two = "destinations: {activecampaign: activecampaign, school: memberpress}"
    rules_file(SILVER.replace("crm: activecampaign", two))
    told = bridge("plan", "rules.yaml").output
    assert "+ Silver at ActiveCampaign" in told
    assert "+ access to Silver at school" in told
    (person,) = json.loads(bridge("plan", "rules.yaml", "--json").stdout)["people"]
    assert {each["destination"] for each in person["changes"]} == {"activecampaign", "school"}


def test_it_says_who_loses_access(bridge: Shell, shop: Shop, rules_file: WriteRules) -> None:
    buyers(shop, 2)
    shop.work(comes(shop, "purchase", 7, "upsell-3"))
    rules_file(FEWER)
    told = bridge("plan", "rules.yaml").output
    assert "p1@example.com: - Gold (Gold closes)\n" in told
    assert "p7@example.com" not in told
    assert "2       - Gold  no rule speaks of it any more" in told
    assert "for 3 people and what they were told: 2 people would change, 2 of them would" in told


def test_a_script_gets_all_of_it(bridge: Shell, shop: Shop, rules_file: WriteRules) -> None:
    buyers(shop, 1)
    rules_file(SILVER)
    told = json.loads(bridge("plan", "rules.yaml", "--json").stdout)
    assert len(told.pop("plan")) == 16
    assert told.pop("version")
    gains = {"change": "gains", "sort": "tag", "name": "Silver", "value": ""}
    gains |= {"rule": "Silver", "line": 5}  # type: ignore[dict-item]
    person = {"email": "p0@example.com", "opens": ["Silver"], "closes": [], "changes": [gains]}
    assert told == {
        "rules": "rules.yaml",
        "looked_at": 1,
        "would_change": 1,
        "would_lose_access": 0,
        "taken_up": 0,
        "waiting": 0,
        "opens": {"Silver": 1},
        "closes": {},
        "people": [person],
    }


def test_nothing_is_changed(bridge: Shell, shop: Shop, rules_file: WriteRules) -> None:
    crm = buyers(shop, 1)
    rules_file(FEWER)
    before = bridge("undo", "--list").output
    assert bridge("plan", "rules.yaml").exit_code == 0
    assert bridge("undo", "--list").output == before
    assert places.due_places(shop.engine, 10) == []
    assert crm.tags == {"p0@example.com": {"Gold"}}


@pytest.mark.parametrize("more", [(), ("--all",)])
def test_the_rules_that_stand_would_change_nothing(
    bridge: Shell, shop: Shop, rules_file: WriteRules, more: tuple[str, ...]
) -> None:
    buyers(shop, 1)
    rules_file(RULES)
    result = bridge("plan", "rules.yaml", *more)
    assert (result.output, result.exit_code) == (
        "rules.yaml, for 1 person and what they were told: nothing would change.\n",
        0,
    )


def test_what_changes_nobody_today_may_decide_later(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    buyers(shop, 1)
    rules_file(RULES.replace("upsell-3]", "upsell-3]\n    lasts: 12 months"))
    result = bridge("plan", "rules.yaml")
    assert (result.stderr, result.exit_code) == ("", 0)
    assert result.stdout == (
        """rules.yaml, for 1 person and what they were told: nothing would change today.
What was sold before goes by the rules that decided it then, until these are applied to it: how long
it lasts, what is put off, what a refund takes.

Nothing was changed. To make it count for them: bridge apply rules.yaml
"""
    )


def test_a_script_gets_a_list_of_any_length_as_one_document(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    buyers(shop, 3)
    rules_file(SILVER)
    result = bridge("plan", "rules.yaml", "--json")
    told = json.loads(result.stdout)
    assert [each["email"] for each in told["people"]] == [f"p{n}@example.com" for n in range(3)]
    assert json.dumps(told, indent=2) + "\n" == result.stdout


def test_it_lists_the_first_fifty_or_all(bridge: Shell, shop: Shop, rules_file: WriteRules) -> None:
    buyers(shop, 51)
    rules_file(SILVER)
    short, whole = (bridge("plan", "rules.yaml", *more).output for more in [(), ("--all",)])
    assert short.count("+ Silver (Silver opens)") == 50
    assert "\nand 1 person more; --all lists every one.\n" in short
    assert whole.count("+ Silver (Silver opens)") == 51
    assert "--all" not in whole


def test_another_file_than_the_workers_own_is_told_of(
    bridge: Shell, shop: Shop, rules_file: WriteRules, tmp_path: Path
) -> None:
    buyers(shop, 1)
    rules_file(RULES)
    (tmp_path / "my new.yaml").write_text(SILVER, encoding="utf-8")
    told = bridge("plan", "my new.yaml").output
    assert "RULES_FILE (rules.yaml) says otherwise. Put my new.yaml in its place" in told
    assert told.endswith("bridge apply 'my new.yaml'\n")


@pytest.mark.usefixtures("shop")
def test_every_mistake_in_the_file_is_told(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(RULES.replace("add: Refunded", "ad: Refunded").replace("product-12", "product12"))
    result = bridge("plan", "rules.yaml")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert "rules.yaml line 4" in result.stderr
    assert "rules.yaml line 11" in result.stderr


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (("nope.yaml",), 1, "nope.yaml: there is no such file."),
        (("rules.yaml", "--some"), 2, "No such option '--some'"),
        (("rules.yaml", "more.yaml"), 2, "Got unexpected extra argument (more.yaml)"),
    ],
)
@pytest.mark.usefixtures("shop")
def test_wrong_use(bridge: Shell, typed: tuple[str, ...], code: int, said: str) -> None:
    result = bridge("plan", *typed)
    assert (result.stdout, result.exit_code) == ("", code)
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_without_a_file_it_is_the_one_of_rules_file(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    buyers(shop, 1)
    rules_file(SILVER).rename("shop.yaml")
    bridge.env["RULES_FILE"] = "shop.yaml"
    for command in ("plan", "apply"):
        result = bridge(command, typed="n\n")
        assert result.stderr.startswith(
            "No FILE was named, so it is the one of RULES_FILE: shop.yaml\n"
        )
        assert "1       + Silver  rule 'Silver' (line 5)\n" in result.stdout
    assert result.stderr.endswith("Nothing was changed.\n")
    bridge.env["RULES_FILE"] = "nope.yaml"
    assert bridge("plan").stderr == (
        "No FILE was named, so it is the one of RULES_FILE: nope.yaml\n"
        "nope.yaml: there is no such file. Is RULES_FILE right?\n"
    )


def test_it_needs_the_database(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(RULES)
    result = bridge("plan", "rules.yaml")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith("DATABASE_URL is missing")


def test_a_file_that_lacks_what_the_console_changed_is_warned_of(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    buyers(shop, 1)
    by_console = RULES.replace("upsell-3", "upsell-4")
    Publisher(shop.engine, library()).publish(by_console, "rules.yaml", 1, who="Ann")
    rules_file(SILVER)
    bridge.env["COLUMNS"] = "200"
    for words in (("plan", "rules.yaml"), ("apply", "rules.yaml", "--yes")):
        told = bridge(*words)
        assert "Warning: rules.yaml lacks what version 2 changed (in the console by Ann, " in (
            told.stderr
        )
        assert told.exit_code == 0
    assert "Warning" not in bridge("plan", "rules.yaml").stderr  # it is what counts by now
