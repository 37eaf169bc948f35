"""A plan's tags have ids or are refused, and each firing goes off once for its token."""

from bridge.destinations.base import Memory
from bridge.destinations.plan_tags import PlanTags, WantedTag
from bridge.destinations.steps import Progress
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Done, Firing, Plan, Refusal, Sort
from tests.destinations.contract import ANN
from tests.destinations.fakes import DictMemory

IDS = {"Gold": "1", "Silver": "2"}


def id_of(tag: str, notes: Memory, /, *, create: bool) -> str:  # noqa: ARG001 # the port's
    if tag not in IDS:
        raise TargetRefused(f"There is no tag '{tag}'.")
    return IDS[tag]


def words_of(sort: Sort, name: str, refused: Exception) -> str:  # noqa: ARG001 # the port's
    return str(refused)


def tags_of(plan: Plan, memory: DictMemory) -> tuple[PlanTags, Progress]:
    progress = Progress(words_of)
    return PlanTags(id_of, memory, plan, progress), progress


def test_what_the_account_lacks_is_refused_and_the_rest_goes_on() -> None:
    tags, progress = tags_of(Plan(ANN, add=("Gold", "Lead", "Silver")), DictMemory())
    assert tags.usable(("Gold", "Lead", "Silver")) == [
        WantedTag("Gold", "1"), WantedTag("Silver", "2"),
    ]  # fmt: skip
    assert progress.refused == [Refusal("Lead", "There is no tag 'Lead'.")]


def test_what_has_fired_is_done_and_what_is_half_done_goes_first() -> None:
    memory = DictMemory()
    plan = Plan(ANN, fire=tuple(Firing("Gold", token) for token in ("new", "half", "old")))
    earlier, _ = tags_of(plan, memory)
    earlier.note_cleared("half")
    earlier.note_cleared("old")
    assert earlier.note_fired("Gold", "old") == Done("Gold", "fired", True, "old")
    tags, progress = tags_of(plan, memory)
    assert tags.due_firings() == [WantedTag("Gold", "1", "half"), WantedTag("Gold", "1", "new")]
    assert progress.done == [Done("Gold", "fired", False, "old")]
    assert (tags.is_cleared("half"), tags.is_cleared("new")) == (True, False)


def test_one_whose_id_served_no_more_is_cleared_anew() -> None:
    tags, _ = tags_of(Plan(ANN, fire=(Firing("Gold", "half"),)), DictMemory())
    tags.note_cleared("half")
    tags.start_over("half")
    assert not tags.is_cleared("half")


def test_a_firing_without_a_tag_is_refused_with_its_token() -> None:
    tags, progress = tags_of(Plan(ANN, fire=(Firing("Lead", "one"),)), DictMemory())
    assert tags.due_firings() == []
    assert progress.refused == [Refusal("Lead", "There is no tag 'Lead'.", "one")]
