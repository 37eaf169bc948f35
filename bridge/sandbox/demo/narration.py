"""Plays the story on a stage, and says step by step what came of it."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

import click

from bridge.destinations import registry
from bridge.model.text import counted
from bridge.sandbox.demo.open_ends import OPEN_ENDS, trouble
from bridge.sandbox.demo.shop_story import DAYS, STORY, Scene
from bridge.sandbox.demo.stage import Stage
from bridge.sandbox.stand_in import SandboxCall, StandIn


def play(stage: Stage) -> bool:
    """Post every delivery of the story; whether all came out as the story says."""
    ((name, account),) = stage.accounts.items()
    sorts = registry.vendors()[name].sorts
    first_day = datetime.now(UTC) - timedelta(days=DAYS)
    wrong = 0
    for number, scene in enumerate(STORY, 1):
        before = len(account.calls)
        told = scene.delivery(first_day, stage.environment["THRIVECART_SECRET"])
        id_, message = stage.post(told)
        delivery = stage.settled(id_)
        calls = list(account.calls)[before:]
        has = _has(account, scene, first_day)
        came = message if message == "duplicate" else f"delivery {id_} {delivery.state}"
        click.echo(f"{number:>2}. {scene.told(sorts)}")
        what = _calls_words(calls, account.learning)
        click.echo(f"    {scene.shopper}: {_listed(has)}  ({came}, {what})")
        if [*map(_plain, has)] != [*map(_plain, scene.expected(sorts))]:
            wrong += 1
            click.echo(f"    This is wrong. It must be: {_listed(scene.expected(sorts))}")
    if wrong:
        click.echo(f"\n{wrong} of {counted(len(STORY), 'step')} came out wrong.")
    return not wrong


def leave_open_ends(stage: Stage) -> bool:
    """Post what is left for somebody to look at; whether each came to stand as it should."""
    now, wrong = datetime.now(UTC), 0
    trouble(stage.accounts.values())
    click.echo("\nAnd for the pages, one of everything:")
    for each in OPEN_ENDS:
        id_, _ = stage.post(each.delivery(now, stage.environment["THRIVECART_SECRET"]))
        state = stage.stands(id_)
        click.echo(f"  - {each.says}  (delivery {id_} {state})")
        if state is not each.state:
            wrong += 1
            click.echo(f"    This is wrong. It must be: {each.state}")
    return not wrong


def _has(account: StandIn, scene: Scene, first_day: datetime) -> list[str]:
    """As `Scene.expected` says it; access as it stood on that day."""
    row = next((each for each in account.people() if each["email"] == scene.email), {})
    words = [f"[{tag}]" for tag in row.get("tags", ())]
    for what in ("lists", "fields"):
        words += [f"{name}: {stands}" for name, stands in row.get(what, {}).items()]
    that_day = first_day + timedelta(days=scene.day)
    access_of = getattr(account, "access_of", None)  # a site has it
    held = access_of(scene.email, that_day).items() if access_of else ()
    return words + [_access(name, until, first_day) for name, until in held]


def _access(membership: str, until: str | None, first_day: datetime) -> str:
    if until is None:
        return f"{membership}: for life"
    return f"{membership}: day {(datetime.fromisoformat(until).date() - first_day.date()).days}"


def _plain(words: str) -> str:
    """Some CRMs spell a field's name as an identifier."""
    return words.replace("_", " ").casefold()


def _listed(has: Iterable[str]) -> str:
    return ", ".join(has) or "nothing"


def _calls_words(calls: list[SandboxCall], names: Collection[str]) -> str:
    """`names` are calls that learn a number, once for each name."""
    learning = sum(call.name in names for call in calls)
    which = {0: "", 1: ", one to learn a number"}.get(learning, f", {learning} to learn numbers")
    return (counted(len(calls), "call") if calls else "no calls") + which
