"""What `bridge explain` says beforehand is what the workers do, over random rules and events."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from bridge.commands.answer import Answer
from bridge.commands.explained import known
from bridge.ledger import desired
from bridge.model import Change, Contact, Event, tag_key
from bridge.rules import Rules
from bridge.store import destinations
from bridge.store.deliveries import Deliveries
from bridge.sweeper import Sweeper
from bridge.working.work import Work
from tests.fakes import Clock, FakeCrm, FakeSignals
from tests.rule_files import DAY, accepted, events, rules_files


@dataclass
class Shop:
    """One buyer's history at a bridge with these rules; the CRM compares tags without case."""

    engine: Engine
    rules: Rules

    def __post_init__(self) -> None:
        self.buyer = Contact(f"{uuid4().hex}@example.com")
        self.crm, self.clock, self.signals = FakeCrm(), Clock(DAY), FakeSignals()
        destinations.ensure(self.engine, self.crm.name)
        self.work = Work(self.engine, self.rules.changes, self.crm, now=self.clock)

    def tags(self) -> set[str]:
        return {tag_key(tag) for tag in self.crm.tags.get(self.buyer.key, set())}

    def expects(self, event: Event) -> Answer:
        told = known(self.engine, event.received(self.clock()), self.clock(), self.rules.crm)
        return Answer(self.rules, told.event, told.ledger, told.at, told.timers)

    def lives(self, event: Event) -> None:
        self.work.deliver(Deliveries(self.engine).keep(event, self.clock()).id)

    def sweeps(self) -> None:
        Sweeper(self.engine, self.signals, {}, self.clock).sweep()
        for id_ in self.signals.queue:
            self.work.deliver(id_)
        self.signals.lost()


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    text=rules_files(),
    history=st.lists(st.tuples(events(), st.integers(0, 5)), min_size=1, max_size=4),
)
def test_the_workers_do_what_explain_says(
    engine: Engine, text: str, history: Sequence[tuple[Event, int]]
) -> None:
    shop = Shop(engine, accepted(text))
    changes: list[Change] = []
    for number, (drawn, days) in enumerate(history):
        shop.clock.forward(days=days)
        event = replace(drawn, key=f"{shop.buyer.email} {number}", contact=shop.buyer)
        said = shop.expects(event)
        changes += said.changes
        before = shop.tags()
        shop.lives(event)
        shop.sweeps()
        after = shop.tags()
        assert after == {tag_key(tag) for tag, due in said.tags.items() if due}
        assert {tag_key(tag) for tag in said.gains} >= after - before
        assert {tag_key(tag) for tag in said.loses} >= before - after
    assert shop.tags() == {
        tag_key(tag) for tag, due in desired(changes, shop.clock()).items() if due
    }


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=rules_files(), drawn=events())
def test_what_explain_says_will_come_comes(engine: Engine, text: str, drawn: Event) -> None:
    shop = Shop(engine, accepted(text))
    event = replace(drawn, key=shop.buyer.email, contact=shop.buyer)
    said = shop.expects(event)
    shop.lives(event)
    shop.clock.forward(days=60)
    shop.sweeps()
    later = replace(said, at=shop.clock())
    assert shop.tags() == {tag_key(tag) for tag, due in later.tags.items() if due}
