"""The list of deliveries finds what a naive reading of all rows finds, on pages that join up."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, text, update

from bridge.model import Event, Item, Kind, Sort
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State, subject_of
from bridge.store.schema.tables import deliveries
from bridge.store.search import delivery_search
from bridge.store.search.delivery_conditions import Asked, RefusedTarget, Ungiven
from bridge.store.search.delivery_search import LOOKED_AT, count, find, read
from tests import fakes
from tests.fakes import NOON

ITEMS = (Item("product", "1"), Item("product", "2"), Item("bump", "3"))
GONE = (RefusedTarget(Sort.TAG, "Gold"), RefusedTarget(Sort.LIST, "Gold"))
MINUTE = timedelta(minutes=1)
BACKGROUND = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


Find = Callable[..., delivery_search.FoundDeliveries]


@st.composite
def rows(draw: st.DrawFn) -> dict[str, object]:
    """A delivery's row: of an event, and how it came out."""
    told = draw(st.sampled_from([[], ["a"], ["b"], ["a", "b"]]))
    happened = replace(
        fakes.event(draw(st.sampled_from([Kind.PURCHASE, Kind.REFUND]))),
        items=tuple(draw(st.lists(st.sampled_from(ITEMS), max_size=2, unique=True))),
        mode=draw(st.sampled_from(["live", "test"])),
    )
    sorts: list[dict[str, str]] = draw(
        st.sampled_from([[{}], [{"sort": "list"}], [{}, {"sort": "list"}], []])
    )
    refused = [{"what": "refused", "tag": "Gold", **sort} for sort in sorts]
    return {
        "event": happened,
        "state": draw(st.sampled_from([*State])),
        "duplicates": draw(st.sampled_from([0, 0, 1])),
        "shares": {name: {"state": "applied"} for name in told},
        "results": [*refused, {"what": "added", "tag": "Silver"}],
        "minute": draw(st.integers(0, 5)),
    }


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    def maybe(strategy: st.SearchStrategy[object]) -> object:
        return draw(st.one_of(st.none(), strategy))

    named = st.sampled_from([(), ITEMS[:1], ITEMS[1:], ITEMS[:2]])
    events = st.builds(lambda items: replace(fakes.event(), items=items), named)
    some = st.lists(events.map(subject_of), unique=True, max_size=3).map(tuple)
    told = {
        "state": maybe(st.sampled_from([*State])),
        "kind": maybe(st.sampled_from([Kind.PURCHASE, Kind.REFUND])),
        "tests": draw(st.booleans()),
        "came_again": draw(st.booleans()),
        "subjects": maybe(some),
        "ungiven": maybe(st.builds(Ungiven, some, some)),
        "destination": draw(st.sampled_from(["", "", "a", "b"])),
        "is_only": draw(st.booleans()),
        "refused": maybe(st.sampled_from([RefusedTarget(), *GONE])),
        "since": maybe(st.integers(0, 5).map(lambda n: NOON + n * MINUTE)),
        "until": maybe(st.integers(0, 5).map(lambda n: NOON + n * MINUTE)),
        "newest": maybe(st.integers(1, 12)),
    }  # fmt: skip
    kept = draw(st.sets(st.sampled_from([*told]), max_size=4))
    return Asked(**{name: told[name] for name in kept})  # type: ignore[arg-type] # each its own


def is_meant(id_: int, row: dict[str, object], asked: Asked) -> bool:
    """Read off the words of Asked, one row at a time."""
    happened, state = row["event"], row["state"]
    assert isinstance(happened, Event)
    shares, results = row["shares"], row["results"]
    assert isinstance(shares, dict)
    assert isinstance(results, list)
    subject, at = subject_of(happened), NOON + int(str(row["minute"])) * MINUTE
    ungiven, refused = asked.ungiven, asked.refused
    gone = [(r.get("sort", "tag"), r["tag"]) for r in results if r["what"] == "refused"]
    return all([
        asked.state in (None, state),
        asked.kind in (None, happened.kind),
        not asked.tests or happened.mode == "test",
        not asked.came_again or row["duplicates"] != 0,
        asked.subjects is None or subject in asked.subjects,
        ungiven is None
        or (state in (State.APPLIED, State.FAILED) and subject in ungiven.subjects)
        or ((state, happened.kind) == ("no rule", "purchase") and subject not in ungiven.ignored),
        not asked.destination
        or asked.destination in shares
        or (asked.is_only and not shares),
        refused is None
        or (not gone if not refused.name else (refused.sort, refused.name) in gone),
        asked.since is None or at >= asked.since,
        asked.until is None or at < asked.until,
        asked.newest is None or id_ <= asked.newest,
    ])  # fmt: skip


