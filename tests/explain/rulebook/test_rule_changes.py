"""Which rules another text adds, changes or takes out."""

from bridge.explain.rulebook.rule_changes import rule_changes
from bridge.rules.file import parse

BEFORE = """\
crm: activecampaign
memberships:
  Gold:
    items: product-12
rules:
  - name: VIP
    when: purchase
    add: VIP
  - name: Refunds
    when: refund
    add: Refunded
"""


def test_a_rule_is_known_again_by_its_name() -> None:
    after = BEFORE.replace("add: VIP", "add: Very").replace("- name: Refunds", "- name: Back")
    found = rule_changes(parse(BEFORE), parse(f"# A line more.\n{after}"))
    assert [each.name for each in found.new] == ["Back"]
    assert [(was.deeds[0].does, now.deeds[0].does) for was, now in found.changed] == [
        ("add VIP", "add Very")
    ]
    assert [each.name for each in found.gone] == ["Refunds"]


def test_a_rule_that_only_moved_did_not_change() -> None:
    assert not rule_changes(parse(BEFORE), parse(f"# A line more.\n\n{BEFORE}"))


def test_before_the_first_all_are_new() -> None:
    found = rule_changes(None, parse(BEFORE))
    assert [each.name for each in found.new] == ["Gold", "VIP", "Refunds"]


def test_what_the_file_says_at_its_top_is_told_before_and_after() -> None:
    found = rule_changes(parse(BEFORE), parse(f"test_events: ignore\nignore: bump-1\n{BEFORE}"))
    assert found.settings == (
        ("test_events", "apply", "ignore"),
        ("ignore", "nothing", "bump-1"),
    )
