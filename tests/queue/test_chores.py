"""Names that the account lacks are told before a buyer waits for one."""

import time

import pytest
from redis.exceptions import RedisError

from bridge.model import Sort
from bridge.model.errors import AccountRefused
from bridge.queue.chores import Chores, look_at_tags
from tests.fakes import FakeCrm


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        record.getMessage() for record in caplog.records if record.name == "bridge.queue.chores"
    ]


def test_tags_that_the_account_lacks_are_named_before_a_buyer_waits_for_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    crm = FakeCrm()
    crm.missing = {"Gold Membershp"}
    assert look_at_tags(crm, ["Refunded", "Gold Membershp"], "rules.yaml")
    assert told(caplog) == [
        "rules.yaml: the tag 'Gold Membershp' does not exist in ActiveCampaign."
    ]


def test_lists_fields_and_automations_that_it_lacks_are_named_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    crm = FakeCrm()
    crm.missing = {"Newsleter", "Welcom"}
    others = [(Sort.LIST, "Newsleter"), (Sort.FIELD, "Course"), (Sort.AUTOMATION, "Welcom")]
    assert look_at_tags(crm, [], "rules.yaml", others)
    assert told(caplog) == [
        "rules.yaml: the list 'Newsleter' does not exist in ActiveCampaign.",
        "rules.yaml: the automation 'Welcom' does not exist in ActiveCampaign.",
    ]


def test_an_account_that_cannot_be_asked_is_asked_again_soon(
    caplog: pytest.LogCaptureFixture,
) -> None:
    crm = FakeCrm()
    crm.answers = [AccountRefused("ActiveCampaign refused the key (403).")]
    assert not look_at_tags(crm, ["Refunded"], "rules.yaml")
    assert told(caplog) == [
        "the tags of rules.yaml could not be looked up: ActiveCampaign refused the key (403)."
    ]


@pytest.mark.parametrize(("answers", "steps"), [([False], 1), ([True, True, False], 3)])
def test_figures_are_brought_up_to_date_step_by_step_and_then_left_for_a_while(
    answers: list[bool], steps: int
) -> None:
    done: list[bool] = []

    def step() -> bool:
        done.append(answers[len(done)])
        return done[-1]

    chores = Chores(lambda _: False, lambda **_: 0, lambda: None, lambda: False, roll_up=step)
    for _ in range(5):
        chores.tick()
    assert len(done) == steps


def test_whether_somebody_must_act_is_looked_at_whatever_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[str] = []

    def away(_: str) -> bool:
        raise RedisError

    chores = Chores(
        away, lambda **_: 0, lambda: None, lambda: False, watch=lambda: looked.append("now")
    )
    chores.tick()
    chores.tick()
    assert looked == ["now"]
    later = time.monotonic() + 61
    monkeypatch.setattr("bridge.queue.chores.time.monotonic", lambda: later)
    chores.tick()
    assert looked == ["now", "now"]
