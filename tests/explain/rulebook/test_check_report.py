"""What is wrong with a text of rules, for an editor."""

from bridge.explain.rulebook.check_report import Finding, check_report
from bridge.reconcile.publishing.checked_rules import look_over

GOOD = "crm: activecampaign\nmemberships:\n  Gold:\n    items: product-12\n"


def test_a_good_text_says_how_much_it_holds() -> None:
    found = check_report(look_over(GOOD, "rules.yaml"))
    assert (found.says, found.is_good) == ("No mistakes: 1 membership.", True)


def test_a_mistake_has_its_line_and_the_nearest_right_word() -> None:
    found = check_report(look_over(GOOD.replace("items", "item s"), "rules.yaml"))
    assert not found.is_good
    assert found.says.startswith(f"{len(found.problems)} mistake")
    assert found.problems[0] == Finding(
        4, "membership 'Gold'", "the key 'item s' is not known.", "Did you mean 'items'?",
        "unknown-key",
    )  # fmt: skip


def test_of_endless_mistakes_a_hundred_are_listed() -> None:
    wrong = "".join(f"  - {{name: R{n}, when: sale, ad: X}}\n" for n in range(150))
    found = check_report(look_over(f"crm: activecampaign\nrules:\n{wrong}", "rules.yaml"))
    assert len(found.problems) == 100
    assert found.more >= 50


def test_a_text_that_is_none_is_told_in_words() -> None:
    for text in ("", "\0", "\ud7ff\uffff", "[" * 5_000, "- a\n- b", "a: &a [*a]"):
        assert not check_report(look_over(text, "rules.yaml")).is_good
