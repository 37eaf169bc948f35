"""What is promised of the store: all that is missing is named, and so is a file that differs."""

import json

import pytest
from sqlalchemy import text

from bridge.cli.database import library, open_store
from bridge.model.errors import ConfigError
from bridge.reconcile.library import NoRules
from bridge.reconcile.publishing.publisher import Publisher
from bridge.store.readiness import sightings
from tests.cli.conftest import Shell, WriteRules
from tests.cli.people import SILVER, buyers
from tests.cli.shop import RULES, Shop

DIFFERS = (
    "The workers go by version 1 (rules.yaml, 31 Jan 2026, 14:00), and rules.yaml differs from "
    "it. Restart the workers, and it decides what comes; `bridge plan` shows what it would change "
    "for who bought before."
)
ASKED = [
    ("show", "1"),
    ("show", "p0@example.com"),
    ("explain", "p0@example.com"),
    ("explain", "1"),
    ("explain", "--event", "refund product-12"),
    ("unmapped",),
    ("rules",),
]


@pytest.fixture
def one_buyer(bridge: Shell, shop: Shop) -> None:
    buyers(shop, 1)
    bridge.env["COLUMNS"] = "1000"


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        open_store("REDIS_URL")
    *missing, _where = caught.value.problems  # and where they would come from
    assert [each.split()[0] for each in missing] == ["DATABASE_URL", "REDIS_URL"]


def test_it_is_the_database_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    with open_store().connect() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar()
        assert f"/{name}?" in database_url
        with pytest.raises(NoRules):
            library().newest(connection)


@pytest.mark.usefixtures("one_buyer")
@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_each_says_it_beside_its_answer(
    bridge: Shell, rules_file: WriteRules, asked: tuple[str, ...], more: tuple[str, ...]
) -> None:
    rules_file(SILVER)
    result = bridge(*asked, *more)
    assert (result.stderr, result.exit_code) == (f"\n{DIFFERS}\n", 0)
    rules_file(RULES)
    assert bridge(*asked, *more).stderr == ""


@pytest.mark.usefixtures("one_buyer")
@pytest.mark.parametrize("asked", ASKED)
def test_each_says_that_other_rules_count_than_those_of_the_file(
    bridge: Shell, rules_file: WriteRules, shop: Shop, asked: tuple[str, ...]
) -> None:
    rules_file(RULES)
    Publisher(shop.engine, library()).publish(SILVER, "rules.yaml", 1, who="Ann")
    result = bridge(*asked)
    told = (
        "What is said here of the rules is by the rules file, not by those that count. rules.yaml "
        "is older than version 2 of the rules (in the console by Ann, "
    )
    assert result.stderr.strip().startswith(told)
    assert "which counts: `bridge rules pull` writes that into it." in result.stderr
    assert "not by those that count" not in bridge("rules", "rules.yaml").stderr


@pytest.mark.usefixtures("one_buyer")
@pytest.mark.parametrize("file", [(), ("rules.yaml",)])
def test_check_warns_of_it(bridge: Shell, rules_file: WriteRules, file: tuple[str, ...]) -> None:
    rules_file(SILVER)
    assert f"Warning: {DIFFERS}\n" in bridge("check", *file).stderr
    warnings = json.loads(bridge("check", *file, "--json").stdout)["warnings"]
    assert [each["message"] for each in warnings] == [DIFFERS]


@pytest.mark.usefixtures("one_buyer")
def test_check_says_nothing_of_another_file(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(SILVER).rename("draft.yaml")
    assert bridge("check", "draft.yaml").stderr == ""


@pytest.mark.usefixtures("one_buyer")
@pytest.mark.parametrize("url", ["", "nonsense", "postgres://shop:word@127.0.0.1:1/bridge"])
def test_without_a_database_it_is_not_known(
    bridge: Shell, rules_file: WriteRules, url: str
) -> None:
    rules_file(SILVER)
    bridge.env["DATABASE_URL"] = url
    result = bridge("check", "rules.yaml")
    assert (result.stderr, result.exit_code) == ("", 0)


@pytest.mark.usefixtures("one_buyer")
def test_with_a_file_of_its_own_explain_says_nothing(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(SILVER)
    asked = ("explain", "--event", "refund product-12", "--rules", "rules.yaml")
    assert bridge(*asked).stderr == ""


@pytest.mark.usefixtures("one_buyer")
def test_what_was_taken_back_is_not_to_be_restarted(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules_file(SILVER)
    assert bridge("apply", "--yes").exit_code == 0
    assert bridge("undo", "2", "--yes").exit_code == 0
    assert bridge("show", "1").stderr == (
        "\nThe workers go by version 1 (rules.yaml, 31 Jan 2026, 14:00). rules.yaml is "
        "version 2, which 3 took back, so a restart leaves it so. To have it again: bridge "
        "apply rules.yaml\n"
    )
    shop.publish(SILVER)
    assert "which 3 took back" in bridge("show", "1").stderr


@pytest.fixture
def both(shop: Shop, rules_file: WriteRules) -> None:
    """Two texts over the first one: the console's, and the file's."""
    shop.publish()
    publisher = Publisher(shop.engine, library())
    publisher.publish(RULES.replace("upsell-3", "upsell-4"), "rules.yaml", 1, who="Ann")
    rules_file(RULES.replace("add: Refunded", "add: Gave back"))


@pytest.mark.usefixtures("both")
def test_a_release_is_refused_where_the_file_and_the_console_both_changed_the_rules(
    bridge: Shell,
) -> None:
    result = bridge("check")
    assert result.exit_code == 1
    assert "rules.yaml was changed (line 11), and so were the rules in the console (line 4 " in (
        result.stderr
    )
    assert "version 2 (in the console by Ann, " in result.stderr
    told = json.loads(bridge("check", "--json").stdout)
    assert not told["good"]
    assert [e for e in told["problems"] if e["message"].startswith("rules.yaml was changed")]


@pytest.mark.usefixtures("both")
def test_that_file_by_itself_is_good_and_warned_of(bridge: Shell) -> None:
    result = bridge("check", "rules.yaml")
    assert result.exit_code == 0
    assert result.stderr.startswith(
        "Warning: rules.yaml and the console both changed the rules since version 1, so the "
        "workers go on with the console's."
    )


@pytest.mark.usefixtures("both")
def test_a_file_that_nobody_changed_is_released_and_said_to_be_older(
    bridge: Shell, rules_file: WriteRules
) -> None:
    rules_file(RULES)
    result = bridge("check", "rules.yaml")
    assert (result.stderr, result.exit_code) == ("", 0)
    assert "\nrules.yaml is older than version 2 of the rules (in the console by Ann, " in (
        result.stdout
    )


@pytest.mark.usefixtures("both")
def test_a_release_that_is_refused_for_its_rules_is_noted_until_one_gets_through(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    bridge("check")
    assert [*sightings.seen(shop.engine)] == [sightings.REFUSED_DEPLOY]
    rules_file(RULES)
    bridge("check", "rules.yaml")
    assert [*sightings.seen(shop.engine)] == [sightings.REFUSED_DEPLOY]
    bridge("check")  # whose settings are another matter
    assert sightings.seen(shop.engine) == {}
    rules_file(RULES.replace("items", "itms"))
    bridge("check")
    assert [*sightings.seen(shop.engine)] == [sightings.REFUSED_DEPLOY]
