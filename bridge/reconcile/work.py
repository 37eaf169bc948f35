"""What a worker does with a signal: take a delivery in, and bring its people's places about."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from bridge.reconcile.contact import Reconciler
from bridge.reconcile.household import now_of
from bridge.reconcile.intake import Intake
from bridge.reconcile.patience import Patience
from bridge.store import places
from bridge.store.deliveries import Deliveries
from bridge.store.engine import transaction

_UNFORESEEN = "Something unforeseen happened in the bridge ({kind}); its log says where."
_LONGEST = timedelta(minutes=10)  # a release that mends it should not wait for hours


class Work:
    def __init__(
        self, engine: Engine, intake: Intake, reconciler: Reconciler, patience: Patience
    ) -> None:
        self._engine = engine
        self._intake = intake
        self._reconciler = reconciler
        self._patience = patience
        self._deliveries = Deliveries(engine)

    def take_in(self, delivery_id: int) -> None:
        """Raises OperationalError when Postgres goes away; nothing is lost by it."""
        for place_id in self._intake.take_in(delivery_id):
            self._reconciler.reconcile(place_id)

    def reconcile(self, place_id: int) -> None:
        """Likewise."""
        self._reconciler.reconcile(place_id)

    def surprised(self, what: str, number: int, kind: str) -> None:
        """Look at it again later, each time later than the last time, and say why it waits."""
        reason = _UNFORESEEN.format(kind=kind)
        if what == "place":
            with transaction(self._engine) as connection:
                wait = self._wait(places.attempts_at(connection, number))
                places.keep_away(connection, number, wait.total_seconds(), reason)
        if what == "delivery":
            delivery = self._deliveries.find(number)
            wait = self._wait(delivery.attempts if delivery else 0)
            self._deliveries.postpone(number, self._now() + wait, reason)

    def _wait(self, attempts: int) -> timedelta:
        return min(self._patience.wait(attempts + 1), _LONGEST)

    def _now(self) -> datetime:
        with self._engine.connect() as connection:
            return now_of(connection)
