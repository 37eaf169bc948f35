"""Rules for access that starts or ends: what they are, and what is wrong with one."""

from datetime import timedelta

import pytest

from bridge.model import Action, Event, Kind, Sort, TurnRule
from bridge.rules import Rules
from bridge.rules.file import expand, parse
from tests.fakes import ONE
from tests.rules.file.build.test_membership_entries import plain
from tests.rules.file.texts import in_membership, problems

HEAD = (
    "crm: activecampaign\nmemberships:\n  Gold: {items: product-12}\n  Silver: {items: product-5}\n"
)


def turning(*lines: str, head: str = HEAD) -> str:
    """A file whose rule 'A' has these lines from line 7 on, behind two memberships."""
    return f"{head}rules:\n  - name: A\n" + "".join(f"    {line}\n" for line in lines)


def turn(*lines: str) -> TurnRule:
    rules = parse(turning(*lines))
    assert rules.warnings == ()
    (found,) = rules.turns
    return found


def test_a_rule_may_wait_for_access_that_ends() -> None:
    assert turn(
        "when: access ends", "memberships: Gold", "after: 60 days", "unless: access starts",
        "add: Win back", "set: {Left: left on <date>}", "start automation: Goodbye",
    ) == TurnRule(
        "A", 6, frozenset({Kind.ACCESS_ENDS}), frozenset({"Gold"}),
        ((Action.ADD, "Win back", ""), (Action.START, "Goodbye", ""),
         (Action.SET, "Left", "left on <date>")),
        timedelta(days=60), frozenset({Kind.ACCESS_STARTS}),
    )  # fmt: skip


def test_it_may_wait_for_both_and_for_several_memberships_however_they_are_written() -> None:
    both = turn("when: [access starts, access ends]", "memberships: [gold, SILVER]", "trigger: T")
    assert both.kinds == {Kind.ACCESS_STARTS, Kind.ACCESS_ENDS}
    assert both.memberships == {"Gold", "Silver"}
    assert both.after == timedelta()


def test_events_of_the_cart_may_call_it_off() -> None:
    off = "unless: [any purchase, rebill, access ends]"
    told = turn("when: access starts", "memberships: Gold", "after: 1 day", off, "add: X")
    assert told.unless == {Kind.REBILL, Kind.ACCESS_ENDS}
    assert told.unless_any == {Kind.PURCHASE}


def test_the_memberships_may_stand_below_the_rules() -> None:
    text = (
        "crm: activecampaign\n"
        "rules:\n  - {name: A, when: access ends, memberships: gold, add: X}\n"
        "memberships:\n  Gold: {items: product-12}\n"
    )
    assert parse(text).turns[0].memberships == {"Gold"}


def test_a_rule_that_is_off_turns_nothing() -> None:
    text = turning("when: access ends", "memberships: Gold", "add: X", "enabled: no")
    assert parse(text).turns == ()


def test_no_event_of_the_cart_matches_it() -> None:
    rules = parse(turning("when: access ends", "memberships: Gold", "add: X"))
    refund = Event("thrivecart", "d1", Kind.REFUND, "x")
    assert [verdict.why_not for verdict in rules.explain(refund)][-1] == (
        "waits for 'access ends', this is 'refund'"
    )
    assert rules.names_for("activecampaign", {Sort.TAG})[-1] == (Sort.TAG, "X")


