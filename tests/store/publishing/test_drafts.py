"""Drafts of rules: one alone plans each, and what nobody plans any more is taken over."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from bridge.store.engine import transaction
from bridge.store.publishing.drafts import Draft, Drafts, DraftState, note_published, person_numbers
from tests.fakes import NOON


@pytest.fixture
def drafts(engine: Engine) -> Drafts:
    return Drafts(engine)


def begun(drafts: Drafts) -> int:
    return drafts.begin("crm: one\n", "rules.yaml", 3, "Ann", "VIPs come in")


def found(drafts: Drafts, id_: int) -> Draft:
    draft = drafts.find(id_)
    assert draft is not None
    return draft


def grow_old(engine: Engine, seconds: int) -> None:
    age = text("UPDATE drafts SET looked_at = looked_at - make_interval(secs => :seconds)")
    with engine.connect() as connection:
        connection.execute(age, {"seconds": seconds})


def test_a_draft_is_kept_with_who_and_over_what_it_was_written(drafts: Drafts) -> None:
    draft = found(drafts, begun(drafts))
    assert (draft.text, draft.name, draft.base) == ("crm: one\n", "rules.yaml", 3)
    assert (draft.who, draft.note, draft.state) == ("Ann", "VIPs come in", DraftState.WRITTEN)
    assert draft.is_left
    assert drafts.find(99) is None
    assert drafts.hashes(99) == {}


def test_one_alone_plans_it_and_says_how_far_it_is(drafts: Drafts) -> None:
    id_ = begun(drafts)
    claim = drafts.claim(id_)
    assert claim is not None
    assert drafts.claim(id_) is None
    renewed = drafts.note(id_, claim, 10, 40)
    assert renewed is not None
    draft = found(drafts, id_)
    assert (draft.state, draft.done, draft.of, draft.is_left) == ("planning", 10, 40, False)
    assert drafts.finish(id_, renewed, {"would_change": 2}, {7: 2**63 + 1})
    draft = found(drafts, id_)
    assert (draft.state, draft.done, draft.result) == ("planned", 40, {"would_change": 2})
    assert drafts.hashes(id_) == {7: 2**63 + 1}


def test_what_nobody_plans_any_more_is_taken_over_and_the_first_one_finds_it_gone(
    drafts: Drafts, engine: Engine
) -> None:
    id_ = begun(drafts)
    first = drafts.claim(id_)
    assert first is not None
    grow_old(engine, 31)
    assert found(drafts, id_).is_left
    second = drafts.claim(id_)
    assert second is not None
    assert drafts.note(id_, first, 1, 2) is None
    assert not drafts.finish(id_, first, {}, {})
    drafts.fail(id_, first, "too late")
    assert found(drafts, id_).state is DraftState.PLANNING
    drafts.fail(id_, second, "line 4: no such key")
    draft = found(drafts, id_)
    assert (draft.state, draft.problem) == (DraftState.FAILED, "line 4: no such key")


def test_a_plan_is_worked_out_anew_when_asked_and_not_after_it_was_published(
    drafts: Drafts, engine: Engine
) -> None:
    id_ = begun(drafts)
    claim = drafts.claim(id_)
    assert claim is not None
    drafts.finish(id_, claim, {"would_change": 2}, {7: 1})
    assert drafts.claim(id_) is not None
    assert found(drafts, id_).result == {}
    with transaction(engine) as connection:
        note_published(connection, id_, 4)
    draft = found(drafts, id_)
    assert (draft.state, draft.result) == (DraftState.PUBLISHED, {"publication": 4})
    assert drafts.claim(id_) is None
    assert drafts.hashes(id_) == {}


def test_the_latest_come_first_and_without_their_results(drafts: Drafts) -> None:
    ids = [begun(drafts) for _ in range(3)]
    claim = drafts.claim(ids[0])
    assert claim is not None
    drafts.finish(ids[0], claim, {"would_change": 2}, {})
    assert [each.id for each in drafts.latest()] == ids[::-1]
    assert [each.id for each in drafts.latest(2)] == ids[:0:-1]
    assert drafts.latest()[-1].result == {}
    drafts.drop(ids[0])
    assert [each.id for each in drafts.latest()] == ids[:0:-1]


def test_drafts_of_a_month_ago_are_forgotten(drafts: Drafts, engine: Engine) -> None:
    old, month = begun(drafts), timedelta(days=31)
    with engine.connect() as connection:
        connection.execute(text("UPDATE drafts SET made_at = made_at - :age"), {"age": month})
    new = begun(drafts)
    assert (drafts.find(old), found(drafts, new).id) == (None, new)


def test_people_are_known_by_their_numbers(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(
            text("INSERT INTO people (address, at) VALUES ('bea@example.com', :at)"), {"at": NOON}
        )
    assert person_numbers(engine, {"bea@example.com", "cy@example.com"}) == {"bea@example.com": 1}
    assert person_numbers(engine, set()) == {}


def test_a_plan_that_counts_no_longer_is_asked_for_again(drafts: Drafts) -> None:
    id_ = begun(drafts)
    drafts.ask_again(id_)
    claim = drafts.claim(id_)
    assert claim is not None
    drafts.ask_again(id_)  # somebody is at it
    assert found(drafts, id_).state == "planning"
    assert drafts.finish(id_, claim, {"would_change": 2}, {7: 1})
    drafts.ask_again(id_)
    draft = found(drafts, id_)
    assert (draft.state, draft.result, draft.is_left) == ("written", {}, True)
    assert drafts.hashes(id_) == {}
