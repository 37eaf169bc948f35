"""Which call meets which fault, and how many calls pass in a second."""

from collections.abc import Iterable

from bridge.sandbox.faults import Faults, RateWindow


def test_it_lets_only_so_many_calls_through_in_any_second() -> None:
    now = [0.0]
    window = RateWindow(clock=lambda: now[0])
    assert [window.passes(5)[0] for _ in range(6)] == [True] * 5 + [False]
    now[0] = 0.9
    assert window.passes(5) == (False, 0)
    now[0] = 1.0
    assert window.passes(5) == (True, 4)


def test_a_window_may_be_longer_than_a_second() -> None:
    window = RateWindow(clock=lambda: 0.0, seconds=60)
    assert [window.passes(0.05)[0] for _ in range(4)] == [True] * 3 + [False]


def subjects() -> Iterable[tuple[str, str]]:
    return [("email", "ann@example.com"), ("tag", "Gold &amp; more")]


def test_a_fault_waits_for_its_turn_and_is_met_as_often_as_told() -> None:
    faults = Faults()
    faults.fail(500, method="POST", path="/tags", after=1, times=2)
    assert faults.take("GET", "/tags", subjects) is None
    met = [faults.take("POST", "/tags", subjects) for _ in range(4)]
    assert [fault and fault.status for fault in met] == [None, 500, 500, None]


def test_a_fault_of_one_thing_meets_only_calls_about_it_in_whatever_spelling() -> None:
    faults = Faults()
    faults.fail(403, times=None, tag="Silver")
    faults.fail(500, times=None, tag="gold & more", email="Ann@example.com")
    met = faults.take("POST", "/contactTags", subjects)
    assert met is not None
    assert met.status == 500
    assert faults.take("GET", "/lists", tuple) is None
