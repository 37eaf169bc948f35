"""Doors that stay shut before who has paid: warned of, and how to mend."""

import pytest

from tests.rules.file.texts import in_membership, warned

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
