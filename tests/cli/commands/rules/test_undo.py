"""What `bridge undo` promises: any publication is taken back, any number, in any order."""

import json

import pytest

from tests.cli.conftest import Shell, WriteRules
from tests.cli.people import SILVER, KeepingCrm, buyers
from tests.cli.shop import RULES, Shop, undated

BRONZE = SILVER.replace("rules:", "  Bronze:\n    items: product-12\nrules:")


@pytest.fixture
def crm(bridge: Shell, shop: Shop, rules_file: WriteRules) -> KeepingCrm:
    """Its one buyer has what Silver (publication 2) and Bronze (3) gave her, too."""
    made = buyers(shop, 1)
    for rules in (SILVER, BRONZE):
        rules_file(rules)
        assert bridge("apply", "rules.yaml", "--yes").exit_code == 0
        shop.sweep()
    assert made.tags["p0@example.com"] == {"Gold", "Silver", "Bronze"}
    return made


def tags(shop: Shop, crm: KeepingCrm) -> set[str]:
    shop.sweep()
    return crm.tags["p0@example.com"]


def test_the_last_one_is_taken_back(bridge: Shell, shop: Shop, crm: KeepingCrm) -> None:
    result = bridge("undo", typed="y\n")
    assert (result.stderr, result.exit_code) == ("", 0)
    decided, asked, *_ = result.stdout.partition("Take back publication 3 (rules.yaml, ")
    assert decided.startswith("Publication 2 (rules.yaml, ")
    back = "What publication 3 gave or took is set right by those before it."
    assert f"decides what comes then. {back}" in decided.replace("\n", " ")
    assert asked
    assert result.stdout.endswith(
        "Publication 3 is taken back by publication 4; the workers bring everybody there. "
        "RULES_FILE is not published anew until it changes.\n"
    )
    assert tags(shop, crm) == {"Gold", "Silver"}


def test_several_deep(bridge: Shell, shop: Shop, crm: KeepingCrm) -> None:
    assert bridge("undo", typed="y\n").exit_code == 0
    result = bridge("undo", typed="y\n")
    assert "Publication 2 is taken back by publication 5" in result.output
    assert tags(shop, crm) == {"Gold"}
    result = bridge("undo", "--yes")
    assert (result.output, result.exit_code) == ("Nothing was published that could be undone.\n", 0)


def test_one_by_its_number_and_then_the_one_before(
    bridge: Shell, shop: Shop, crm: KeepingCrm
) -> None:
    assert bridge("undo", "2", "--yes").exit_code == 0
    assert tags(shop, crm) == {"Gold", "Silver", "Bronze"}  # publication 3 has both
    assert bridge("undo", "3", "--yes").exit_code == 0
    assert tags(shop, crm) == {"Gold"}


@pytest.mark.usefixtures("crm")
def test_the_list(bridge: Shell) -> None:
    bridge("undo", "2", "--yes")
    lines = bridge("undo", "--list").output.splitlines()
    assert lines[0].split() == ["NUMBER", "WHEN", "RULES", "VERSION", "HOW"]
    assert [line[0] for line in lines[1:]] == ["4", "3", "2", "1"]
    ends = ["takes back 2", "apply", "apply, taken back by 4", "file"]
    assert all(line.endswith(end) for line, end in zip(lines[1:], ends, strict=True))
    told = json.loads(bridge("undo", "--list", "--json").stdout)
    assert [(each["number"], each["source"], each["takes_back"]) for each in told] == [
        (4, "undo", 2),
        (3, "apply", None),
        (2, "apply", None),
        (1, "file", None),
    ]


@pytest.mark.usefixtures("crm")
def test_a_script_gets_both_numbers(bridge: Shell) -> None:
    told = json.loads(bridge("undo", "3", "--yes", "--json").stdout)
    assert told == {"undone": 3, "publication": 4}


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_the_same_line_twice_takes_back_no_second_one(
    bridge: Shell, shop: Shop, crm: KeepingCrm, more: tuple[str, ...]
) -> None:
    result = bridge("undo", "--yes", *more)
    assert (result.stdout, undated(result.stderr), result.exit_code) == (
        "",
        "The last one that can be taken back is publication 3 (rules.yaml, (now)). Nothing was "
        "changed. To take it back without a question, name it: bridge undo 3 --yes\n",
        1,
    )
    assert tags(shop, crm) == {"Gold", "Silver", "Bronze"}


@pytest.mark.parametrize("typed", ["n\n", ""])
def test_without_a_yes_nothing_is_done(
    bridge: Shell, shop: Shop, crm: KeepingCrm, typed: str
) -> None:
    result = bridge("undo", typed=typed)
    assert result.exit_code == 1
    assert result.stderr.endswith(
        "Nothing was changed.\n" if typed else "beforehand: bridge undo 3 --yes\n"
    )
    assert tags(shop, crm) == {"Gold", "Silver", "Bronze"}


WHY_NOT = {
    1: "Publication 1 cannot be taken back: it is the first one.",
    2: "Publication 2 was taken back already, by publication 4.",
    4: "Publication 4 cannot be taken back: all it does is take back publication 2. To have those "
    "rules again: bridge apply FILE.",
    99: "There is no publication 99.",
}


@pytest.mark.parametrize("number", WHY_NOT)
@pytest.mark.usefixtures("crm")
def test_why_something_cannot_be_taken_back(bridge: Shell, number: int) -> None:
    bridge("undo", "2", "--yes")
    result = bridge("undo", number, "--yes")
    assert (result.stdout, result.stderr, result.exit_code) == (
        "",
        f"{WHY_NOT[number]} `bridge undo --list` lists them.\n",
        1,
    )


@pytest.mark.usefixtures("crm")
def test_what_somebody_else_takes_back_while_it_asks_is_taken_back_once(
    bridge: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def agrees(_question: str, _otherwise: str) -> None:
        assert bridge("undo", "3", "--yes").exit_code == 0

    monkeypatch.setattr("bridge.cli.commands.rules.undo.confirm", agrees)
    result = bridge("undo")
    assert (result.stderr, result.exit_code) == (
        "Publication 3 was taken back already, by publication 4. `bridge undo --list` lists "
        "them.\n",
        1,
    )
    assert len(json.loads(bridge("undo", "--list", "--json").stdout)) == 4


@pytest.mark.usefixtures("shop")
def test_before_anything_was_published(bridge: Shell) -> None:
    assert bridge("undo").output == "Nothing was published that could be undone.\n"
    assert bridge("undo", "--yes", "--json").output == "null\n"
    assert bridge("undo", "--list").output == "Nothing was published yet.\n"
    assert bridge("undo", "--list", "--json").output == "[]\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("last",), "'last' is not an ID: a whole number"),
        (("0",), "'0' is not an ID"),
        (("--json",), "--json asks nothing: say --yes too."),
        (("2", "--hand", "3"), "Say one of N, --hand and --list."),
        (("2", "--list"), "Say one of N, --hand and --list."),
    ],
)
@pytest.mark.usefixtures("shop")
def test_wrong_use(bridge: Shell, typed: tuple[str, ...], said: str) -> None:
    result = bridge("undo", *typed)
    assert (result.stdout, result.exit_code) == ("", 2)
    assert said in result.stderr


def test_it_needs_the_database(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(RULES)
    for more in [(), ("--list",), ("--hand", "3")]:
        result = bridge("undo", *more)
        assert (result.stdout, result.exit_code) == ("", 1)
        assert result.stderr.startswith("DATABASE_URL is missing")
