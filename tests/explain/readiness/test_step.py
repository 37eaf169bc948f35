"""One step of the set-up."""

from bridge.explain.readiness.step import ReadinessStep, Stand, StepGroup


def test_a_step_is_done_when_it_says_so_and_optional_by_its_group() -> None:
    done = ReadinessStep("x", StepGroup.CART, "Title", Stand.DONE, "Said.")
    assert (done.is_done, done.is_optional) == (True, False)
    optional = ReadinessStep("x", StepGroup.OPTIONAL, "Title", Stand.UNKNOWN, "Said.")
    assert (optional.is_done, optional.is_optional) == (False, True)
