"""What `bridge apply` promises: exactly the plan that was agreed to, or nothing."""

import json

import pytest

from bridge.reconcile.planning import Summary
from tests.cli.conftest import Shell, WriteRules
from tests.cli.people import FEWER, SILVER, buyers, comes
from tests.cli.shop import RULES, Shop

CHANGED = (
    "Meanwhile something came that changes the plan, so nothing was done. Look at it again: "
    "bridge plan rules.yaml\n"
)
UNCHECKED = "Whether ActiveCampaign has the names was not checked"


def published(bridge: Shell) -> int:
    return len(json.loads(bridge("undo", "--list", "--json").stdout))


def test_it_asks_and_does_the_plan(bridge: Shell, shop: Shop, rules_file: WriteRules) -> None:
    crm = buyers(shop, 2)
    rules_file(SILVER)
    result = bridge("apply", "rules.yaml", typed="y\n")
    assert result.exit_code == 0
    assert "p0@example.com: + Silver (Silver opens)\n" in result.stdout
    assert "Nothing was changed" not in result.output
    assert result.stdout.endswith(
        "\nApply it to 2 people? [y/N]: y\nPublication 2: 2 people will be brought there by the "
        "workers. To take it back: bridge undo 2\n"
    )
    shop.sweep()
    assert crm.tags == {f"p{number}@example.com": {"Gold", "Silver"} for number in range(2)}
    assert bridge("plan", "rules.yaml").output.endswith("nothing would change.\n")


def test_what_it_takes_is_taken(bridge: Shell, shop: Shop, rules_file: WriteRules) -> None:
    crm = buyers(shop, 1)
    rules_file(FEWER)
    assert bridge("apply", "rules.yaml", "--yes").exit_code == 0
    shop.sweep()
    assert crm.tags == {"p0@example.com": set()}


