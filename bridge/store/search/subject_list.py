"""The subjects: what the deliveries of each name. A shop has some hundreds of them."""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select
from sqlalchemy.dialects.postgresql import insert

from bridge.model import Event, Item, Kind
from bridge.store.delivery import event_to_json, subject_of
from bridge.store.schema.lookup_tables import subjects

MOST = 3_000  # are read

_INSERT = insert(subjects).on_conflict_do_nothing()


@dataclass(frozen=True)
class Subject:
    """Deliveries of that number have this kind and mode, and name these items."""

    number: int
    kind: Kind
    mode: str
    items: tuple[Item, ...]


class SubjectWriter:
    """Notes the subject of each event; of those that it noted before it writes nothing."""

    def __init__(self) -> None:
        self._known: set[int] = set()

    def note(self, connection: Connection, event: Event) -> None:
        if (number := subject_of(event)) in self._known:
            return
        told = {"kind": event.kind, "mode": event.mode, "items": event_to_json(event)["items"]}
        connection.execute(_INSERT, {"subject": number} | told)

    def committed(self, event: Event) -> None:
        """What `note` wrote of it is in the store."""
        self._known.add(subject_of(event))


def subject_list(engine: Engine) -> list[Subject]:
    """Raises SQLAlchemyError."""
    query = select(subjects).order_by(subjects.c.subject).limit(MOST)
    with engine.connect() as connection:
        return [
            Subject(
                row.subject, Kind(row.kind), row.mode, tuple(Item(**each) for each in row.items)
            )
            for row in connection.execute(query)
        ]