ABOUT = "which is about memberships and no single sale. Take it out."
WRONG = {
    "when: access ends, add: X": (
        6, "'when: access ends' needs 'memberships', the names of those whose access it is about. "
        "Write 'memberships: Gold', say.",
    ),
    "when: access ends, memberships: Gld, add: X": (
        6, "the membership 'Gld' is not known. Did you mean 'Gold'?",
    ),
    "when: access ends, memberships: [Gold, Platinum], add: X": (
        6, "the membership 'Platinum' is not known. Known here: Gold, Silver.",
    ),
    "when: access ends, memberships: {Gold: yes}, add: X": (
        6, "'memberships' takes one membership or a list of them, not keys with values.",
    ),
    "when: access ends, memberships: [Gold, gold], add: X": (
        6, "the membership 'gold' stands twice behind 'memberships'. Keep one.",
    ),
    "when: [access ends, refund], memberships: Gold, add: X": (
        6, "'access ends' and 'refund' cannot stand behind one 'when': the first is about "
        "memberships, the other about a sale. Write two rules.",
    ),
    "when: refund, memberships: Gold, add: X": (
        6, "'memberships' belongs to rules with 'when: access starts' and 'when: access ends'. "
        "Take it out; what is sold stands behind 'items'.",
    ),
    "when: access ends, memberships: Gold, items: product-12, add: X": (
        6, f"'items' cannot stand in a rule for 'access ends', {ABOUT}",
    ),
    "when: access starts, memberships: Gold, not: {mode: test}, add: X": (
        6, f"'not' cannot stand in a rule for 'access starts', {ABOUT}",
    ),
    "when: access ends, memberships: Gold, grant: X": (
        6, "'grant' goes by the item sold, and 'access ends' is about none. Write 'add'.",
    ),
    "when: access ends, memberships: Gold, revoke: X": (
        6, "'revoke' goes by the item sold, and 'access ends' is about none. Write 'remove'.",
    ),
    "when: access ends, memberships: Gold, set: {Order: <order number>}": (
        6, "'Order' cannot be set to '<order number>': 'access ends' is about no single order. Of "
        "what stands between < and >, only <date> can be told here.",
    ),
    "when: access ends, memberships: Gold, at: period end, unless: never, add: X": (
        6, "an 'access ends' does not tell the end of the paid period, so nothing can be put off "
        "to it. Write a time instead of 'period end', such as 'after: 7 days'.",
    ),
    "when: access ends, memberships: Gold, after: 7 days, unless: access ends, add: X": (
        6, "'unless' names 'access ends', for which the rule itself waits, so it would never act. "
        "Take it out of one of the two.",
    ),
    "when: access ends, memberships: Gold, after: 7 days, add: X": (
        6, "nothing calls off or undoes 'add X', which it puts off. Write what calls it off behind "
        "'unless', such as 'unless: access starts', or 'unless: never' where nothing shall.",
    ),
    "when: access ends, memberships: Gold, after: 7 days, unless: any access starts, add: X": (
        6, "the event 'any access starts' is not known. Did you mean 'access starts'?",
    ),
    "when: refund, after: 7 days, unless: access starts, add: X": (
        6, "'unless' names 'access starts', which calls off only what a rule with 'when: access "
        "ends' puts off. Name an event of the cart, such as 'any purchase'.",
    ),
    "when: access ended, memberships: Gold, add: X": (
        6, "the event 'access ended' is not known. Did you mean 'access ends'?",
    ),
    "when: loses access, memberships: Gold, add: X": (
        6, "the event 'loses access' is not known. Did you mean 'access ends'?",
    ),
    "when: access granted, memberships: Gold, add: X": (
        6, "the event 'access granted' is not known. Did you mean 'access starts'?",
    ),
    "when: granted by hand, add: X": (
        6, "no rule can wait for 'granted by hand'. Write access starts or access ends where that "
        "is meant.",
    ),
    "when: access ends, membership: Gold, add: X": (
        6, "the key 'membership' is not known. Did you mean 'memberships'?",
    ),
}  # fmt: skip


@pytest.mark.parametrize("keys", WRONG)
def test_what_is_wrong_is_told_in_one_sentence(keys: str) -> None:
    line, told = WRONG[keys]
    text = f"{HEAD}rules:\n  - {{name: A, {keys}}}\n"
    assert problems(text)[0] == f"rules.yaml line {line}, rule 'A': {told}"


def test_access_calls_off_no_part_of_a_membership() -> None:
    late = "cancelled: {add: Left, after: 7 days, unless: access starts}"
    assert problems(in_membership(late)) == [
        "rules.yaml line 5, membership 'Gold': 'unless' names 'access starts', which calls off "
        "only what a rule with 'when: access ends' puts off. Name an event of the cart, such as "
        "'any purchase'."
    ]


def test_each_mistake_is_told_alone() -> None:
    several = [
        keys for keys in WRONG if len(problems(f"{HEAD}rules:\n  - {{name: A, {keys}}}\n")) > 1
    ]
    assert several == ["when: access ends, membership: Gold, add: X"]


def test_a_file_without_memberships_has_no_access_to_wait_for() -> None:
    text = "crm: activecampaign\nrules:\n  - {name: A, when: access ends, memberships: G, add: X}\n"
    assert problems(text) == [
        "rules.yaml line 3, rule 'A': 'access ends' is about memberships, and the file has none. "
        "Write them below 'memberships', or wait for an event of the cart."
    ]


def test_expand_writes_it_as_a_comment_for_plain_rules_know_no_memberships() -> None:
    rules = parse(turning(
        "when: access ends", "memberships: [Gold, Silver]", "after: 2 days",
        "unless: [access starts, any purchase]", "add: X",
    ))  # fmt: skip
    assert expand(rules).endswith(
        "  # line 6\n"
        "  # - name: A\n"
        "  #   when: access ends\n"
        "  #   memberships: [Gold, Silver]\n"
        "  #   after: 2 days\n"
        "  #   unless: [access starts, any purchase]\n"
        "  #   add: X\n"
    )
    without = Rules(ONE, tuple(rule for rule in rules.rules if not rule.memberships))
    assert plain(parse(expand(rules))) == plain(without)
