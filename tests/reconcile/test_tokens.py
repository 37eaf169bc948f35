"""What is done once: what is over, and what is not."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from bridge.entitlements.desired import DesiredState, Occurrence
from bridge.model import Done, Moment, Outcome, Refusal, Sort
from bridge.reconcile import tokens
from bridge.store import occurrences

CRM = "activecampaign"
AT = datetime(2026, 1, 1, tzinfo=UTC)


def once(token: str, *, quiet: bool = False) -> Occurrence:
    return Occurrence(token, Sort.TAG, token, Moment(1), AT, quiet=quiet)


def over(engine: Engine, *each: Occurrence) -> set[str]:
    with engine.connect() as connection:
        return tokens.over(connection, CRM, DesiredState("bea@example.com", occurrences=each), AT)


def test_what_was_begun_is_not_over_before_its_outcome_is_known(engine: Engine) -> None:
    with engine.connect() as connection:
        occurrences.begin(connection, CRM, ["a", "b", "c"], AT)
        assert over(engine, once("a"), once("b"), once("c")) == set()
        done = Done("a", "fired", changed=True, token="a")  # no secret
        refused = Refusal("b", "There is none.", "b")
        tokens.end(connection, CRM, Outcome((done,), (refused,)), AT)
    assert over(engine, once("a"), once("b"), once("c")) == {"a", "b"}


def test_what_was_before_the_bridge_knew_counts_as_done(engine: Engine) -> None:
    assert over(engine, once("old", quiet=True), once("new")) == {"old"}
    with engine.connect() as connection:
        known = occurrences.states_of(connection, CRM, ["old", "new"])
    assert known == {"old": occurrences.DONE}
