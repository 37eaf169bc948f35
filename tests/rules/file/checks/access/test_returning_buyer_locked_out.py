"""A block that a new purchase does not lift."""

from tests.rules.file.texts import in_membership, warned

COURSE = ("style: accessally", "trigger tag: bought", "revoke tag: revoked")


def test_it_warns_when_a_purchase_leaves_a_block_of_the_files_own_standing() -> None:
    own = "cancelled: {add: Gold - gone, revoke: Gold}"
    assert warned(in_membership("purchase: {grant: Gold, remove: [GoldPAYF, GoldSUSP]}", own)) == (
        "rules.yaml line 3, membership 'Gold': a new purchase does not remove 'Gold - gone', "
        "which keeps a returning buyer out.",
    )


def test_a_block_that_is_a_state_goes_with_it_whatever_a_purchase_does() -> None:
    assert warned(in_membership("purchase: {grant: Gold, add: Bought}")) == ()
    assert warned(in_membership(*COURSE, "purchase: {trigger: bought}")) == ()
