"""Rules printed as the plain rules that they are, and what a file holds in numbers."""

import pytest

from bridge.rules.file import expand, parse
from bridge.rules.file.plain import size_of
from tests.rules.file.build.test_membership_entries import membership, plain
from tests.rules.file.texts import in_membership, memberships, rules
from tests.rules.vendors_by_sorts import FULL, SITE, WITHOUT_LISTS


def test_expand_prints_plain_rules_that_read_back_as_they_were() -> None:
    rules = membership("plans: [90222]", "paused: off", "cancelled: {add: 'Gold: gone'}")
    assert expand(rules) == (
        "crm: activecampaign\n"
        "rules:\n"
        "  # line 3\n"
        "  - name: 'Gold: purchase'\n"
        "    when: purchase\n"
        "    items: product-12\n"
        "    plans: 90222\n"
        "    grant: Gold\n"
        "    remove: [GoldPAYF, 'Gold: gone']\n"
        "  # line 3\n"
        "  - name: 'Gold: rebill'\n"
        "    when: rebill\n"
        "    items: product-12\n"
        "    plans: [90222, unknown]\n"
        "    remove: GoldPAYF\n"
        "  # line 3\n"
        "  - name: 'Gold: payment failed'\n"
        "    when: payment failed\n"
        "    items: product-12\n"
        "    plans: [90222, unknown]\n"
        "    add: GoldPAYF\n"
        "  # line 7\n"
        "  - name: 'Gold: cancelled'\n"
        "    when: cancelled\n"
        "    items: product-12\n"
        "    plans: [90222, unknown]\n"
        "    add: 'Gold: gone'\n"
        "  # line 3\n"
        "  - name: 'Gold: refund'\n"
        "    when: refund\n"
        "    items: product-12\n"
        "    plans: [90222, unknown]\n"
        "    revoke: Gold\n"
    )
    assert plain(parse(expand(rules))) == plain(rules)


def test_expand_keeps_which_items_need_no_rule() -> None:
    rules = membership(top="ignore: [bump-7, {name: Donation*}, upsell-*]\n")
    assert "\nignore: [bump-7, {name: Donation*}, upsell-*]\n" in expand(rules)
    assert parse(expand(rules)).ignored == rules.ignored == (
        "bump-7", "name: Donation*", "upsell-*",
    )  # fmt: skip


def test_expand_keeps_what_the_whole_file_says() -> None:
    rules = membership(top="create_missing_tags: yes\ntest_events: ignore\n")
    again = parse(expand(rules))
    assert (again.destinations[0].name, again.create_missing_tags, again.test_events) == (
        "activecampaign",
        True,
        "ignore",
    )


def test_expand_tells_in_a_comment_what_no_plain_rule_can_say() -> None:
    rules = membership(
        "lasts: 2 years", "completed: at period end", "patience: 90 seconds", "refund: any",
        top="contact per address: yes\n",
    )  # fmt: skip
    head, _, _ = expand(rules).partition("rules:\n")
    assert head == (
        "crm: activecampaign\n"
        "contact per address: yes\n"
        "# Gold: {lasts: 24 months, completed: at period end, patience: 90 seconds, refund: any}\n"
    )
    again = parse(expand(rules))
    assert plain(again) == plain(rules)
    assert again.contact_per_address


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("lasts: 2 weeks", "lasts: 14 days"),
        ("lasts: 1 month", "lasts: 1 month"),
        ("patience: 0", "patience: '0'"),
        ("patience: 120 seconds", "patience: 2 minutes"),
        ("patience: 1 hour", "patience: 1 hour"),
    ],
)
def test_expand_tells_times_in_their_largest_unit(line: str, told: str) -> None:
    assert f"# Gold: {{{told}}}\n" in expand(membership(line))


def test_a_file_s_size_is_what_the_file_itself_says() -> None:
    both = memberships(Gold="items: product-12", Silver="items: product-5")
    assert size_of(parse(both)) == "2 memberships"
    rule = rules("when: purchase, add: X").removeprefix("crm: activecampaign\n")
    assert size_of(parse(in_membership() + rule)) == "1 membership and 1 rule"
    assert size_of(parse(rules("when: purchase, add: X", "when: refund, add: Y"))) == "2 rules"


def test_expand_keeps_what_is_switched_off() -> None:
    late = rules("when: purchase, after: 7 days, start automation: Hello")
    expanded = expand(parse(f"{late}checks:\n  endless-delay: off\n  two-ends: on\n"))
    assert expanded.startswith(
        "crm: activecampaign\nchecks: {endless-delay: 'off', two-ends: 'on'}\nrules:\n"
    )
    assert [rule.name for rule in parse(expanded).rules] == ["A"]


def test_expand_says_what_goes_where_of_several_destinations() -> None:
    top = f"destinations: {{shop: {FULL}, mail: {WITHOUT_LISTS}, school: {SITE}}}\n"
    rules = parse(
        top + "memberships:\n"
        "  Gold: {items: product-1, style: plain, access: 12}\n"
        "  Silver: {items: product-2, to: school}\n"
        "rules:\n"
        "  - {name: Letter, when: purchase, subscribe: News, add: Buyer}\n"
        "  - {name: Refunds, when: refund, add: Refunded, to: mail}\n"
        "  - {name: Left, when: refund, revoke: Silver, to: school}\n"
    )
    expanded = expand(rules)
    assert expanded == top + (
        "# Gold: access to '12' at school\n"
        "# Silver: access to Silver at school\n"
        "rules:\n"
        "  # line 3, for shop and mail\n"
        "  - name: 'Gold: purchase'\n"
        "    when: purchase\n"
        "    items: product-1\n"
        "    grant: Gold\n"
        "  # line 3, for shop and mail\n"
        "  - name: 'Gold: cancelled'\n"
        "    when: cancelled\n"
        "    items: product-1\n"
        "    revoke: Gold\n"
        "  # line 3, for shop and mail\n"
        "  - name: 'Gold: refund'\n"
        "    when: refund\n"
        "    items: product-1\n"
        "    revoke: Gold\n"
        "  # line 6, for shop and mail (tags)\n"
        "  - name: Letter\n"
        "    when: purchase\n"
        "    add: Buyer\n"
        "    subscribe: News\n"
        "  # line 7, for mail\n"
        "  - name: Refunds\n"
        "    when: refund\n"
        "    to: mail\n"
        "    add: Refunded\n"
        "  # line 8\n"
        "  # - name: Left\n"
        "  #   when: refund\n"
        "  #   to: school\n"
        "  #   revoke: Silver\n"
    )
    assert parse(expanded).destinations == rules.destinations


def test_of_a_membership_that_also_opens_at_a_site_expand_keeps_what_tags_say() -> None:
    top = f"destinations: {{shop: {FULL}, school: {SITE}}}\n"
    rules = parse(f"{top}memberships:\n  Gold: {{items: product-1, to: [shop, school]}}\n")
    assert {rule.to for rule in parse(expand(rules)).rules} == {("shop",)}
