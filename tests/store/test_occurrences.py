"""What is done once is known by its token."""

from sqlalchemy import Engine

from bridge.store.occurrences import (
    BEGUN,
    DONE,
    REFUSED,
    begin,
    begin_refused,
    count_as_done,
    end,
    states_of,
)
from tests.fakes import NOON

CRM = "activecampaign"


def test_what_is_known_already_stays_as_it_is(engine: Engine) -> None:
    with engine.connect() as connection:
        begin(connection, CRM, ["welcome"], NOON)
        count_as_done(connection, CRM, ["welcome", "before"], NOON)
        assert states_of(connection, CRM, ["welcome", "before", "other"]) == {
            "welcome": BEGUN,
            "before": DONE,
        }
        assert states_of(connection, "another", ["welcome"]) == {}


def test_only_what_was_refused_is_begun_again(engine: Engine) -> None:
    with engine.connect() as connection:
        end(connection, CRM, {"welcome": REFUSED}, NOON)
        end(connection, CRM, {"course": DONE}, NOON)
        begin_refused(connection, CRM, ["welcome", "course"])
        known = states_of(connection, CRM, ["welcome", "course"])
    assert known == {"welcome": BEGUN, "course": DONE}
