"""What was logged out stays so."""

from datetime import timedelta

from sqlalchemy import Engine, func, select, update

from bridge.store.schema.lookup_tables import ended_sessions
from bridge.store.sessions.ended_sessions import EndedSessions


def test_a_session_is_ended_for_good_and_in_every_process(engine: Engine) -> None:
    here, there = EndedSessions(engine), EndedSessions(engine)
    for _ in range(2):
        here.end("mine")
    assert (there.has("mine"), there.has("another's")) == (True, False)


def test_those_whose_cookie_has_long_run_out_are_forgotten(engine: Engine) -> None:
    sessions = EndedSessions(engine)
    for name, days in (("old", 91), ("new", 89)):
        sessions.end(name)
        long_ago = func.now() - timedelta(days=days)
        with engine.connect() as connection:
            of_it = update(ended_sessions).where(ended_sessions.c.id == name)
            connection.execute(of_it.values(at=long_ago))
    sessions.end("newest")
    with engine.connect() as connection:
        left = connection.execute(select(ended_sessions.c.id).order_by("id")).scalars().all()
    assert left == ["new", "newest"]
