"""The cookbook's recipes: whole, right, and lived through by the real worker."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft7Validator
from sqlalchemy import Engine, select

from bridge.__main__ import cli
from bridge.destinations.base import Memory
from bridge.destinations.registry import vendors
from bridge.model import (
    PAYMENTS,
    Contact,
    Done,
    Event,
    Kind,
    Money,
    Outcome,
    Plan,
    Sort,
    tag_key,
)
from bridge.reconcile.intake import Intake, Work
from bridge.reconcile.library import Library
from bridge.reconcile.patience import Patience
from bridge.reconcile.reconciler import Reconciler
from bridge.rules import Example, Expected, Given, Rules, dated
from bridge.rules.file import parse, schema
from bridge.rules.file.examples import run as examples
from bridge.rules.file.examples.example_orders import ExampleOrders
from bridge.rules.file.examples.site_promises import parted
from bridge.rules.file.plain import size_of
from bridge.sandbox.servers import Servers
from bridge.store import destinations, places, rulebooks
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State
from bridge.store.engine import engine_for, transaction
from bridge.store.schema import tables
from tests.fakes import FakeCrm

TEXT = (Path(__file__).parent.parent / "docs/cookbook.md").read_text()
PROMISED = [
    "One membership with Memberium",
    "AccessAlly course",
    "Bump and upsell",
    "Bonus for a coupon",
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
    "Upgrade without a goodbye",
    "Fixed term",
    "Lifetime after three payments",
    "A guest of the podcast",
    "Chargeback",
    "People who buy twice",
    "MemberPress alone",
    "A failed payment ends access at once",
    "Sold once, open on two sites",
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
        re.findall(r"^```yaml\n((?:crm|destinations).*?)^```", REFERENCE, re.MULTILINE | re.DOTALL),
        1,
    )
    if "automations:" in block or "access:" in block
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
    rules = RULES[title]
    sorts = {
        sort
        for each in rules.destinations
        for sort, _ in rules.names_for(each.name, vendors()[each.vendor].sorts)
    }
    promised = example.expected
    told = {
        Sort.TAG: promised.tags,
        Sort.LIST: promised.lists,
        Sort.FIELD: promised.fields,
        Sort.AUTOMATION: promised.automations,
        Sort.ACCESS: promised.access,
    }
    assert [sort for sort in sorts if told[sort] is None] == []


@each_recipe
def test_a_recipe_passes_bridge_check(title: str, tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(BLOCKS[title][0])
    result = CliRunner().invoke(cli, ["check", str(file)])
    counted = f"{size_of(RULES[title])}; {len(RULES[title].examples)} examples"
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{file}: {counted} came out as expected.\n"


FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)


class Site(FakeCrm):
    """One that knows access: until when each of its memberships is open, by address and hold."""

    def __init__(self) -> None:
        super().__init__()
        self.holds: dict[str, dict[tuple[str, str], datetime | None]] = {}

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        memory.jot("contact", plan.contact.key)
        mine = self.holds.setdefault(plan.contact.key, {})
        for wish in plan.end_access:
            mine.pop((wish.hold, wish.membership), None)
        mine |= {(wish.hold, wish.membership): wish.until for wish in plan.access}
        wishes = (*plan.end_access, *plan.access)
        return Outcome(
            tuple(Done(w.membership, "told", sort=Sort.ACCESS, hold=w.hold) for w in wishes)
        )

    def open_to(self, email: str, at: datetime) -> dict[str, str]:
        """Each membership that lets her in, with its last day. It keeps whole days."""
        ends: dict[str, str] = {}
        for (_, name), until in self.holds.get(email, {}).items():
            if until is None or at.date() <= until.date():
                told = "for life" if until is None else f"until {until.date()}"
                ends[name] = max(ends.get(name, ""), told, key=lambda end: (end == "for life", end))
        return ends


class Shop:
    """Lives through what happens to its members: from deliveries in Postgres to tags in the CRM,
    and to access at sites."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.at = FIRST_DAY
        self._deliveries = Deliveries(engine)
        self._accounts: dict[str, FakeCrm] = {}
        self._sorts: dict[str, frozenset[Sort]] = {}

    def opens(self, rules: Rules) -> None:
        """With these rules, whatever was sold before."""
        for each in rules.destinations:
            self._sorts[each.name] = vendors()[each.vendor].sorts
            kind = FakeCrm if Sort.TAG in self._sorts[each.name] else Site
            self._accounts.setdefault(each.name, kind()).name = each.name
            destinations.ensure(self._engine, each.name)
        self._named = [each.name for each in rules.destinations]
        with transaction(self._engine) as connection:
            published = (rules.text, rules.version, rules.name)
            rulebooks.publish(connection, published, rulebooks.FILE, self.at)

    @property
    def crm(self) -> FakeCrm:
        """The account of the rules that knows tags; one of nobody's where none does."""
        return next(
            (a for a in map(self._accounts.get, self._named) if type(a) is FakeCrm), FakeCrm()
        )

    @property
    def sites(self) -> dict[str, Site]:
        named = ((name, self._accounts[name]) for name in self._named)
        return {name: account for name, account in named if isinstance(account, Site)}

    def check_access(self, email: str, expected: Expected, after: str) -> None:
        """That each site lets her in where that is mentioned, so long as it is."""
        for told, names in expected.access or ():
            wanted = dict(map(parted, names))
            for name, site in self.sites.items() if not told else [(told, self.sites[told])]:
                now = site.open_to(email, self.at)
                ends = {each: dated(end, self.at) for each, end in wanted.items()}
                assert now == {each: end or now.get(each) for each, end in ends.items()}, (
                    after,
                    name,
                )

    def check(self, email: str, expected: Expected, after: str) -> None:
        """That the CRM has exactly what is mentioned of this buyer."""
        self.check_access(email, expected, after)
        tags, lists = self.crm.tags.get(email, ()), self.crm.lists.get(email, {})
        fields = self.crm.fields.get(email, {})
        mine = [plan for plan in self.crm.plans if plan.contact.key == email]
        if expected.tags is not None:
            assert {*map(tag_key, tags)} == {*map(tag_key, expected.tags)}, after
        if expected.lists is not None:
            assert {name for name, on in lists.items() if on} == {*expected.lists}, after
        if expected.fields is not None:
            now = {name: dated(text, self.at) for name, text in expected.fields}
            assert fields == now, after
        if expected.automations is not None:
            started = [firing.tag for plan in mine for firing in plan.start]
            assert sorted(started) == sorted(expected.automations), after

    def check_at(self, member: "Member", expected: Expected, after: str) -> None:
        """The same of the contacts at addresses of hers."""
        for number, tags in expected.tags_at:
            has = self.crm.tags.get(member.email_at(number), ())
            assert {*map(tag_key, has)} == {*map(tag_key, tags)}, after

    def happens(self, event: Event) -> None:
        kept = self._deliveries.keep(event, self.at)
        self._work.take_in(kept.id)
        delivery = self._deliveries.find(kept.id)
        assert delivery is not None
        assert delivery.state in {State.APPLIED, State.NO_RULE}

    def lets_time_pass(self, then: datetime) -> None:
        """Everybody is looked at whenever something is due by then, and never in between."""
        while due := self._due_by(then):
            self.at, place = min(due)
            with transaction(self._engine) as connection:
                places.mark_due(connection, [place])
            self._work.reconcile(place)
        self.at = then

    def _due_by(self, then: datetime) -> list[tuple[datetime, int]]:
        query = select(tables.places.c.wake_at, tables.places.c.id)
        with self._engine.connect() as connection:
            rows = connection.execute(query.where(tables.places.c.wake_at <= then))
            return [(row.wake_at, row.id) for row in rows]

    @property
    def _work(self) -> Work:
        library, patience = Library(parse), Patience(first=0)
        mine = {
            name: Reconciler(
                self._engine, library, account, patience, now=lambda _: self.at,
                sorts=self._sorts[name],
            )
            for name, account in self._accounts.items()
        }  # fmt: skip
        return Work(self._engine, Intake(self._engine, library), mine, patience)


