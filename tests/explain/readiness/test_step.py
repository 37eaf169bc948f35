"""One step of the set-up."""

from bridge.explain.readiness.step import ReadinessStep, Stand, StepGroup


def test_a_step_is_done_when_it_says_so_and_optional_by_its_group() -> None:
    done = ReadinessStep("x", StepGroup.CART, "Title", "Task", Stand.DONE, "Said.")
    assert (done.is_done, done.is_optional) == (True, False)
    optional = ReadinessStep("x", StepGroup.OPTIONAL, "Title", "Task", Stand.UNKNOWN, "Said.")
    assert (optional.is_done, optional.is_optional) == (False, True)


def test_what_is_to_do_is_headed_as_a_task_and_nothing_else_is() -> None:
    headings = {
        stand: ReadinessStep("x", StepGroup.CART, "It works", "Make it work", stand, "").heading
        for stand in Stand
    }
    assert headings == {
        Stand.DONE: "It works",
        Stand.UNDONE: "Make it work",
        Stand.UNKNOWN: "It works",
    }