def fill(engine: Engine, made: list[dict[str, object]]) -> None:
    """Anew, numbered from 1."""
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE deliveries RESTART IDENTITY CASCADE"))
    store = Deliveries(engine)
    for number, row in enumerate(made, 1):
        happened, minute = row["event"], int(str(row["minute"]))
        assert isinstance(happened, Event)
        store.keep(replace(happened, key=f"k{number}"), NOON)
        known = {k: v for k, v in row.items() if k not in ("event", "minute")}
        known |= {"received_at": NOON + minute * MINUTE}
        with engine.begin() as connection:
            mine = deliveries.c.id == number
            connection.execute(update(deliveries).where(mine).values(known))


@contextmanager
def looking_at(rows_at_once: int, apart: int) -> Iterator[Find]:
    """As in a store that is much larger than what is looked at for a page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery_search, "MOST_APART", apart)
        yield lambda *of, **more: find(*of, **{"looked_at": rows_at_once} | more)


def pages(engine: Engine, asked: Asked, found: Find, *, upwards: bool) -> list[int]:
    ids: list[int] = []
    beyond = 0 if upwards else None
    for _ in range(60):
        page = found(engine, asked, 3, beyond=beyond, upwards=upwards)
        ids += page.ids
        if page.looked_to is None:
            return ids
        assert page.looked_to != beyond
        beyond = page.looked_to
    raise AssertionError("the pages go on for ever")


@BACKGROUND
@given(
    made=st.lists(rows(), max_size=14),
    asked=questions(),
    at_once=st.integers(3, 6),
    apart=st.sampled_from([0, 100]),
)
def test_every_question_is_answered_as_by_reading_all_rows(
    engine: Engine, made: list[dict[str, object]], asked: Asked, at_once: int, apart: int
) -> None:
    fill(engine, made)
    meant = [n for n, row in enumerate(made, 1) if is_meant(n, row, asked)]
    with looking_at(at_once, apart) as found:
        assert pages(engine, asked, found, upwards=False) == meant[::-1]
        assert pages(engine, asked, found, upwards=True) == meant
    whole = count(engine, asked, 100)
    assert (whole.ids, whole.looked_to) == (meant, None)


def test_a_page_looks_no_further_than_it_may_and_says_so(engine: Engine) -> None:
    store = Deliveries(engine)
    for number in range(20):
        store.keep(replace(fakes.event(), key=f"k{number}"), NOON)
    asked = Asked(kind=Kind.PURCHASE, destination="nowhere")
    page = find(engine, asked, 5, looked_at=8)
    assert (page.ids, page.looked_to) == ([], 13)
    assert find(engine, Asked(kind=Kind.PURCHASE), 5, looked_at=8).ids == [20, 19, 18, 17, 16]
    counted = count(engine, Asked(), 10)
    assert (len(counted.ids), counted.looked_to) == (10, 10)


def test_deliveries_are_read_newest_first(engine: Engine) -> None:
    store = Deliveries(engine)
    for number in range(3):
        store.keep(replace(fakes.event(), key=f"k{number}"), NOON)
    assert [each.id for each in read(engine, [1, 3])] == [3, 1]


def test_nothing_comes_after_the_largest_number(engine: Engine) -> None:
    assert find(engine, Asked(), 9, beyond=2**63 - 1, upwards=True).ids == []


def test_no_question_reads_more_of_a_large_store_than_of_a_small_one(engine: Engine) -> None:
    """By the rows that Postgres says it went through; 40,000 of one kind stand in the store."""
    with engine.begin() as connection:
        told = text("""
            INSERT INTO deliveries (key, source, kind, word, mode, email, order_id, occurred_at,
                received_at, event, body, state, duplicates, attempts, results, shares,
                rules_version, reason, subject)
            SELECT 'k' || n, 'made up', 'purchase', '', 'live', '', '', now(), now(), '{}', '{}',
                'applied', 0, 0, '[]', '{}', '', '', n % 20
            FROM generate_series(1, 40000) AS n
        """)
        connection.execute(told)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE deliveries"))
    for asked in (
        Asked(),
        Asked(state=State.APPLIED),
        Asked(subjects=(1, 2)),
        Asked(kind=Kind.PURCHASE, destination="a"),
        Asked(ungiven=Ungiven((3,))),
        Asked(subjects=(1,), state=State.APPLIED, refused=RefusedTarget(Sort.TAG, "Gold")),
    ):
        assert _rows_read(engine, asked) < 4 * LOOKED_AT, asked


def _rows_read(engine: Engine, asked: Asked) -> int:
    """By all statements of one page, as their plans count them."""
    told: list[tuple[str, Any]] = []

    def said(_c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        told.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", said)
    find(engine, asked, 51)
    event.remove(engine, "before_cursor_execute", said)
    with engine.connect() as connection:
        plans = [
            connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {each}", known).scalar()
            for each, known in told
        ]
    return sum(_scanned(plan[0]["Plan"]) for plan in plans if plan)


def _scanned(node: dict[str, Any]) -> int:
    mine = node["Actual Rows"] * node["Actual Loops"] + node.get("Rows Removed by Filter", 0)
    here = mine if "Relation Name" in node else 0
    return int(here) + sum(_scanned(each) for each in node.get("Plans", ()))
