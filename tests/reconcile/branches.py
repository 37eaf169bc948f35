"""The same bridge with several destinations, each with an account in memory."""

from collections.abc import Iterable

from sqlalchemy import Engine

from bridge.reconcile.intake import Intake, Work
from bridge.reconcile.library import Library
from bridge.reconcile.patience import Patience
from bridge.reconcile.reconciler import Reconciler
from bridge.reconcile.record import departure
from bridge.reconcile.rollout import Rollouts
from bridge.store import destinations
from bridge.store.accounts import ownership
from tests.fakes import FakeCrm
from tests.reconcile.stage import Stage, published

SHOP, CLUB, SCHOOL = "shop", "club", "school"
THREE = (SHOP, CLUB, SCHOOL)
GOLD = "memberships:\n  Gold:\n    items: product-12\n"


def rules_for(*names: str, then: str = GOLD) -> str:
    """Of accounts of one vendor."""
    listed = ", ".join(f"{name}: activecampaign" for name in names)
    return f"destinations: {{{listed}}}\n{then}"


class Branches(Stage):
    """Workers that know these destinations, whose accounts are by their names at first."""

    def __init__(
        self,
        engine: Engine,
        names: Iterable[str] = THREE,
        crms: dict[str, FakeCrm] | None = None,
    ) -> None:
        self.names = [*names]
        self.crms = crms or {name: self.made(name) for name in self.names}
        super().__init__(engine, next(iter(self.crms.values())))

    def made(self, name: str) -> FakeCrm:
        crm = FakeCrm()
        crm.name = name
        return crm

    def be_started(self) -> None:
        ownership.meet(self.engine, {n: f"activecampaign {id(self.crms[n])}" for n in self.names})
        self.library, self.patience = Library(published), Patience(first=10, longest=10)
        with self.engine.connect() as connection:
            home = destinations.home(connection)
        reconcilers = {
            name: Reconciler(self.engine, self.library, self.crms[name], self.patience, home=home)
            for name in self.names
        }
        self.intake, self.rollouts = (
            Intake(self.engine, self.library),
            Rollouts(self.engine, self.library),
        )
        self.work = Work(self.engine, self.intake, reconcilers, self.patience)

    def restarted_with(self, *names: str, then: str = GOLD) -> None:
        """As `python worker.py` with a file that names these."""
        self.names = [*names]
        for name in names:
            self.crms.setdefault(name, self.made(name))
        self.be_started()
        self.publish(rules_for(*names, then=then))
        departure.let_go(self.engine, names)

    def renamed(self, old: str, new: str) -> None:
        """The file calls the account otherwise from now on."""
        crm = self.crms.pop(old)
        crm.name = new
        self.crms[new] = crm
        self.restarted_with(*(new if name == old else name for name in self.names))

    def tags_at(self, email: str) -> dict[str, set[str]]:
        return {name: crm.tags.get(email, set()) for name, crm in self.crms.items()}
