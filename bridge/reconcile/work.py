"""What a worker does with a signal: take a delivery in, and bring its people's places about."""

from datetime import timedelta

from sqlalchemy import Engine

from bridge.reconcile.contact import Reconciler
from bridge.reconcile.household import now_of
from bridge.reconcile.intake import Intake
from bridge.reconcile.patience import Patience
from bridge.store import places
from bridge.store.deliveries import Deliveries
from bridge.store.engine import transaction

_UNFORESEEN = "Something unforeseen happened in the bridge ({kind}); its log says where."


class Work:
    def __init__(
        self, engine: Engine, intake: Intake, reconciler: Reconciler, patience: Patience
    ) -> None:
        self._engine = engine
        self._intake = intake
        self._reconciler = reconciler
        self._patience = patience

    def take_in(self, delivery_id: int) -> None:
        """Raises OperationalError when Postgres goes away; nothing is lost by it."""
        for place_id in self._intake.take_in(delivery_id):
            self._reconciler.reconcile(place_id)

    def reconcile(self, place_id: int) -> None:
        """Likewise."""
        self._reconciler.reconcile(place_id)

    def surprised(self, what: str, number: int, kind: str) -> None:
        """Look at it again later, and say on the record why it waits."""
        wait = self._patience.wait(1)
        with transaction(self._engine) as connection:
            again = now_of(connection) + max(wait, timedelta(seconds=5))
            if what == "place":
                places.wake(connection, number, again)
        if what == "delivery":
            reason = _UNFORESEEN.format(kind=kind)
            Deliveries(self._engine).postpone(number, again, reason)
