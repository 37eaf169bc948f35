"""What is not done: how much waits, since when, and how much failed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from bridge.store.deliveries import MANY
from bridge.store.delivery import State
from bridge.store.schema.tables import deliveries

_OF = deliveries.c


@dataclass(frozen=True)
class Unfinished:
    """Deliveries; `MANY` stands for so many or more. `oldest` is when the one came that waits
    longest."""

    waiting: int = 0
    oldest: datetime | None = None
    failed: int = 0


def unfinished(engine: Engine) -> Unfinished:
    some = (select(_OF.id).where(_OF.state == state).limit(MANY).subquery()
            for state in (State.WAITING, State.FAILED))  # fmt: skip
    waiting, failed = (select(func.count()).select_from(each).scalar_subquery() for each in some)
    first = select(_OF.received_at).where(_OF.state == State.WAITING).order_by(_OF.id).limit(1)
    with engine.connect() as connection:
        row = connection.execute(select(waiting, first.scalar_subquery(), failed)).one()
    return Unfinished(*row)
