from datetime import timedelta

from sqlalchemy import Engine

from bridge.store import destinations, places, rollouts
from bridge.store.engine import transaction
from tests.fakes import NOON
from tests.reconcile.stage import CRM


def test_a_rollout_is_unfinished_until_it_is_finished(engine: Engine) -> None:
    with transaction(engine) as connection:
        first = rollouts.begin(connection, rollouts.APPLY, 2, NOON, people=7)
        second = rollouts.begin(connection, rollouts.UNDO, 3, NOON, takes_back=2)
        rollouts.finish(connection, first, NOON + timedelta(hours=1))
        known = rollouts.all_of(connection)
    assert [each.id for each in rollouts.unfinished(engine)] == [second]
    assert [(each.id, each.kind, each.publication, each.takes_back, each.people)
            for each in known] == [
        (second, "undo", 3, 2, 0),
        (first, "apply", 2, None, 7),
    ]  # fmt: skip


def test_one_process_at_a_time_carries_it_on_from_where_it_was(engine: Engine) -> None:
    with transaction(engine) as connection:
        id_ = rollouts.begin(connection, rollouts.TAKE_UP, 2, NOON)
    with transaction(engine) as connection:
        assert rollouts.hold(connection, id_) is not None
        with transaction(engine) as another:
            assert rollouts.hold(another, id_) is None
        rollouts.note_size(connection, id_, 3)
        rollouts.advance(connection, id_, 11)
        rollouts.count_one(connection, id_)
    with transaction(engine) as connection:
        held = rollouts.hold(connection, id_)
    assert held is not None
    assert (held.cursor, held.people) == (11, 1)
    assert (held.done, held.of) == (1, 3)


def test_it_is_known_how_many_contacts_wait_to_be_told(engine: Engine) -> None:
    destinations.ensure(engine, CRM)
    with transaction(engine) as connection:
        ids, _ = places.made_at(connection, CRM, ["bea@example.com", "cy@example.com"])
        before = rollouts.untold(connection)
        places.mark_due(connection, [ids["bea@example.com"]])
        assert (before, rollouts.untold(connection)) == (0, 1)


def test_what_was_applied_is_known_from_what_only_counts_for_what_comes(engine: Engine) -> None:
    with transaction(engine) as connection:
        rollouts.begin(connection, rollouts.APPLY, 2, NOON)
        rollouts.begin(connection, rollouts.TAKE_UP, 3, NOON)
        assert [rollouts.applied(connection, number) for number in (1, 2, 3)] == [
            False, True, False,
        ]  # fmt: skip
