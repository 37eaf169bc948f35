"""Works out plans beside the pages: a thread each, in the process that was asked."""

from threading import Thread

from bridge.explain.plans.draft_plan import plan_draft
from bridge.web.installation import Installation


def begin_plan(here: Installation, draft_id: int) -> Thread:
    """The plan is kept with the draft. It ends with the process; whoever looks at the draft then
    begins it again."""
    thread = Thread(
        target=plan_draft,
        args=(here.engine, here.library, draft_id),
        name=f"plan of draft {draft_id}",
        daemon=True,
    )
    thread.start()
    return thread
