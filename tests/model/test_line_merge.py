"""Two texts that began as one: what each changed is kept, and nothing is decided silently."""

from hypothesis import given
from hypothesis import strategies as st

from bridge.model.line_merge import Clash, changed_lines, holds_all, merge_lines

BASE = "crm: activecampaign\nmemberships:\n  Gold:\n    items: product-12\nrules:\n  - one\n"
texts = st.lists(st.sampled_from("abcd"), max_size=8).map("\n".join)


def test_what_each_side_changed_alone_stands_in_both() -> None:
    mine, theirs = BASE.replace("product-12", "product-13"), BASE + "  - two\n"
    merge = merge_lines(BASE, mine, theirs)
    assert (merge.text, merge.clashes) == (mine + "  - two\n", [])


def test_what_both_changed_alike_is_taken_once() -> None:
    same = BASE.replace("Gold", "Silver")
    assert merge_lines(BASE, same, same).text == same


def test_what_both_changed_otherwise_is_a_clash_and_mine_is_left() -> None:
    mine, theirs = BASE.replace("Gold", "Silver"), BASE.replace("Gold", "Bronze")
    merge = merge_lines(BASE, mine, theirs)
    assert merge.clashes == [Clash(3, ("  Silver:",), ("  Bronze:",))]
    assert merge.text == mine


def test_line_ends_of_another_system_are_no_change() -> None:
    assert merge_lines(BASE, BASE.replace("\n", "\r\n"), BASE + "  - two\n").text == (
        BASE + "  - two\n"
    )


def test_a_text_that_has_what_the_other_changed_holds_all_of_it() -> None:
    theirs = BASE + "  - two\n"
    mine = theirs.replace("product-12", "product-13")
    assert holds_all(BASE, mine, theirs)
    assert not holds_all(BASE, BASE.replace("product-12", "product-13"), theirs)
    assert not holds_all(BASE, BASE + "  - three\n", theirs)


def test_the_lines_that_differ_are_counted_from_one() -> None:
    assert changed_lines(BASE, BASE.replace("Gold", "Silver") + "  - two\n") == [(3, 3), (7, 7)]
    assert changed_lines(BASE, BASE.replace("  - one\n", "")) == [(6, 6)]
    assert changed_lines(BASE, BASE) == []


@given(texts, texts, texts)
def test_a_clean_merge_is_the_same_from_either_side_and_holds_both(
    base: str, mine: str, theirs: str
) -> None:
    one, other = merge_lines(base, mine, theirs), merge_lines(base, theirs, mine)
    assert bool(one.clashes) == bool(other.clashes)
    if not one.clashes:
        assert one.text == other.text


@given(texts, texts)
def test_a_side_that_changed_nothing_leaves_the_other_as_it_is(base: str, changed: str) -> None:
    assert merge_lines(base, base, changed).text == changed
    assert merge_lines(base, changed, base).text == changed
    assert holds_all(base, changed, base)
