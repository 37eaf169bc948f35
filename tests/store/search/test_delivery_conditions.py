"""What may be asked of deliveries."""

import pytest
from sqlalchemy import Engine, text

from bridge.model import Kind, Sort
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State
from bridge.store.search.delivery_conditions import MOST_APART, Asked, RefusedTarget, Ungiven
from bridge.store.search.delivery_search import find
from tests.fakes import NOON, event


@pytest.mark.parametrize(
    ("asked", "alone"),
    [
        (Asked(), True),
        (Asked(state=State.APPLIED), True),
        (Asked(kind=Kind.REFUND, newest=7), True),
        (Asked(subjects=(1, 2)), True),
        (Asked(subjects=tuple(range(MOST_APART + 1))), False),
        (Asked(state=State.APPLIED, kind=Kind.REFUND), False),
        (Asked(since=NOON), False),
        (Asked(destination="school"), False),
        (Asked(ungiven=Ungiven(())), False),
        (Asked(refused=RefusedTarget()), False),
    ],
)
def test_one_question_needs_no_row_but_those_of_its_index(asked: Asked, alone: bool) -> None:
    assert asked.is_one_question == alone


@pytest.mark.parametrize(
    ("rows", "target"),
    [
        ('[{"what": "refused", "tag": "Gold"}]', RefusedTarget(Sort.TAG, "Gold")),
        ('[{"what": "refused", "tag": "Gold", "sort": "list"}]', RefusedTarget(Sort.LIST, "Gold")),
        (
            '[{"what": "refused", "tag": "Gold", "destination": "school"}]',
            RefusedTarget(Sort.TAG, "Gold", "school"),
        ),
        ('[{"what": "added", "tag": "Gold"}]', RefusedTarget()),
    ],
)
def test_a_refusal_is_of_that_sort_and_name_at_that_destination(
    engine: Engine, rows: str, target: RefusedTarget
) -> None:
    Deliveries(engine).keep(event(), NOON)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE deliveries SET results = CAST(:rows AS jsonb)"), {"rows": rows}
        )
    every = (
        RefusedTarget(),
        RefusedTarget(Sort.TAG, "Gold"),
        RefusedTarget(Sort.LIST, "Gold"),
        RefusedTarget(Sort.TAG, "Gold", "school"),
        RefusedTarget(Sort.TAG, "Silver"),
    )
    assert [each for each in every if find(engine, Asked(refused=each), 9).ids] == [target]
