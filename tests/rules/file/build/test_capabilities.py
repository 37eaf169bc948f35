"""What a destination has not is refused with its line, before anything goes live."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.texts import problems
from tests.rules.vendors_by_sorts import FULL, SITE, WITHOUT_LISTS, called

TWO = f"destinations: {{shop: {FULL}, mail: {WITHOUT_LISTS}}}\n"
SITES = f"destinations: {{shop: {FULL}, school: {SITE}, academy: {SITE}}}\n"
MAIL, SHOP, SCHOOL = f"{called(WITHOUT_LISTS)} 'mail'", f"{called(FULL)} 'shop'", called(SITE)
ONLY_SITE = f"crm: {SITE}\n"


def rule(line: str) -> str:
    return f"rules:\n  - {{name: A, when: purchase, {line}}}\n"


def gold(line: str = "") -> str:
    return f"memberships:\n  Gold: {{items: product-1{line}}}\n"


REFUSED = {
    "the only one has no lists": (
        f"crm: {WITHOUT_LISTS}\n" + rule("subscribe: News"),
        f"line 3, rule 'A': {called(WITHOUT_LISTS)} has no lists, so nothing can be subscribed "
        "there. Take the line out.",
    ),
    "the one it is for has no lists, another has": (
        TWO + rule("subscribe: News, to: mail"),
        f"line 3, rule 'A': {MAIL} has no lists, so nothing can be subscribed there. Take the line "
        "out, or write 'to: shop'.",
    ),
    "one of those it is for has none": (
        TWO + rule("unsubscribe: News, to: [mail, shop]"),
        f"line 3, rule 'A': {MAIL} has no lists, so nothing can be unsubscribed there. Take "
        "'mail' out of 'to'.",
    ),
    "no destination has automations": (
        ONLY_SITE + rule("start automation: Hello"),
        f"line 3, rule 'A': {SCHOOL} has no automations, so nothing can be started there. Take the "
        "line out.",
    ),
    "no destination has fields": (
        ONLY_SITE + rule("set: {Last order: <order number>}"),
        f"line 3, rule 'A': {SCHOOL} has no fields, so nothing can be set there. Take the line "
        "out.",
    ),
    "a tag where only access is known": (
        ONLY_SITE + rule("add: Buyer"),
        f"line 3, rule 'A': {SCHOOL} has no tags, so nothing can be added there. Take the line "
        "out; what opens there is a membership, below 'memberships'.",
    ),
    "a tag at two sites": (
        SITES + rule("remove: Buyer, to: [school, academy]"),
        f"line 3, rule 'A': {SCHOOL} 'school' and {SCHOOL} 'academy' have no tags, so nothing can "
        "be removed there. Take the line out, or write 'to: shop'.",
    ),
    "a rule for access that ends": (
        ONLY_SITE + gold() + "rules:\n"
        "  - {name: A, when: access ends, memberships: Gold, start automation: Bye}\n",
        f"line 5, rule 'A': {SCHOOL} has no automations, so nothing can be started there. Take the "
        "line out.",
    ),
    "a part of a membership": (
        SITES + gold(", to: school, cancelled: {remove: Fan}"),
        f"line 3, membership 'Gold': {SCHOOL} 'school' has no tags, so nothing can be removed "
        "there. Take the line out.",
    ),
    "access where there are only tags": (
        TWO + gold(", access: 12"),
        "line 3, membership 'Gold': 'access' is what sites call the membership that know access "
        f"and no tags, and {SHOP} and {MAIL} have tags alone. Take the line out.",
    ),
    "a style where there are no tags": (
        ONLY_SITE + gold(", style: plain"),
        f"line 3, membership 'Gold': 'style' is about tags, and {SCHOOL} has none. Take the line "
        "out.",
    ),
    "suffixes for a site alone": (
        SITES + gold(", to: school, suffixes: {paused: X}"),
        f"line 3, membership 'Gold': 'suffixes' is about tags, and {SCHOOL} 'school' has none. "
        "Take the line out.",
    ),
    "the whole file's style": (
        ONLY_SITE + "style: plain\n" + gold(),
        f"line 2: 'style' is about tags, and {SCHOOL} has none. Take the line out.",
    ),
    "tags that would be made": (
        ONLY_SITE + "create_missing_tags: yes\n" + gold(),
        f"line 2: 'create_missing_tags' is about tags, and {SCHOOL} has none. Take the line out.",
    ),
    "a name that is none": (
        TWO + rule("add: Buyer, to: Shopp"),
        "line 3, rule 'A': the destination 'Shopp' is not known. Did you mean 'shop'?",
    ),
    "far from any name": (
        TWO + rule("add: Buyer, to: [shop, elsewhere]"),
        "line 3, rule 'A': the destination 'elsewhere' is not known. Known here: shop, mail.",
    ),
    "all": (
        TWO + rule("add: Buyer, to: all"),
        "line 3, rule 'A': 'all' is the name of no destination. For all that can do it, leave "
        "'to' out.",
    ),
    "its vendor's name": (
        TWO + rule(f"add: Buyer, to: {called(WITHOUT_LISTS)}"),
        f"line 3, rule 'A': the destination '{called(WITHOUT_LISTS)}' is not known. Did you mean "
        "'mail'?",
    ),
    "a vendor of two": (
        SITES + gold(f", to: {SITE}"),
        f"line 3, membership 'Gold': the destination '{SITE}' is not known. Did you mean "
        "'[school, academy]'?",
    ),
    "a name where there is one": (
        f"crm: {FULL}\n" + rule("add: Buyer, to: elsewhere"),
        "line 3, rule 'A': the destination 'elsewhere' is not known. The file has one destination, "
        f"{FULL}; several stand behind 'destinations'.",
    ),
    "a part's own": (
        TWO + gold(", cancelled: {add: X, to: shop}"),
        "line 3, membership 'Gold': 'to' cannot stand here. A part goes where its membership does: "
        "write 'to' beside 'items', or a rule of its own.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_done_there_is_refused_with_its_line(case: str) -> None:
    text, told = REFUSED[case]
    assert problems(text) == [f"rules.yaml {told}"]


def test_what_only_some_can_do_is_for_those_that_can() -> None:
    for text in (
        TWO + rule("subscribe: News, add: Buyer"),
        SITES + rule("add: Buyer"),
        SITES + gold(", cancelled: {add: Left}"),
        SITES + "style: plain\ncreate_missing_tags: yes\n" + gold(),
        SITES + gold(", to: [shop, school], access: 12, suffixes: {paused: X}"),
    ):
        assert parse(text).rules


def test_a_rule_that_is_off_may_ask_for_anything() -> None:
    assert parse(f"crm: {WITHOUT_LISTS}\n" + rule("subscribe: News, enabled: no")).rules


def test_a_rule_may_take_a_membership_away_where_there_are_no_tags() -> None:
    """It is no tag there, but what she has of it counts as ended."""
    text = ONLY_SITE + gold() + "rules:\n  - {name: A, when: paused, revoke: gold}\n"
    assert parse(text).rules[-1].revoke == ("gold",)


def test_where_a_rule_and_a_membership_go_is_handed_on() -> None:
    rules = parse(SITES + gold(", to: [academy, shop], access: 12") + rule("add: X, to: shop"))
    (offer,) = rules.offers
    assert (offer.membership.to, offer.membership.at_site) == (("academy", "shop"), "12")
    assert {rule.to for rule in rules.rules if rule.membership} == {("academy", "shop")}
    assert rules.rules[-1].to == ("shop",)


def test_of_destinations_that_are_wrong_themselves_nothing_more_is_said() -> None:
    top = "destinations: {shop: nowhere-at-all}\n"
    told = problems(top + rule("subscribe: News, to: mail"))
    assert [one.partition(":")[0] for one in told] == ["rules.yaml line 1"]
