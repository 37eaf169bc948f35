"""Plans that are worked out beside the pages."""

from sqlalchemy import Engine

from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from bridge.store.publishing.drafts import Drafts, DraftState
from bridge.web.console.rulebook.plan_threads import begin_plan
from tests.cli.shop import Shop
from tests.web.console.rulebook.writing import VIP


class _Here:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.library = Library(rulesfile.parse)


def test_a_draft_begun_twice_is_planned_once(engine: Engine) -> None:
    Shop(engine).publish()
    id_ = Drafts(engine).begin(VIP, "rules.yaml", 1)
    here = _Here(engine)
    threads = [begin_plan(here, id_) for _ in range(2)]  # type: ignore[arg-type] # all it asks for
    for each in threads:
        each.join(30)
    draft = Drafts(engine).find(id_)
    assert draft
    assert draft.state is DraftState.PLANNED
