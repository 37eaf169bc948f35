"""What a plan would change, in words."""

from bridge.entitlements.desired import Because
from bridge.explain.plans.change_words import change_words, person_words, reason_words
from bridge.model import Sort
from bridge.reconcile.plans.comparison import Change, Planned

GAINS = Change(Sort.TAG, "Gold", True, because=Because(rule="Gold: purchase", line=4))
LOSES = Change(Sort.LIST, "News", False, destination="school")
SETS = Change(Sort.FIELD, "Level", True, "gold")
OPENS = Change(Sort.ACCESS, "Gold", True, "2027-01-31T12:00:00+00:00", destination="memberpress")


def test_what_changes_where() -> None:
    assert [change_words(each) for each in (GAINS, LOSES, SETS, OPENS)] == [
        "+ Gold",
        "- the list News at school",
        "= the field Level",
        "+ access to Gold at MemberPress",
    ]


def test_because_of_which_rule() -> None:
    assert [reason_words(each) for each in (GAINS, LOSES)] == [
        "rule 'Gold: purchase' (line 4)",
        "no rule speaks of it any more",
    ]


def test_a_person_is_told_on_one_line() -> None:
    planned = Planned(1, "bea@example.com", (GAINS, SETS, OPENS), ("Gold",), ("Silver",))
    assert person_words(planned) == (
        "bea@example.com: + Gold, = the field Level 'gold', + access to Gold until 31 Jan 2027 at "
        "MemberPress (Gold opens, Silver closes)"
    )
