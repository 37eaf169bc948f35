"""Which deliveries a page of the list shows, and where it goes on."""

from collections.abc import Mapping

import pytest

from bridge.explain.patient_store import Record
from bridge.web.console.activity.listing import LARGEST_ID, Search, page_of, search_of
from bridge.web.console.shell.replies import NotAPage
from tests.cli.shop import Shop


@pytest.fixture
def record(shop: Shop) -> Record:
    for _ in range(120):
        shop.comes("purchase")
    return Record(shop.engine)


def ids(record: Record, search: Search) -> tuple[int, int, int | None, int | None]:
    """The first and the last of the page, and the ids to go on from."""
    page = page_of(record, search)
    return (
        page.deliveries[0].id,
        page.deliveries[-1].id,
        page.older_than,
        page.newer_than,
    )


def test_pages_go_on_in_both_directions(record: Record) -> None:
    assert ids(record, Search()) == (120, 71, 71, None)
    assert ids(record, Search(before=71)) == (70, 21, 21, 70)
    assert ids(record, Search(before=21)) == (20, 1, None, 20)
    assert ids(record, Search(after=20)) == (70, 21, 21, 70)
    assert ids(record, Search(after=70)) == (120, 71, 71, None)


@pytest.mark.parametrize(
    "fields",
    [{"state": "lost"}, {"before": "x"}, {"after": "-1"}, {"before": str(LARGEST_ID + 1)}],
)
def test_an_address_that_asks_for_what_there_cannot_be_is_no_page(
    fields: Mapping[str, str],
) -> None:
    with pytest.raises(NotAPage):
        search_of(fields)


def test_what_is_typed_is_taken_without_its_blanks_and_nuls() -> None:
    search = search_of({"state": "failed", "before": "7"}, " bea@example.com\0 ")
    assert search == Search("bea@example.com", "failed", 7, None)
