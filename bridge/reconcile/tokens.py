"""What is done once: which occurrences are over, or count as done without being done."""

from datetime import datetime

from sqlalchemy import Connection

from bridge.entitlements.desired import DesiredState
from bridge.model import Outcome
from bridge.store import occurrences as stored

_OPEN, _CLOSED = "open", "closed"


def over(connection: Connection, destination: str, state: DesiredState, at: datetime) -> set[str]:
    """The tokens of the state's occurrences of which nothing is to be done: done before, of before
    the bridge knew, or of a turn of access that changes nothing to what fired last."""
    tokens = [each.token for each in state.occurrences]
    if not tokens:
        return set()
    known = stored.states_of(connection, destination, tokens)
    quiet = [each.token for each in state.occurrences if each.quiet and each.token not in known]
    stored.count_as_done(connection, destination, quiet, at)
    done = {token for token, what in known.items() if what in (stored.DONE, stored.REFUSED)}
    fired = _fired_last(connection, destination, state)
    unturned = {
        each.token
        for each in state.occurrences
        if each.turn and each.token not in known and fired.get(each.turn) == _now(state, each.turn)
    }
    return done | {*quiet} | unturned


def end(connection: Connection, destination: str, outcome: Outcome, at: datetime) -> None:
    """What was done is over. What was refused is not: it is tried again with the next look that
    somebody asks for, by `bridge retry` above all."""
    states = {done.token: stored.DONE for done in outcome.done if done.token}
    states |= {refused.token: stored.REFUSED for refused in outcome.refused if refused.token}
    stored.end(connection, destination, states, at)


def turned(connection: Connection, destination: str, state: DesiredState, at: datetime) -> None:
    """Remember how access stands now, as what fired last."""
    tokens = {
        _token(person.key, turn): _OPEN if stands.open else _CLOSED
        for turn, stands in state.turned.items()
        for person in state.people
    }
    known = stored.states_of(connection, destination, list(tokens))
    news = {token: what for token, what in tokens.items() if known.get(token) != what}
    stored.end(connection, destination, news, at)


def _fired_last(connection: Connection, destination: str, state: DesiredState) -> dict[str, str]:
    """By the turn's name; of people who share a place, as any of them is known."""
    tokens = {_token(person.key, turn): turn for turn in state.turned for person in state.people}
    known = stored.states_of(connection, destination, list(tokens))
    before = {turn: _OPEN if stands.was_open else _CLOSED for turn, stands in state.turned.items()}
    return before | {tokens[token]: what for token, what in known.items()}


def _now(state: DesiredState, turn: str) -> str:
    return _OPEN if turn in state.turned and state.turned[turn].open else _CLOSED


def _token(person: str, turn: str) -> str:
    return f"turned {person}: {turn}"
