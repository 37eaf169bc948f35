"""Whether rules count, and whether a sale was seen through to the tag."""

from collections.abc import Iterator

from sqlalchemy import Engine

from bridge.explain import publication
from bridge.explain.next_steps import PAGES
from bridge.explain.readiness.step import Head, ReadinessStep, Seen, Stand, StepGroup
from bridge.explain.rules_file import RulesNow
from bridge.model import Kind
from bridge.model.errors import ConfigError
from bridge.model.text import counted
from bridge.rules import Rules
from bridge.rules import file as rulesfile
from bridge.rules.shipped_example import is_shipped_example
from bridge.sources.thrivecart.menus import TEST_PURCHASE
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State

_LOOKED_AT = 100  # applied deliveries; among so many of a shop that sells is a purchase
_MOST = 3  # mistakes or doubts that are told here; the editor has all
EXAMPLES_RULES = "These are the example's rules, of a shop that is not yours: write yours first."
# Their beginnings, also where nothing is known of them.
RULES: Head = (
    "rules",
    StepGroup.SALES,
    "Rules are published, without doubts",
    "Publish rules without doubts",
)
FIRST: Head = (
    "first-tag",
    StepGroup.SALES,
    "A purchase was seen through to its tag",
    "See a purchase through to its tag",
)


def rules_step(
    engine: Engine, published: Rules | None, number: int, file_rules: RulesNow
) -> ReadinessStep:
    """`published` are those that count, None where this release can read none."""
    if published is None:
        return _unreadable(number, file_rules)
    if is_shipped_example(published):
        said = f"Version {number} counts."
        return ReadinessStep(*RULES, Stand.UNDONE, said, EXAMPLES_RULES, page="rules")
    doubts = [
        *filter(None, [publication.difference(engine, file_rules, PAGES)]),
        *published.warnings,
    ]
    if doubts:
        said = f"Version {number} counts. {counted(len(doubts), 'doubt')}:"
        told = tuple(doubts[:_MOST])
        return ReadinessStep(*RULES, Stand.UNDONE, said, page="rules", details=told)
    return ReadinessStep(*RULES, Stand.DONE, f"Version {number} counts.", page="rules")


def _unreadable(number: int, file_rules: RulesNow) -> ReadinessStep:
    if number:
        said = f"Version {number} counts, and this release cannot read it."
        return ReadinessStep(
            *RULES, Stand.UNDONE, said, "Publish rules that it can read.", page="rules"
        )
    mistakes = mistakes_of(file_rules)
    if not mistakes:
        said = f"{file_rules.path} is right. The workers publish it when they start."
        rules = file_rules()
        where = EXAMPLES_RULES if rules and is_shipped_example(rules) else ""
        return ReadinessStep(*RULES, Stand.UNDONE, said, where, page="rules")
    said = f"{file_rules.path} cannot be used: {counted(len(mistakes), 'mistake')}."
    where = "Set it right, and restart the workers; or write the rules here."
    told = tuple(mistakes[:_MOST])
    return ReadinessStep(*RULES, Stand.UNDONE, said, where, page="rules", details=told)


def mistakes_of(file_rules: RulesNow) -> tuple[str, ...]:
    """What is wrong with the file on this machine."""
    if file_rules() is not None:
        return ()
    if not file_rules.path.exists():
        return (f"There is no file {file_rules.path}.",)
    if not file_rules.path.is_file():
        return (f"{file_rules.path} is no file.",)
    try:
        rulesfile.load(file_rules.path)
    except ConfigError as error:
        return error.problems
    return ()


def first_tag_step(engine: Engine) -> ReadinessStep:
    """Raises SQLAlchemyError."""
    deliveries = Deliveries(engine)
    applied = deliveries.latest(_LOOKED_AT, state=State.APPLIED)
    for each in [each for each in applied if each.event.kind is Kind.PURCHASE][:1]:
        mode = " in test mode" if each.event.mode == "test" else ""
        seen = (Seen("Came", each.received_at),)
        said = f"Delivery {each.id}{mode} was applied."
        return ReadinessStep(*FIRST, Stand.DONE, said, seen=seen, page="delivery", number=each.id)
    for each in deliveries.latest(1):
        what = f"{each.event.kind}, {_stands(each.state)}"
        said = f"Delivery {each.id} came last: {what}."
        return ReadinessStep(*FIRST, Stand.UNDONE, said, f"{TEST_PURCHASE}.", page="delivery",
                    number=each.id)  # fmt: skip
    where = f"{TEST_PURCHASE}; or send one from here."
    return ReadinessStep(*FIRST, Stand.UNDONE, "Nothing came yet.", where, page="trial")


def _stands(state: State) -> str:
    words = {State.NO_RULE: "spoken of by no rule", State.KEPT: "kept: no tags follow from it",
             State.UNUSABLE: "about nobody who could be tagged",
             State.FAILED: "failed: you must act"}  # fmt: skip
    return words.get(state, str(state))


def optional_steps(*, alerts: bool, token: bool) -> Iterator[ReadinessStep]:
    """Whether somebody is told of trouble, and whether programs may read."""
    step = (
        "alerts",
        StepGroup.OPTIONAL,
        "Somebody is told when she must act",
        "Have somebody told when she must act",
    )
    said = "Mail or a post goes out." if alerts else "Nobody is told; only these pages say so."
    where = "" if alerts else "Set SMTP_URL (mail) or ALERT_URL (Slack, Discord, your own)."
    yield ReadinessStep(*step, _done(is_done=alerts), said, where)
    step = (
        "token",
        StepGroup.OPTIONAL,
        "Programs may read the figures",
        "Let programs read the figures",
    )
    said = "They show CONSOLE_TOKEN." if token else "/api and /metrics are switched off."
    where = "" if token else "Set CONSOLE_TOKEN to a long random word of your own."
    yield ReadinessStep(*step, _done(is_done=token), said, where)


def _done(*, is_done: bool) -> Stand:
    return Stand.DONE if is_done else Stand.UNDONE
