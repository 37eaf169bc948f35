"""Doors that stay shut before who has paid, or open to who has not: warned of, and how to mend."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.test_slips import in_membership, in_rule

RULE = "rules:\n  - name: R\n    items: product-12\n"
COURSE = ("style: accessally", "trigger tag: in", "revoke tag: out", "failed payment tag: due")
_OUT = "so who pays after all stays locked out."
_LATE = (
    "it takes 'Gold' away at a 'payment failed', and no 'rebill' calls it off or gives it back, "
    f"{_OUT} Write 'unless: rebill', or 'unless: never' where nothing shall."
)

SHUT = {
    "rebill: {add: Thanks}": (
        f"membership 'Gold': a 'rebill' does not remove 'GoldPAYF', {_OUT} Write 'remove: "
        "GoldPAYF' there, too."
    ),
    "rebill: off": (
        f"membership 'Gold': a 'rebill' does not remove 'GoldPAYF', {_OUT} Take 'rebill: off' out."
    ),
    "resumed: off": (
        "membership 'Gold': a 'resumed' does not remove 'GoldSUSP', so who resumes stays locked "
        "out. Take 'resumed: off' out."
    ),
    "payment failed: {remove: Gold}": (
        "rule 'Gold: payment failed': it takes 'Gold' away at a 'payment failed', and no 'rebill' "
        f"gives it back, {_OUT} Write a rule for the same items with 'when: rebill' and 'grant: "
        "Gold'."
    ),
    "payment failed: {remove: Gold, after: 5 days, unless: purchase}": (
        f"rule 'Gold: payment failed': {_LATE}"
    ),
    "paused: {revoke: Gold}": (
        "rule 'Gold: paused': it takes 'Gold' away at a 'paused', and no 'resumed' gives it back, "
        "so who resumes stays locked out. Write a rule for the same items with 'when: resumed' "
        "and 'grant: Gold'."
    ),
}
OPENS = [
    "rebill: {add: Thanks, remove: GoldPAYF}",
    "rebill: after 1 hour",
    "payment failed: {revoke: Gold, after: 5 days, unless: rebill}",
    "payment failed: {revoke: Gold, after: 5 days, unless: any rebill}",
    "payment failed: {revoke: Gold, after: 5 days, unless: never}",
    "payment failed: suspend after 5 days",
    "payment failed: {add: Dunning}",
    "payment failed: {revoke: Gold}",  # until its next payment
    "payment failed: {revoke: Gold, after: 5 days}",
]
OPENS_TOGETHER = [
    ("rebill: off", "payment failed: off"),
    ("rebill: off", "payment failed: after 5 days"),  # which a rebill calls off, or takes back
    ("paused: off", "resumed: off"),
    ("paused: {revoke: Gold}", "rebill: {grant: Gold, remove: GoldPAYF}"),
    ("payment failed: {revoke: Gold}", "rebill: {grant: Gold}"),
]


def warned(text: str) -> tuple[str, ...]:
    return parse(text).warnings


@pytest.mark.parametrize("part", SHUT)
def test_who_pays_after_all_and_stays_locked_out_is_warned_of(part: str) -> None:
    assert warned(in_membership(part)) == (f"rules.yaml line 5, {SHUT[part]}",)


@pytest.mark.parametrize("parts", [*((part,) for part in OPENS), *OPENS_TOGETHER])
def test_a_door_that_a_later_payment_opens_again_is_not_warned_of(parts: tuple[str, ...]) -> None:
    assert warned(in_membership(*parts)) == ()


@pytest.mark.parametrize("when", ["payment failed", "[payment failed, refund]"])
def test_a_rule_that_takes_access_at_a_failed_payment_is_warned_of_as_a_part_is(when: str) -> None:
    rule = f"{RULE}    when: {when}\n    remove: Gold\n    after: 5 days\n"
    assert warned(in_membership() + rule) == (f"rules.yaml line 10, rule 'R': {_LATE}",)
    assert warned(f"{in_membership()}{rule}    unless: rebill\n") == ()


def test_what_another_rule_does_at_a_rebill_of_the_item_opens_the_door() -> None:
    lifted = f"{RULE}    when: rebill\n    remove: GoldPAYF\n"
    assert warned(in_membership("rebill: off") + lifted) == ()
    others = lifted.replace("product-12", "product-13")
    assert len(warned(in_membership("rebill: off") + others)) == 1
    given = f"{RULE}    when: rebill\n    grant: Gold\n"
    assert warned(in_membership("payment failed: {revoke: Gold}") + given) == ()


def test_the_tag_of_a_failed_payment_in_accessally_is_looked_after_as_well() -> None:
    assert warned(in_membership(*COURSE, "rebill: {add: Thanks}")) == (
        f"rules.yaml line 9, membership 'Gold': a 'rebill' does not remove 'due', {_OUT} Write "
        "'remove: due' there, too.",
    )
    assert warned(in_membership(*COURSE)) == ()
    taken = "it takes 'in' away at a 'payment failed', and no 'rebill' gives it back"
    assert warned(in_membership(*COURSE, "payment failed: {remove: in}")) == (
        f"rules.yaml line 9, rule 'Gold: payment failed': {taken}, {_OUT} Write a rule for the "
        "same items with 'when: rebill' and 'trigger: in'.",
    )


def _open(kind: str, usual: str, opening: str = "Gold") -> str:
    return (
        f"membership 'Gold': what '{kind}' does here takes the place of '{usual}', so '{opening}' "
        f"stays open after it. Write '{usual}' there, too; or, where it shall stay open, "
        f"'{kind}: off', and the rest in a rule of its own."
    )


OPEN = {
    ("refund: {add: Refunded}",): _open("refund", "revoke: Gold"),
    ("cancelled: {add: Left}",): _open("cancelled", "add: GoldCANC"),
    ("cancelled: {add: Left, at: period end}",): _open("cancelled", "add: GoldCANC"),
    ("style: plain", "cancelled: {add: Left}"): _open("cancelled", "revoke: Gold"),
    (*COURSE, "refund: {add: Refunded}"): _open("refund", "trigger: out", "in"),
}


@pytest.mark.parametrize("parts", OPEN)
def test_an_end_of_a_sale_that_takes_no_access_is_warned_of(parts: tuple[str, ...]) -> None:
    line = 4 + len(parts)
    assert warned(in_membership(*parts)) == (f"rules.yaml line {line}, {OPEN[parts]}",)


@pytest.mark.parametrize(
    "parts",
    [
        ("refund: {add: Refunded, revoke: Gold}",),
        ("refund: {add: GoldCANC}",),
        ("cancelled: {add: [Left, GoldCANC]}",),
        ("refund: off", "cancelled: off"),
        ("suffixes: {cancelled: ' - left'}", "cancelled: {add: [Gold - left, Left]}"),
        (*COURSE, "refund: {add: Refunded, trigger: out}"),
    ],
)
def test_an_end_of_a_sale_that_takes_the_access_its_own_way_is_not_warned_of(
    parts: tuple[str, ...],
) -> None:
    assert warned(in_membership(*parts)) == ()


def test_a_rule_may_take_the_access_that_a_part_leaves() -> None:
    rule = f"{RULE}    when: refund\n    refund: full\n    revoke: Gold\n"
    assert warned(in_membership("refund: {add: Refunded}") + rule) == ()


def test_a_revoke_for_an_item_that_never_gave_the_tag_is_warned_of() -> None:
    rule = f"{RULE}    when: refund\n    revoke: Gold\n".replace("product-12", "product-13")
    assert warned(in_membership() + rule) == (
        "rules.yaml line 6, rule 'R': 'revoke' takes back what 'grant' gave "
        "for the same item, and no rule grants 'Gold' for product-13. To take it off whoever put "
        "it on, write 'remove'.",
    )
    for items in ("[product-13, product-12]", "product-*", "{name: Course}"):
        assert warned(in_membership("refund: off") + rule.replace("product-13", items)) == ()
    assert warned(in_membership() + rule.replace("revoke", "remove")) == ()


@pytest.mark.parametrize("slip", ["Member Gols", "Member Gol", "Membre Gold", "Member Golds"])
def test_a_remove_that_is_a_slip_away_from_a_tag_that_is_put_on_is_warned_of(slip: str) -> None:
    file = in_membership().replace("Gold", "Member Gold")
    rule = f"{RULE}    when: refund\n    remove: {slip}\n"
    assert warned(file + rule) == (
        f"rules.yaml line 6, rule 'R': it takes off '{slip}', which no rule puts on. Did you mean "
        "'Member Gold'?",
    )


def test_tags_that_differ_by_a_digit_or_are_put_on_as_well_are_no_slips() -> None:
    file = in_membership().replace("Gold", "Level 1")
    assert warned(f"{file}{RULE}    when: refund\n    remove: [Level 2, Level]\n") == ()
    both = f"{RULE}    when: refund\n    remove: Levels\n  - {{name: S, when: purchase, add: "
    assert warned(in_membership().replace("Gold", "Level") + f"{both}Levels}}\n") == ()


UNSURE = {
    ("refund", "coupon: SUMMER"): (
        "ThriveCart tells 'coupon' at the purchase; a 'refund' may come without it, and then this "
        "does nothing. Don't count on it there."
    ),
    ("[purchase, payment failed]", "all: [{passthrough: {source: ad}}]"): (
        "ThriveCart tells 'passthrough' at the purchase; a 'payment failed' may come without it, "
        "and then this does nothing. Don't count on it there."
    ),
    ("purchase", "since order: at most 14 days"): (
        "a 'purchase' is the order itself, so 'since order: at most 14 days' is always true of it. "
        "Take 'since order' out, or wait for a later event."
    ),
}


@pytest.mark.parametrize("asked", UNSURE)
def test_what_an_event_may_not_tell_or_always_meets_is_warned_of(asked: tuple[str, str]) -> None:
    when, condition = asked
    assert warned(in_rule(condition, "add: X", when=when)) == (
        f"rules.yaml line 3, rule 'A': {UNSURE[asked]}",
    )


@pytest.mark.parametrize(
    ("when", "condition"),
    [
        ("[purchase, abandoned cart]", "coupon: SUMMER"),
        ("refund", "not: {coupon: SUMMER}"),
        ("[purchase, refund]", "since order: at most 14 days"),
    ],
)
def test_conditions_that_part_some_of_the_events_are_not_warned_of(
    when: str, condition: str
) -> None:
    assert warned(in_rule(condition, "add: X", when=when)) == ()