@pytest.fixture(scope="module")
def shop(servers: Servers, migrated: str) -> Iterator[Shop]:
    """One for all lives, each of which begins where the one before ended: a database for each
    would take longer than the lives."""
    engine = engine_for(servers.database_url("cookbook", like=migrated))
    yield Shop(engine)
    engine.dispose()


class Member:
    """The buyer of one life; her address and numbers are nobody else's."""

    def __init__(self, name: str) -> None:
        self._name = re.sub("[^a-z0-9]+", "-", name.lower())
        self._address = 1
        self._orders = ExampleOrders()
        self._steps = 0

    @property
    def email(self) -> str:
        return self.email_at(self._address)

    def email_at(self, number: int) -> str:
        return f"{self._name}.{number}@example.com"

    def event(self, step: Given, at: datetime) -> Event:
        """As a cart would tell the step, without what examples make up."""
        self._steps += 1
        self._address = step.address or self._address
        told = step.fields_at(at, self._orders.of(step))
        if step.order:
            told["order_id"] = f"{self._name} {step.order}"
        until = None if step.lasts is None else at + step.lasts
        if step.kind is Kind.PURCHASE:
            self._orders.buy(step, at, self._steps)
        return Event(
            source="thrivecart",
            key=f"{self._name} {self._steps:04}",
            kind=step.kind,
            word=step.kind,
            occurred_at=at,
            contact=Contact(self.email, "Bea", "Buyer", customer_id=self._name),
            items=step.items,
            hand=replace(step.hand, until=until) if step.hand else None,
            **self._with_money(step, told),
        )

    def _with_money(self, step: Given, told: dict[str, Any]) -> dict[str, Any]:
        """Halves are of something: those lives tell what is paid."""
        money = told.get("money", Money())
        if step.half or (step.kind in PAYMENTS and money.amount is None and _sells_by(step)):
            told["money"] = replace(money, amount=50_00 if step.half else 100_00)
        return told


def _sells_by(step: Given) -> bool:
    return bool(step.items)


@each_life_shown
def test_what_a_recipe_promises_comes_true_in_the_crm(
    rules: Rules, example: Example, shop: Shop, request: pytest.FixtureRequest
) -> None:
    member = Member(request.node.callspec.id)
    shop.opens(rules)
    for number, step in enumerate(example.given, 1):
        shop.lets_time_pass(shop.at + step.after)
        at = shop.at
        if step.kind is not Kind.UNKNOWN:
            shop.happens(member.event(step, at))
        following = [each.after for each in example.given[number:][:1]]
        shop.lets_time_pass(at + min([timedelta(minutes=1), *following]))
        if step.expected:
            shop.check(member.email, step.expected, step.words)
            shop.check_at(member, step.expected, step.words)
        shop.at = at
    shop.check(member.email, example.expected, "at the end")
    shop.check_at(member, example.expected, "at the end")
    shop.lets_time_pass(shop.at + timedelta(days=1))