def test_no_trigger_is_fired_for_what_was(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    crm = buyers(shop, 1)
    rules_file(SILVER.replace("trigger: Welcome", "trigger: Hello"))
    bridge("apply", "rules.yaml", "--yes")
    shop.sweep()
    assert [each.tag for plan in crm.plans for each in plan.fire] == ["Welcome"]


@pytest.mark.parametrize("typed", ["n\n", "\n", ""])
def test_without_a_yes_nothing_is_done(
    bridge: Shell, shop: Shop, rules_file: WriteRules, typed: str
) -> None:
    buyers(shop, 1)
    rules_file(SILVER)
    result = bridge("apply", "rules.yaml", typed=typed)
    assert result.exit_code == 1
    assert result.stderr.endswith(
        "Nothing was changed.\n" if typed else "say yes beforehand: bridge apply rules.yaml --yes\n"
    )
    assert published(bridge) == 1


def test_nothing_to_do(bridge: Shell, shop: Shop, rules_file: WriteRules) -> None:
    buyers(shop, 1)
    rules_file(RULES)
    result = bridge("apply", "rules.yaml")
    assert (result.stderr, result.exit_code) == ("", 0)
    assert result.stdout.endswith("nothing would change.\n")
    told = json.loads(bridge("apply", "rules.yaml", "--yes", "--json").stdout)
    assert (told["would_change"], told["publication"]) == (0, None)
    assert published(bridge) == 1


def test_what_changes_nobody_today_is_published_all_the_same(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    buyers(shop, 1)
    rules_file(RULES.replace("upsell-3]", "upsell-3]\n    lasts: 12 months"))
    result = bridge("apply", "rules.yaml", typed="y\n")
    assert "nothing would change today.\n" in result.stdout
    assert "Apply it?" in result.output
    assert result.stdout.endswith(
        "Publication 2: it counts for what was sold before, too. To take it back: bridge undo 2\n"
    )
    again = bridge("apply", "rules.yaml")
    assert again.stdout.endswith("nothing would change.\n")
    assert published(bridge) == 2


def test_a_script_gets_one_document(bridge: Shell, shop: Shop, rules_file: WriteRules) -> None:
    buyers(shop, 1)
    rules_file(SILVER)
    result = bridge("apply", "rules.yaml", "--yes", "--json")
    told = json.loads(result.stdout)
    assert (told["publication"], told["would_change"], told["opens"]) == (2, 1, {"Silver": 1})
    assert result.stderr.startswith(UNCHECKED)


def test_it_does_the_plan_that_was_looked_at_or_nothing(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    buyers(shop, 1)
    rules_file(SILVER)
    digest = json.loads(bridge("plan", "rules.yaml", "--json").stdout)["plan"]
    shop.work(comes(shop, "purchase", 1))
    late = bridge("apply", "rules.yaml", "--yes", "--plan", digest)
    assert (late.stderr, late.exit_code) == (CHANGED, 1)
    assert published(bridge) == 1
    digest = json.loads(bridge("plan", "rules.yaml", "--json").stdout)["plan"]
    assert bridge("apply", "rules.yaml", "--yes", "--plan", digest).exit_code == 0
    assert published(bridge) == 2


def test_it_refuses_when_something_comes_while_it_asks(
    bridge: Shell, shop: Shop, rules_file: WriteRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyers(shop, 1)
    rules_file(SILVER)

    def agrees(_question: str, _otherwise: str) -> None:
        shop.work(comes(shop, "purchase", 1))

    monkeypatch.setattr("bridge.cli.commands.rules.apply.confirm", agrees)
    result = bridge("apply", "rules.yaml")
    assert result.stderr.endswith(CHANGED)
    assert result.exit_code == 1
    assert published(bridge) == 1


def test_of_two_who_apply_at_once_the_second_is_told_what_was_published(
    bridge: Shell, shop: Shop, rules_file: WriteRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyers(shop, 2)
    rules_file(SILVER)

    def agrees(_question: str, _otherwise: str) -> None:
        assert bridge("apply", "rules.yaml", "--yes").exit_code == 0

    monkeypatch.setattr("bridge.cli.commands.rules.apply.confirm", agrees)
    result = bridge("apply", "rules.yaml")
    assert result.stderr.endswith(
        "\nMeanwhile publication 2 (rules.yaml, applied) was published, so nothing was done. Look "
        "at the plan again: bridge plan rules.yaml\n"
    )
    assert result.exit_code == 1
    assert published(bridge) == 2


def test_rules_that_were_released_or_taken_back_meanwhile_are_named(
    bridge: Shell, shop: Shop, rules_file: WriteRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyers(shop, 2)
    rules_file(SILVER)

    def agrees(_question: str, _otherwise: str) -> None:
        shop.publish(FEWER)
        assert bridge("undo", "2", "--yes").exit_code == 0

    monkeypatch.setattr("bridge.cli.commands.rules.apply.confirm", agrees)
    result = bridge("apply", "rules.yaml")
    assert result.stderr.endswith(
        "\nMeanwhile publications 2 (rules.yaml, released) and 3 (takes back 2) were published, so "
        "nothing was done. Look at the plan again: bridge plan rules.yaml\n"
    )
    assert published(bridge) == 3


def test_a_large_plan_wants_its_number(bridge: Shell, shop: Shop, rules_file: WriteRules) -> None:
    buyers(shop, 6)
    rules_file(FEWER)
    for more in [(), ("--yes",)]:
        result = bridge("apply", "rules.yaml", *more, typed="y\n")
        assert result.exit_code == 1
        assert result.stderr.endswith(
            "This changes 6 people; 6 would lose access. Say so: bridge apply rules.yaml "
            "--people 6\n"
        )
    wrong = bridge("apply", "rules.yaml", "--people", "5")
    assert (wrong.stderr, wrong.exit_code) == (
        "The plan changes 6 people, not 5. Nothing was changed.\n",
        1,
    )
    assert published(bridge) == 1
    assert bridge("apply", "rules.yaml", "--people", "6").exit_code == 0
    assert published(bridge) == 2


def test_five_people_or_a_fifth_are_no_large_plan(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    buyers(shop, 5)
    rules_file(FEWER)
    assert bridge("apply", "rules.yaml", "--yes").exit_code == 0


def test_a_fifth_of_many_is_no_large_plan(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    buyers(shop, 6)
    shop.work(*(comes(shop, "purchase", number, "upsell-3") for number in range(6, 30)))
    rules_file(FEWER)
    assert bridge("apply", "rules.yaml", "--yes").exit_code == 0


@pytest.mark.parametrize(("losing", "large"), [(100, False), (101, True)])
def test_more_than_a_hundred_who_lose_access_are_large(losing: int, large: bool) -> None:
    assert Summary(people=losing, looked_at=9_000, losing=losing).is_large is large


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (("nope.yaml", "--yes"), 1, "nope.yaml: there is no such file."),
        (("rules.yaml", "--json"), 2, "--json asks nothing: say --yes too."),
        (("rules.yaml", "--people", "many"), 2, "'many' is not a number of people, such as 13."),
    ],
)
@pytest.mark.usefixtures("shop")
def test_wrong_use(bridge: Shell, typed: tuple[str, ...], code: int, said: str) -> None:
    result = bridge("apply", *typed)
    assert (result.stdout, result.exit_code) == ("", code)
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_it_needs_the_database(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(RULES)
    result = bridge("apply", "rules.yaml", "--yes")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith("DATABASE_URL is missing")
