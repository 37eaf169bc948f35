"""Which deliveries a page of the list shows, and where it goes on."""

import pytest

from bridge.explain.patient_store import Record
from bridge.store.search import delivery_search
from bridge.store.search.delivery_conditions import Asked
from bridge.web.console.activity.listing import Page, page_of, page_of_person
from tests.cli.shop import Shop


@pytest.fixture
def shop(shop: Shop) -> Shop:
    for _ in range(120):
        shop.comes("purchase")
    return shop


Ends = tuple[int, int, int | None, int | None]


def ends(page: Page) -> Ends:
    """The first and the last of the page, and the ids to go on from."""
    return (page.deliveries[0].id, page.deliveries[-1].id, page.older_than, page.newer_than)


def test_pages_go_on_in_both_directions(shop: Shop) -> None:
    def seen(before: int | None = None, after: int | None = None) -> Ends:
        return ends(page_of(shop.engine, Asked(), before, after))

    assert seen() == (120, 71, 71, None)
    assert seen(before=71) == (70, 21, 21, 70)
    assert seen(before=21) == (20, 1, None, 20)
    assert seen(after=20) == (70, 21, 21, 70)
    assert seen(after=70) == (120, 71, 71, None)


def test_a_page_that_looked_far_enough_says_so_and_goes_on(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_search.find, "__kwdefaults__",
                        {"beyond": None, "upwards": False, "looked_at": 60})  # fmt: skip
    page = page_of(shop.engine, Asked(destination="nowhere"), None, None)
    assert (page.deliveries, page.older_than, page.newer_than, page.looked_to) == ([], 61, None, 61)
    further = page_of(shop.engine, Asked(destination="nowhere"), 61, None)
    assert (further.older_than, further.newer_than) == (1, 60)


def test_of_one_person_there_is_the_same_list(shop: Shop) -> None:
    record = Record(shop.engine)
    page = page_of_person(record, "buyer@example.com", 51)
    assert ends(page) == (50, 1, None, None)
    assert page_of_person(record, "buyer@example.com", None).older_than == 71
