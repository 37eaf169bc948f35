"""Whether she is let in at a site that knows access, and until when."""

from bridge.explain.access.site_reach import lets_in, open_access, ran_out, reach, until_words
from tests.cli.shop import Shop
from tests.explain.sites import bought


def test_who_bought_once_is_let_in_for_life(shop: Shop) -> None:
    letters, school = bought(shop).each
    held = school.state.held["Gold"]
    assert (letters.is_site, school.is_site) == (False, True)
    assert lets_in(school, school.state, held)
    assert reach(school, held) == (held[0], "")


def test_who_got_all_back_is_let_in_nowhere(shop: Shop) -> None:
    for known in bought(shop, "refund").each:
        held = known.state.held["Gold"]
        assert not lets_in(known, known.state, held)
        assert open_access(known.state, held) == []
        assert [*ran_out(known, held)] == []


def test_an_end_is_told_by_its_day() -> None:
    assert until_words("2026-03-31T14:05:00+00:00") == "until 31 Mar 2026"
    assert until_words("") == "for life"
