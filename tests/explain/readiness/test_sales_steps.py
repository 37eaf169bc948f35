"""Whether rules count, and whether a sale was seen through to the tag."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bridge.explain.readiness.sales_steps import (
    first_tag_step,
    mistakes_of,
    optional_steps,
    rules_step,
)
from bridge.explain.readiness.step import Stand
from bridge.explain.rules_file import RulesNow
from bridge.rules import file as rulesfile
from bridge.store import rulebooks
from tests.cli.shop import RULES, Shop


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES)
    return path


def test_rules_that_count_without_doubts_are_done(engine: Engine, file: Path) -> None:
    rulebooks.publish_file(engine, (RULES, "1", "rules.yaml"), datetime.now(UTC))
    step = rules_step(engine, rulesfile.parse(RULES), 1, RulesNow(file))
    assert (step.stand, step.sentence) == (Stand.DONE, "Version 1 counts.")


def test_a_file_that_differs_is_a_doubt(engine: Engine, file: Path) -> None:
    rulebooks.publish_file(engine, (RULES, "1", "rules.yaml"), datetime.now(UTC))
    file.write_text(f"{RULES}# more\n")
    step = rules_step(engine, rulesfile.parse(RULES), 1, RulesNow(file))
    assert (step.stand, step.sentence) == (Stand.UNDONE, "Version 1 counts. 1 doubt:")
    assert len(step.details) == 1


def test_before_any_were_published_the_file_is_looked_at(engine: Engine, file: Path) -> None:
    right = rules_step(engine, None, 0, RulesNow(file))
    assert "is right. The workers publish it when they start." in right.sentence
    file.write_text("crm: nothing\nrule: []\n")
    wrong = rules_step(engine, None, 0, RulesNow(file))
    assert "cannot be used: " in wrong.sentence
    assert 1 <= len(wrong.details) <= 3
    unreadable = rules_step(engine, None, 4, RulesNow(file))
    assert unreadable.sentence == "Version 4 counts, and this release cannot read it."


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    assert mistakes_of(RulesNow(tmp_path / "absent.yaml")) == (
        f"There is no file {tmp_path / 'absent.yaml'}.",
    )
    assert mistakes_of(RulesNow(tmp_path)) == (f"{tmp_path} is no file.",)


def test_the_first_purchase_is_followed_to_its_tag(engine: Engine) -> None:
    shop = Shop(engine)
    assert first_tag_step(engine).page == "trial"
    id_ = shop.comes("purchase", mode="test")
    came = first_tag_step(engine)
    assert (came.stand, came.number) == (Stand.UNDONE, id_)
    assert came.sentence == f"Delivery {id_} came last: purchase, waiting."
    shop.work(id_)
    done = first_tag_step(engine)
    assert (done.stand, done.sentence) == (
        Stand.DONE,
        f"Delivery {id_} in test mode was applied.",
    )


def test_what_is_no_purchase_does_not_count_as_one(engine: Engine) -> None:
    shop = Shop(engine)
    id_ = shop.comes("refund")
    shop.work(id_)
    came = first_tag_step(engine)
    assert (came.stand, came.sentence) == (
        Stand.UNDONE,
        f"Delivery {id_} came last: refund, applied.",
    )


@pytest.mark.parametrize("is_set", [True, False])
def test_what_is_optional_says_how_to_have_it(is_set: bool) -> None:
    for step in optional_steps(alerts=is_set, token=is_set):
        assert step.is_optional
        assert step.is_done is is_set
        assert bool(step.where) is not is_set


def test_rules_that_are_still_the_examples_are_not_done_though_they_count(
    engine: Engine, tmp_path: Path
) -> None:
    shipped = (Path(__file__).parents[3] / "rules.yaml").read_text()
    file = tmp_path / "rules.yaml"
    file.write_text(shipped)
    before = rules_step(engine, None, 0, RulesNow(file))
    rulebooks.publish_file(engine, (shipped, "1", "rules.yaml"), datetime.now(UTC))
    step = rules_step(engine, rulesfile.parse(shipped), 1, RulesNow(file))
    assert (step.stand, step.sentence, step.page) == (
        Stand.UNDONE,
        "Version 1 counts.",
        "rules",
    )
    assert step.where == before.where
    assert step.where == (
        "These are the example's rules, of a shop that is not yours: write yours first."
    )
