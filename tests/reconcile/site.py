"""A shop whose one destination is a site that knows access and no tags."""

from bridge.destinations.base import Memory
from bridge.model import AccessWish, Done, Outcome, Plan, Sort
from bridge.reconcile.intake import Intake, Work
from bridge.reconcile.library import Library
from bridge.reconcile.patience import Patience
from bridge.reconcile.reconciler import Reconciler
from bridge.reconcile.rollout import Rollouts
from bridge.store import destinations
from tests.fakes import FakeCrm
from tests.reconcile.stage import Stage, published

SITE = "memberpress"
GOLD = "crm: memberpress\nmemberships:\n  Gold:\n    items: product-12\n"


class FakeSite(FakeCrm):
    """`holds` is what is open there, with its end; `calls` counts whatever was told."""

    name = SITE

    def __init__(self) -> None:
        super().__init__()
        self.holds: dict[str, AccessWish] = {}
        self.calls = 0

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        self.calls += 1
        if self.answers:
            raise self.answers.pop(0)
        memory.jot("contact", plan.contact.key)
        done = []
        for wish in plan.end_access:
            was = self.holds.pop(wish.hold, None)
            done.append(_done(wish, "ended" if was else "had ended", changed=was is not None))
        for wish in plan.access:
            self.holds[wish.hold] = wish
            done.append(_done(wish, "given", changed=True))
        return Outcome(tuple(done))


def _done(wish: AccessWish, what: str, *, changed: bool) -> Done:
    return Done(wish.membership, what, changed, sort=Sort.ACCESS, hold=wish.hold)


class SiteStage(Stage):
    """Its site is `site`."""

    site: FakeSite

    def be_started(self) -> None:
        self.site = getattr(self, "site", FakeSite())
        destinations.ensure(self.engine, SITE)
        self.library, self.patience = Library(published), Patience(first=10, longest=10)
        self.intake = Intake(self.engine, self.library)
        access = frozenset({Sort.ACCESS})
        self.reconciler = Reconciler(
            self.engine, self.library, self.site, self.patience, sorts=access
        )
        self.work = Work(self.engine, self.intake, {SITE: self.reconciler}, self.patience)
        self.rollouts = Rollouts(self.engine, self.library)
