"""An item is put into a membership, or needs no rule: the file says that besides, in its manner."""

import re
from collections.abc import Iterable
from difflib import ndiff

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.model import Item, Sale
from bridge.model.errors import ConfigError
from bridge.rules import Rules
from bridge.rules.file import parse
from bridge.rules.file.edit.item_change import ItemChange, change_item
from bridge.rules.file.edit.layout import NotChanged

HEAD = "# of the shop\ncrm: activecampaign  # ours\n\n"
GOLD = ItemChange("product-34", "Gold")


def changed(text: str, change: ItemChange = GOLD) -> tuple[list[str], list[str]]:
    """The lines that went and those that came; the file reads."""
    rows = [*ndiff(text.splitlines(keepends=True), change_item(text, change).splitlines(True))]
    return [r[2:] for r in rows if r[:2] == "- "], [r[2:] for r in rows if r[:2] == "+ "]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    items: product-12  # a course\n",
         "    items: [product-12, product-34]  # a course\n"),
        ("    items: [product-12, upsell-3]     # either\n",
         "    items: [product-12, upsell-3, product-34]     # either\n"),
        ("    items: [ 'product-12', ]\n", "    items: [ 'product-12', product-34, ]\n"),
        ("    items: {name: Gold*}\n", "    items: [{name: Gold*}, product-34]\n"),
        ("    items: [{name: Gold*}]\n", "    items: [{name: Gold*}, product-34]\n"),
        ("    'items': \"product-12\"\n", "    'items': [\"product-12\", product-34]\n"),
    ],
)  # fmt: skip
def test_a_line_gets_one_item_more(before: str, after: str) -> None:
    text = f"{HEAD}memberships:\n  Gold:\n{before}    paused: off\n"
    assert changed(text) == ([before], [after])


def test_a_list_of_lines_gets_one_more_in_its_column() -> None:
    text = (
        f"{HEAD}memberships:\n  Gold:\n    items:\n    -   product-12  # the course\n"
        "    -   upsell-3 # and that\n    # more to come\n    paused: off\n"
    )
    assert changed(text) == ([], ["    -   product-34\n"])
    assert "# and that\n    -   product-34\n    # more" in change_item(text, GOLD)


def test_a_list_over_several_lines_within_brackets_goes_on_behind_its_last() -> None:
    text = (
        f"{HEAD}memberships:\n  Gold:\n    items: [\n      product-12,  # one\n"
        "      upsell-3   # two\n    ]\n"
    )
    assert changed(text) == (["      upsell-3   # two\n"], ["      upsell-3, product-34   # two\n"])


def test_a_membership_that_asks_for_pricing_options_asks_for_this_one_too() -> None:
    text = f"{HEAD}memberships:\n  Gold:\n    items: product-12\n    plans: [901]\n"
    assert changed(text, ItemChange("product-12", "gold", "902")) == (
        ["    plans: [901]\n"], ["    plans: [901, 902]\n"],
    )  # fmt: skip
    assert changed(text, ItemChange("product-34", "Gold", "902")) == (
        ["    items: product-12\n", "    plans: [901]\n"],
        ["    items: [product-12, product-34]\n", "    plans: [901, 902]\n"],
    )


def test_one_that_asks_for_none_goes_on_so() -> None:
    text = f"{HEAD}memberships:\n  Gold:\n    items: product-12\n"
    assert changed(text, ItemChange("product-34", "Gold", "902"))[1] == [
        "    items: [product-12, product-34]\n"
    ]


def test_a_new_membership_stands_behind_the_others_and_their_comments() -> None:
    text = (
        f"{HEAD}memberships:\n    Gold:\n        items: product-12 # a\n        # of Gold\n"
        "\n# the rest\nrules:\n  - {name: A, when: refund, add: X}\n"
    )
    new = change_item(text, ItemChange("product-34", "No: 1", "902"))
    assert new == text.replace(
        "        # of Gold\n",
        "        # of Gold\n    'No: 1':\n        items: product-34\n        plans: 902\n",
    )


def test_the_first_membership_brings_its_section() -> None:
    text = f"{HEAD}rules:\n  - {{name: A, when: refund, add: X}}"
    assert change_item(text, GOLD) == f"{text}\n\nmemberships:\n  Gold:\n    items: product-34\n"


def test_within_braces_it_stays_within_braces() -> None:
    text = "{crm: activecampaign, memberships: {Silver: {items: product-12}}}\n"
    assert change_item(text, GOLD) == (
        "{crm: activecampaign, memberships: {Silver: {items: product-12}, "
        "Gold: {items: product-34}}}\n"
    )
    assert change_item(text, ItemChange("product-34", "Silver")) == (
        "{crm: activecampaign, memberships: {Silver: {items: [product-12, product-34]}}}\n"
    )
    assert "activecampaign, ignore: product-34, memb" in change_item(text, ItemChange("product-34"))


def test_an_item_that_needs_no_rule_is_named_below_the_head() -> None:
    text = (
        f"{HEAD}test_events: apply\n\n# all of them\nmemberships:\n  Gold: {{items: product-12}}\n"
    )
    once = change_item(text, ItemChange("product-34"))
    assert once == text.replace("apply\n", "apply\nignore: product-34\n")
    twice = change_item(once, ItemChange("bump-7"))
    assert twice == once.replace("ignore: product-34", "ignore: [product-34, bump-7]")
    assert parse(twice).ignored == ("product-34", "bump-7")


