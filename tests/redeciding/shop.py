"""A shop whose rules change after things have happened, with the real store and a CRM in a dict."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine, text

from bridge import rulesfile
from bridge.model import Event
from bridge.redeciding.comparing import Compared, compare
from bridge.redeciding.rewriting import Rewriting, Rulebook
from bridge.redeciding.rounds import Tally, go_through
from bridge.rules import Rules
from bridge.store import applications, destinations
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State
from bridge.store.pasts import pasts_since
from bridge.store.timers import wake_due
from bridge.working.work import Work
from tests.fakes import Clock, FakeCrm

BEA = "bea@example.com"
_FORGOTTEN = ("applications", "contacts", "deliveries")  # and what hangs on them


def rules_of(*lines: str) -> Rules:
    return rulesfile.parse("\n".join(("crm: activecampaign", *lines)) + "\n")


class Shop:
    """`rules` are those that the workers have."""

    def __init__(self, engine: Engine, rules: Rules) -> None:
        self.engine, self.rules = engine, rules
        self.crm, self.clock = FakeCrm(), Clock()
        self.deliveries = Deliveries(engine)
        self.signals: list[tuple[int, datetime | None]] = []
        destinations.ensure(engine, self.crm.name)

    def comes(self, *events: Event) -> list[int]:
        return [self.deliveries.keep(each, self.clock()).id for each in events]

    def happens(self, *events: Event) -> list[int]:
        ids = self.comes(*events)
        self.works()
        return ids

    def works(self) -> None:
        """Until nothing is left to be done now."""
        version, now = self.rules.version, self.clock
        work = Work(self.engine, self.rules.changes, self.crm, rules_version=version, now=now)
        wake_due(self.engine, now(), 1000)
        for delivery in reversed(self.deliveries.latest(10_000, state=State.WAITING)):
            work.deliver(delivery.id)

    def goes_by(self, **span: float) -> None:
        self.clock.forward(**span)
        self.works()

    def sees(self, id_: int) -> Delivery:
        found = self.deliveries.find(id_)
        assert found is not None
        return found

    @property
    def carrier(self) -> Delivery:
        """The newest delivery, which is the bridge's own."""
        (newest,) = self.deliveries.latest(1)
        assert newest.event.source == "bridge"
        return newest

    def compares(self, new: Rules, days: float = 30) -> list[Compared]:
        """The contacts for whom anything differs."""
        now = self.clock()
        since = now - timedelta(days=days)
        pasts = pasts_since(self.engine, new.crm, since, batch=2)
        every = [compare(past, new.changes, since, now) for past in pasts]
        return [each for each in every if each.differs]

    def applies(self, new: Rules, days: float = 30, work: bool = True) -> Tally:
        self.clock.forward(seconds=1)
        found, now = self.compares(new, days), self.clock()
        rules = new.name, new.version
        number = applications.begin(self.engine, new.crm, rules, len(found), now)
        rewriting = Rewriting(self.engine, number, now)
        since, creates = now - timedelta(days=days), new.create_missing_tags
        rulebook = Rulebook(new.changes, *rules, since, creates)
        tally = self.goes_through(
            (each.past.contact_id for each in found),
            lambda id_, when: rewriting.apply(id_, rulebook, when),
        )
        applications.finish(self.engine, number, now)
        if work:
            self.works()
        return tally

    def undoes(self, number: int = 0, work: bool = True) -> Tally:
        """The last one, where no number is given."""
        found = next(each for each in applications.all_of(self.engine) if number in (0, each.id))
        rewriting = Rewriting(self.engine, found.id, self.clock())
        tally = self.goes_through(
            applications.contacts_of(self.engine, found.id),
            lambda id_, when: rewriting.undo(id_, found.rules_version, when),
        )
        if work:
            self.works()
        return tally

    def goes_through(self, ids: Iterable[int], turn: object) -> Tally:
        def send(id_: int, when: datetime | None) -> bool:
            self.signals.append((id_, when))
            return True

        return go_through(ids, turn, send, self.clock(), 4, lambda _: None)  # type: ignore[arg-type] # as above

    def forgets_everything(self) -> None:
        with self.engine.connect() as connection:
            for table in _FORGOTTEN:  # quicker than TRUNCATE for a few rows
                connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 # our own names
                first = f"pg_get_serial_sequence('{table}', 'id')"
                connection.execute(text(f"SELECT setval({first}, 1, false)"))
        self.crm, self.clock = FakeCrm(), Clock()

    @property
    def tags(self) -> dict[str, set[str]]:
        return {email: set(tags) for email, tags in self.crm.tags.items() if tags}


def told(found: Sequence[Compared]) -> dict[str, list[str]]:
    """`+Gold`, `-Silver`, by the contact's address; `?` where it may not be there."""
    return {
        each.past.email: [
            f"{'+' if d.gains else '?' if d.unsure else '-'}{d.name}" for d in each.differences
        ]
        for each in found
    }
