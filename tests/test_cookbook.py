"""The cookbook's recipes: whole, right, and lived through by the real worker."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft7Validator
from sqlalchemy import Engine

from bridge import examples
from bridge.__main__ import cli
from bridge.model import Contact, Event, Kind, tag_key
from bridge.rules import Example, Given, Rules
from bridge.rulesfile import parse, schema
from bridge.sandbox.servers import Servers
from bridge.store import destinations
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State
from bridge.store.engine import engine_for
from bridge.store.timers_listed import list_timers
from bridge.sweeper import Sweeper
from bridge.working.work import Work
from tests.fakes import Clock, FakeCrm, FakeSignals

TEXT = (Path(__file__).parent.parent / "docs/cookbook.md").read_text()
PROMISED = [
    "One membership with Memberium",
    "AccessAlly course",
    "Bump and upsell",
    "Bundle that grants two",
    "Several levels, and the upgrade between them",
    "Lifetime deal",
    "Pause",
    "Abandoned cart",
    "Locked at once, suspended after a week",
    "Grace period",
    "Trial",
    "Payment plan",
    "Win-back list",
    "Refunds inside 14 days",
    "Custom fields and a newsletter",
]
SECTIONS = {
    section.partition("\n")[0]: section
    for section in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]
}
BLOCKS = {
    title: re.findall(r"^```yaml\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    for title, section in SECTIONS.items()
}
RULES: Mapping[str, Rules] = {
    title: parse(block, name=title) for title, blocks in BLOCKS.items() for block in blocks
}
LIVES = [(title, example) for title, rules in RULES.items() for example in rules.examples]

# Of the lives that have any: the lists she came on and whether she still is, the fields written.
BESIDES_TAGS: Mapping[tuple[str, int], tuple[dict[str, bool], list[str]]] = {
    ("Win-back list", 1): ({"Win-back offers": False}, []),
    ("Win-back list", 2): ({"Win-back offers": True}, []),
    ("Custom fields and a newsletter", 1): (
        {"Customers": True, "Newsletter": True},
        ["Last bought", "Last order"],
    ),
    ("Custom fields and a newsletter", 2): ({"Customers": True}, ["Last order", "Paid until"]),
}

EDITOR = Draft7Validator(json.loads(schema.as_text()))

each_recipe = pytest.mark.parametrize("title", RULES)
each_life = pytest.mark.parametrize(
    ("title", "example"), LIVES, ids=[f"{title} {example.number}" for title, example in LIVES]
)


def test_the_cookbook_has_every_recipe_that_is_promised_each_as_one_whole_file() -> None:
    assert list(SECTIONS) == PROMISED
    assert {title: len(blocks) for title, blocks in BLOCKS.items()} == dict.fromkeys(PROMISED, 1)
    assert re.findall(r"^- \[(.*)\]\(#", TEXT, re.MULTILINE) == PROMISED


@each_recipe
def test_each_recipe_says_what_happens_to_the_member_and_what_to_change(title: str) -> None:
    before, after = SECTIONS[title].split(BLOCKS[title][0])
    told = before.partition("\n")[2].removesuffix("```yaml\n").strip()
    assert 2 <= len(re.findall(r"[.:](?:\s|$)", told)) <= 8
    assert "`" not in told
    assert after.removeprefix("```").strip().startswith("What to change: ")


@each_recipe
def test_a_recipe_is_read_without_a_warning_and_its_examples_come_out(title: str) -> None:
    assert RULES[title].warnings == ()
    assert examples.run(RULES[title]) == ()


@each_recipe
def test_an_editor_underlines_nothing_in_a_recipe(title: str) -> None:
    underlined = EDITOR.iter_errors(yaml.safe_load(BLOCKS[title][0]))
    assert [error.message for error in underlined] == []


@each_recipe
def test_a_recipes_examples_tell_a_life(title: str) -> None:
    told = RULES[title].examples
    steps = [step for example in told for step in example.given]
    assert len(told) >= 2
    assert [step for step in steps if " later: " in step.words]
    assert [step for step in steps if step.tags is not None]


@each_recipe
def test_a_recipe_passes_bridge_check(title: str, tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(BLOCKS[title][0])
    result = CliRunner().invoke(cli, ["check", str(file)])
    rules, told = len(RULES[title].rules), len(RULES[title].examples)
    counted = f"{rules} rule{'s' if rules > 1 else ''}; {told} examples"
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{file}: {counted} came out as expected.\n"


class Shop:
    """Lives through what happens to its members: from deliveries in Postgres to tags in the CRM."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.crm, self.clock = FakeCrm(), Clock()
        self._deliveries = Deliveries(engine)
        destinations.ensure(engine, self.crm.name)

    def tags(self, email: str) -> set[str]:
        return {tag_key(tag) for tag in self.crm.tags.get(email, ())}

    def happens(self, event: Event, rules: Rules) -> None:
        kept = self._deliveries.keep(event, self.clock())
        self._work(rules).deliver(kept.id)
        delivery = self._deliveries.find(kept.id)
        assert delivery is not None
        assert delivery.state in {State.APPLIED, State.NO_RULE}

    def sweeps_until(self, then: datetime, rules: Rules) -> None:
        """A sweep whenever something is due by then, and none in between: it would find nothing."""
        due = {row.timer.change.due_at for row in list_timers(self._engine)}
        for at in sorted(at for at in due if at and at <= then):
            self.clock.at = at
            self._sweep(rules)
        self.clock.at = then

    def _sweep(self, rules: Rules) -> None:
        signals = FakeSignals()
        Sweeper(self._engine, signals, {}, self.clock).sweep()
        for id_ in signals.queue:
            self._work(rules).deliver(id_)

    def _work(self, rules: Rules) -> Work:
        return Work(self._engine, rules.changes, self.crm, now=self.clock)


