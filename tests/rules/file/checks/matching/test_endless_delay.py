"""What is put off, and nothing calls off or undoes."""

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file import parse
from tests.rules.file.texts import in_rule, problems


def endless(what: str) -> str:
    return (
        f"nothing calls off or undoes {what}, which it puts off. Write what calls it off behind "
        "'unless', such as 'unless: refund', or 'unless: never' where nothing shall."
    )


ENDLESS = {
    "add: X": endless("'add X'"),
    "trigger: X": endless("'trigger X'"),
    "grant: X": endless("'grant X'"),
    "remove: X": endless("'remove X'"),
    "subscribe: X": endless("'subscribe X'"),
    "unsubscribe: X": endless("'unsubscribe X'"),
    "set: {X: a}": endless("'set X'"),
    "start automation: X": endless("'start automation X'"),
    "{add: X, subscribe: Y}": endless("'add X' and 'subscribe Y'"),
}


@pytest.mark.parametrize("does", ENDLESS)
def test_a_timer_without_an_end_is_refused(does: str) -> None:
    lines = does.strip("{}").split(", ") if does.startswith("{") else [does]
    assert problems(in_rule("after: 7 days", *lines)) == [
        f"rules.yaml line 5, rule 'A': {ENDLESS[does]}"
    ]


CALLED_OFF = {
    "purchase": "refund",
    "rebill": "refund",
    "payment failed": "rebill",
    "paused": "resumed",
    "cancelled": "purchase",
    "refund": "purchase",
    "abandoned cart": "purchase",
    "[purchase, refund]": "cancelled",
    "[payment failed, rebill]": "refund",
}


@pytest.mark.parametrize("when", CALLED_OFF)
def test_what_is_proposed_to_call_it_off_may_stand_there(when: str) -> None:
    proposed = f"unless: {CALLED_OFF[when]}"
    told = endless("'add X'").replace("unless: refund", proposed)
    text = in_rule("after: 7 days", "add: X").replace("when: purchase", f"when: {when}")
    assert problems(text) == [f"rules.yaml line 5, rule 'A': {told}"]
    assert parse(f"{text}    {proposed}\n").warnings == ()


UNDONE = {
    "add: X": "remove: X",
    "trigger: X": "remove: X",
    "grant: X": "revoke: X",
    "remove: X": "trigger: X",
    "revoke: X": "grant: X",
    "subscribe: X": "unsubscribe: x",
    "subscribe even after opt-out: X": "unsubscribe: X",
    "unsubscribe: X": "subscribe even after opt-out: X",
    "set: {X: a}": "set: {X: b}",
}


@pytest.mark.parametrize("does", UNDONE)
def test_what_another_rule_undoes_has_an_end(does: str) -> None:
    other = f"  - {{name: B, when: refund, {UNDONE[does]}}}\n"
    late = in_rule("after: 7 days", does)
    assert [rule.name for rule in parse(late + other).rules] == ["A", "B"]
    with pytest.raises(ConfigError):  # a rule that is off undoes nothing
        parse(late + other.replace("name: B,", "name: B, enabled: no,"))


def test_what_is_put_off_for_good_must_be_said_in_so_many_words() -> None:
    (rule,) = parse(in_rule("after: 7 days", "unless: never", "add: X")).rules
    assert rule.later
    assert rule.later.never
    assert not rule.unless


def test_a_rule_that_is_off_may_lack_its_end() -> None:
    assert parse(in_rule("after: 7 days", "add: X", "enabled: no")).rules[0].later
