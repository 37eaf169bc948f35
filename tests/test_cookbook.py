"""The cookbook's recipes: whole, right, and lived through by the real worker."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft7Validator
from sqlalchemy import Engine

from bridge import examples
from bridge.__main__ import cli
from bridge.model import Contact, Event, Kind, Sort, tag_key
from bridge.rules import Example, Expected, Given, Order, Rules, dated
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
REFERENCE = (Path(__file__).parent.parent / "docs/rules.md").read_text()
# What the reference shows of lists, fields and automations comes true as well.
SHOWN: Mapping[str, Rules] = {
    f"Reference {number}": parse(block)
    for number, block in enumerate(
        re.findall(r"^```yaml\n(crm.*?)^```", REFERENCE, re.MULTILINE | re.DOTALL), 1
    )
    if "automations:" in block
}
LIVES = [(title, example) for title, rules in RULES.items() for example in rules.examples]

EDITOR = Draft7Validator(json.loads(schema.as_text()))

each_recipe = pytest.mark.parametrize("title", RULES)
each_life = pytest.mark.parametrize(
    ("title", "example"), LIVES, ids=[f"{title} {example.number}" for title, example in LIVES]
)
each_life_shown = pytest.mark.parametrize(
    ("rules", "example"),
    [
        pytest.param(rules, example, id=f"{title} {example.number}")
        for title, rules in {**RULES, **SHOWN}.items()
        for example in rules.examples
    ],
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
    assert [step for step in steps if step.expected]


@each_life
def test_each_life_promises_of_everything_that_its_recipe_does_to_somebody(
    title: str, example: Example
) -> None:
    sorts = {sort for sort, _ in RULES[title].others()}
    promised = example.expected
    told = {
        Sort.LIST: promised.lists,
        Sort.FIELD: promised.fields,
        Sort.AUTOMATION: promised.automations,
    }
    assert promised.tags is not None
    assert [sort for sort in sorts if told[sort] is None] == []


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

    def check(self, email: str, expected: Expected, after: str) -> None:
        """That the CRM has exactly what is mentioned of this buyer."""
        tags, lists = self.crm.tags.get(email, ()), self.crm.lists.get(email, {})
        fields = self.crm.fields.get(email, {})
        mine = [plan for plan in self.crm.plans if plan.contact.key == email]
        if expected.tags is not None:
            assert {*map(tag_key, tags)} == {*map(tag_key, expected.tags)}, after
        if expected.lists is not None:
            assert {name for name, on in lists.items() if on} == {*expected.lists}, after
        if expected.fields is not None:
            now = {name: dated(text, self.clock()) for name, text in expected.fields}
            assert fields == now, after
        if expected.automations is not None:
            started = [firing.tag for plan in mine for firing in plan.start]
            assert sorted(started) == sorted(expected.automations), after

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


def _event(step: Given, at: datetime, email: str, bought: Mapping[str, Order]) -> Event:
    return Event(
        source="thrivecart",
        key=f"{email} {at.isoformat()} {step.words}",
        kind=step.kind,
        word=step.kind,
        occurred_at=at,
        contact=Contact(email, "Bea", "Buyer"),
        items=step.items,
        **step.fields_at(at, bought),
    )


@each_life_shown
def test_what_a_recipe_promises_comes_true_in_the_crm(
    rules: Rules, example: Example, shop: Shop, request: pytest.FixtureRequest
) -> None:
    bought: dict[str, Order] = {}
    email = f"{re.sub('[^a-z0-9]+', '-', request.node.callspec.id.lower())}@example.com"
    for step in example.given:
        shop.sweeps_until(shop.clock() + step.after, rules)
        if step.kind is not Kind.UNKNOWN:
            shop.happens(_event(step, shop.clock(), email, bought), rules)
            bought |= step.bought_at(shop.clock())
        if step.expected:
            shop.check(email, step.expected, step.words)
    shop.check(email, example.expected, "at the end")