def test_lines_keep_the_ends_they_have() -> None:
    text = "crm: activecampaign\r\nmemberships:\r\n  Gold:\r\n    items:\r\n      - product-12\r\n"
    assert change_item(text, GOLD) == f"{text}      - product-34\r\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("memberships:\n  Gold:\n    items:\n      name: Course\n",
         "one item stands there by its name, on lines of its own"),
        ("memberships:\n  Silver: {items: &all [product-12]}\n  Gold: {items: *all}\n",
         "it stands in another place of the file, to which a * or & points"),
        ("memberships:\n  Gold: {items: &all [product-12]}\n  Silver: {items: *all}\n",
         "it stands in another place of the file, to which a * or & points"),
        ("memberships:\n  Gold: {items: product-34}\n", "it stands there already"),
    ],
)  # fmt: skip
def test_what_would_change_anything_else_is_left_as_it_is(text: str, why: str) -> None:
    with pytest.raises(NotChanged, match=re.escape(why)):
        change_item(f"crm: activecampaign\n{text}", GOLD)


def test_what_the_rules_cannot_be_is_told_as_a_check_does() -> None:
    text = f"{HEAD}style: accessally\nrules:\n  - {{name: A, when: refund, add: X}}\n"
    with pytest.raises(ConfigError, match="membership 'Gold'"):
        change_item(text, GOLD)


COMMENTS = st.sampled_from(["", "  # ours", " # a: b, [c]", "   # 'until May"])
NUMBERS = st.integers(1, 30)


@st.composite
def files(draw: st.DrawFn) -> str:
    """Memberships A, B and so on, in every manner, with comments between."""
    parts = []
    if draw(st.booleans()):
        parts.append(f"ignore: {draw(st.sampled_from(['bump-90', '[bump-90]  # gift']))}\n")
    rows = ["memberships:", draw(COMMENTS), "\n"]
    for name in "ABC"[: draw(st.integers(1, 3))]:
        items = draw(
            st.lists(NUMBERS.map("product-{}".format), min_size=1, max_size=3, unique=True)
        )
        rows += _entry(draw, name, items)
    parts.append("".join(rows))
    parts.append("rules:\n  - name: R # r\n    when: refund\n    add: X\n")
    between = ["", "\n", "# ---\n", "\n  # further in\n\n"]
    ordered = draw(st.permutations(parts))
    return "crm: activecampaign\n" + "".join(p + draw(st.sampled_from(between)) for p in ordered)


def _entry(draw: st.DrawFn, name: str, items: list[str]) -> Iterable[str]:
    comment, manner = draw(COMMENTS), draw(st.sampled_from(["flow", "block", "inner", "lines"]))
    listed = items[0] if len(items) == 1 else f"[{', '.join(items)}]"
    plans = draw(st.sampled_from(["", "plans: 900", "plans: [900, 901]"]))
    if manner == "inner":
        return [f"  {name}: {{items: {listed}{', ' if plans else ''}{plans}}}{comment}\n"]
    rows = [f"  {name}:{comment}\n"]
    rows += [f"    {plans}{draw(COMMENTS)}\n"] if plans else []
    if manner == "flow":
        return [*rows, f"    items: {listed}{draw(COMMENTS)}\n", draw(st.sampled_from(["", "\n"]))]
    if manner == "block":
        listed = "[\n" + ",\n".join(f"      {item}" for item in items) + "\n    ]"
        return [*rows, f"    items: {listed}{draw(COMMENTS)}\n"]
    inner = [f"      - {item}{draw(COMMENTS)}\n" for item in items]
    return [*rows, "    items:\n", *inner, "    # end of the list\n", "    paused: off\n"]


def meaning(rules: Rules) -> dict[str, tuple[list[str], bool]]:
    """To which memberships each item belongs, with or without a pricing option."""
    told = {}
    for number in range(1, 35):
        for plan in ("", "900", "902"):
            item = Item("product", str(number), plan)
            sale = Sale(item, bought=True)
            told[f"{item.key} {plan}"] = (
                [each.name for each in rules.memberships_of(sale)], rules.ignores(item),
            )  # fmt: skip
    return told


@settings(deadline=None)
@given(files(), st.sampled_from(["", "A", "B", "New one"]), NUMBERS, st.sampled_from(["", "902"]))
def test_every_other_line_stays_as_it_was_and_only_this_item_means_something_else(
    text: str, membership: str, number: int, plan: str
) -> None:
    key = f"product-{number}"
    change = ItemChange(key, membership, plan)
    # Where the option is not known, all that can be said is which memberships name the item.
    stood = meaning(parse(text))[f"{key} {plan or '900'}"]
    if stood[1] if not membership else membership in stood[0]:
        with pytest.raises(NotChanged, match="already"):
            change_item(text, change)
        return
    new = change_item(text, change)
    gone, came = changed(text, change)
    assert all("product-" in row or "plans:" in row or "ignore" in row for row in gone)
    assert len(came) - len(gone) in range(4)
    kept = {row.partition("#")[2] for row in gone}
    assert kept <= {row.partition("#")[2] for row in came}
    before, after = meaning(parse(text)), meaning(parse(new))
    asks = re.search(rf"^  {membership}:.*?plans: ", text, re.MULTILINE | re.DOTALL)
    others = {each for each in before if before[each] != after[each] and f"{key} " not in each}
    assert not others or (asks and plan)  # a pricing option is asked for of all its items
    if membership:
        assert membership in after[f"{key} {plan}"][0] or (asks and not plan)
    else:
        assert after[f"{key} {plan}"][1]