@pytest.fixture(scope="module")
def shop(servers: Servers, migrated: str) -> Iterator[Shop]:
    """One for all lives, each of which begins where the one before ended: a database for each
    would take longer than the lives."""
    engine = engine_for(servers.database_url("cookbook", like=migrated))
    yield Shop(engine)
    engine.dispose()


def _event(
    step: Given, at: datetime, email: str, order: int, bought: Mapping[str, datetime]
) -> Event:
    return Event(
        source="thrivecart",
        key=f"{email} {at.isoformat()} {step.words}",
        kind=step.kind,
        word=step.kind,
        occurred_at=at,
        contact=Contact(email, "Bea", "Buyer"),
        items=tuple(replace(item, name=f"The {item.key}") for item in step.items),
        order_id=f"{email} {order}",
        **step.fields_at(at, bought),
    )


def _live(shop: Shop, title: str, example: Example) -> str:
    """One member's life; gives her e-mail address."""
    rules, order = RULES[title], 1001
    bought: dict[str, datetime] = {}
    email = f"{re.sub('[^a-z]+', '-', title.lower())}-{example.number}@example.com"
    for step in example.given:
        shop.sweeps_until(shop.clock() + step.after, rules)
        if step.kind is not Kind.UNKNOWN:
            order += step.kind is Kind.PURCHASE
            shop.happens(_event(step, shop.clock(), email, order, bought), rules)
            bought |= step.bought_at(shop.clock())
        if step.tags is not None:
            assert shop.tags(email) == {tag_key(tag) for tag in step.tags}, step.words
    assert shop.tags(email) == {tag_key(tag) for tag in example.tags}
    return email


@each_life
def test_what_a_recipe_expects_comes_true_in_the_crm_and_what_it_does_besides_tags(
    title: str, example: Example, shop: Shop
) -> None:
    email = _live(shop, title, example)
    lists, fields = BESIDES_TAGS.get((title, example.number), ({}, []))
    assert shop.crm.lists.get(email, {}) == lists
    assert sorted(shop.crm.fields.get(email, {})) == fields
