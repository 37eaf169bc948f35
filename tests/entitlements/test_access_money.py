"""What is given back of what was paid, where the two do not speak of one currency."""

from tests.entitlements.conftest import Seen
from tests.entitlements.shop import Story, book, day, tags


def bought(currency: str) -> Story:
    return Story(book()).happens("purchase", amount=4900, currency=currency)


def test_a_part_given_back_takes_nothing_though_the_purchase_named_no_currency(seen: Seen) -> None:
    story = bought("").happens("refund", at=day(1), amount=1000, currency="USD")
    assert tags(seen(story, 3)) == ["gold"]
    rest = story.happens("refund", at=day(2), amount=3900, currency="USD")
    assert tags(seen(rest, 3)) == []


def test_a_part_given_back_takes_nothing_though_it_names_no_currency(seen: Seen) -> None:
    story = bought("USD").happens("refund", at=day(1), amount=1000, currency="")
    assert tags(seen(story, 3)) == ["gold"]
