"""What calls without an answer mean for whoever else is due there."""

from datetime import timedelta

import pytest

from bridge.destinations.base import Memory
from bridge.model import Call, Outcome, Plan
from bridge.model.errors import CrmUnavailable
from bridge.store import destinations, places
from bridge.store.delivery import State
from tests.fakes import FakeCrm
from tests.reconcile.branches import CLUB, SCHOOL, SHOP, Branches
from tests.reconcile.stage import BEA
from tests.store.clock import DatabaseClock

AWAY = "ActiveCampaign gave no answer within 15 s to GET contacts."


class Silent(FakeCrm):
    """Answers with that status, 0 for none at all, and does nothing."""

    status = 0

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        if self.status == 200:
            return super().apply(plan, memory)
        self.plans.append(plan)
        memory.note(Call("GET", "contacts", self.status, 15_000, AWAY))
        raise CrmUnavailable(AWAY)


@pytest.fixture
def club(branches: Branches) -> Silent:
    silent = Silent()
    silent.name = CLUB
    branches.crms[CLUB] = silent
    branches.work._reconcilers[CLUB]._crm = silent
    return silent


def standing(branches: Branches) -> destinations.DestinationState:
    with branches.engine.connect() as connection:
        return destinations.read(connection, CLUB)


@pytest.mark.parametrize("status", [0, 502, 503, 504, 522])
def test_one_that_does_not_answer_several_times_in_a_row_is_left_alone(
    branches: Branches, club: Silent, status: int
) -> None:
    club.status = status
    buyers = [f"buyer{number}@example.com" for number in range(6)]
    ids = [branches.buys(email=each, order=each) for each in buyers]
    assert len(club.plans) == destinations.IN_A_ROW
    assert (standing(branches).silent, standing(branches).silent_because) == (True, AWAY)
    for name in (SHOP, SCHOOL):
        assert [branches.crms[name].tags[each] for each in buyers] == [{"Gold"}] * 6
    assert places.due_places(branches.engine, 9, CLUB) == []
    assert {branches.delivery(id_).state for id_ in ids} == {State.WAITING}


def test_what_was_left_alone_is_told_when_it_answers(
    branches: Branches, club: Silent, clock: DatabaseClock
) -> None:
    buyers = [f"buyer{number}@example.com" for number in range(6)]
    ids = [branches.buys(email=each, order=each) for each in buyers]
    club.status = 200
    with branches.engine.connect() as connection:
        destinations.resume(connection, CLUB)
    clock.forward(seconds=11)
    branches.rest()
    assert [club.tags[each] for each in buyers] == [{"Gold"}] * 6
    assert {branches.delivery(id_).state for id_ in ids} == {State.APPLIED}
    assert (standing(branches).failures, standing(branches).checks) == (0, 0)


@pytest.mark.parametrize("status", [429, 500])
def test_an_answer_that_is_about_one_contact_or_asks_for_quiet_is_no_silence(
    branches: Branches, club: Silent, status: int
) -> None:
    club.status = status
    for number in range(6):
        branches.buys(email=f"buyer{number}@example.com", order=str(number))
    assert (len(club.plans), standing(branches).silent) == (6, False)


def test_one_that_answers_now_and_then_is_not_left_alone(branches: Branches, club: Silent) -> None:
    for number in range(9):
        club.status = 200 if number % 3 == 2 else 0
        branches.buys(email=f"buyer{number}@example.com", order=str(number))
    assert (len(club.plans), standing(branches).silent) == (9, False)


def test_after_a_silence_one_call_without_an_answer_is_enough(
    branches: Branches, club: Silent
) -> None:
    for number in range(5):
        branches.buys(email=f"buyer{number}@example.com", order=str(number))
    before = standing(branches)
    with branches.engine.connect() as connection:
        destinations.resume(connection, CLUB)
    asked = len(club.plans)
    branches.sweep()
    assert (len(club.plans), standing(branches).silent) == (asked + 1, True)
    assert standing(branches).checks == before.checks + 1


def test_what_waits_for_its_turn_alone_was_not_tried_in_vain(branches: Branches) -> None:
    quiet = CrmUnavailable("The CRM asked for quiet; its turn comes later.", 7, untouched=True)

    def turned_away() -> None:
        raise quiet

    branches.crms[SHOP].step = turned_away
    branches.buys()
    with branches.engine.connect() as connection:
        place = places.find(connection, SHOP, BEA)
    assert place is not None
    assert place.attempts == 0
    assert place.wake_at == branches.now() + timedelta(seconds=7)
