"""Texts that lose their end to a comment."""

from tests.rules.file.texts import in_membership, warned


def test_what_is_lost_of_a_membership_s_words_is_told_with_its_name() -> None:
    assert warned(in_membership("style: accessally", "trigger tag: in #1", "revoke tag: out")) == (
        "rules.yaml line 6, membership 'Gold': the tag is 'in' alone: a '#' after a blank begins a "
        "comment. If '#1' belongs to it, put it in quotes: \"in #1\"; if not, write '# 1'.",
    )
