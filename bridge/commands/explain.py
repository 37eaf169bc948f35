"""`bridge explain`"""

import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import click

from bridge import rulesfile
from bridge.commands.columns import pairs, printable, table, wrapped
from bridge.commands.surroundings import rules_path
from bridge.commands.wording import (
    event_json,
    item_words,
    local,
    say_json,
    say_lines,
    what_came,
    who,
)
from bridge.errors import BridgeError, WebhookRejected
from bridge.ledger import desired
from bridge.model import Change, Event
from bridge.rules import Rules, Verdict
from bridge.sources.thrivecart import read_saved
from bridge.task import set_aside
from bridge.web import LARGEST_BODY


@click.command()
@click.argument("file")
@click.option("--rules", "rules_file", type=click.Path(path_type=Path),
              help="The rules file. [default: RULES_FILE, or rules.yaml]")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def explain(file: str, rules_file: Path | None, as_json: bool) -> None:
    """Say what a delivery would do, by which rule and line. Touches nothing.

    FILE holds a delivery as ThriveCart posts it, a form or JSON; - reads it from stdin. The
    secret in it does not matter. `bridge show ID --body` prints one that came.
    """
    rules = rulesfile.load(rules_file or rules_path())
    event = _read(file)
    verdicts, changes = rules.explain(event), rules.changes(event)
    if as_json:
        say_json(_as_json(rules, event, verdicts, changes))
    else:
        _say(rules, event, verdicts, changes)


def _read(file: str) -> Event:
    try:
        event = read_saved(_bytes_of(file))
    except WebhookRejected as refused:
        why = f"the receiver would refuse it ({refused.status}): {refused}"
        raise BridgeError(f"{printable(file)}: {why}") from None
    if event is None:
        raise BridgeError(f"{printable(file)}: there is no delivery in it; it is empty.")
    return event.received(datetime.now(UTC))


def _bytes_of(file: str) -> bytes:
    try:
        with sys.stdin.buffer if file == "-" else Path(file).open("rb") as stream:
            body = stream.read(LARGEST_BODY + 1)
    except FileNotFoundError:
        raise BridgeError(f"{printable(file)}: there is no such file.") from None
    except (OSError, ValueError) as error:  # ValueError: a path that no file can have
        why = getattr(error, "strerror", None) or error
        raise BridgeError(f"{printable(file)}: the file cannot be read ({why}).") from None
    if len(body) > LARGEST_BODY:
        raise BridgeError(f"{printable(file)}: over 1 MiB; the receiver refuses such a delivery.")
    return body


def _say(
    rules: Rules, event: Event, verdicts: tuple[Verdict, ...], changes: tuple[Change, ...]
) -> None:
    say_lines(_about(event))
    aside = set_aside(event)
    if aside:
        click.echo(f"\n{wrapped(f'No rule is asked ({aside[0]}): {aside[1]}')}")
        return
    asked = [(c.rule, c.line, f"{c.action} '{c.tag}'{_behalf(c)}") for c in changes]
    if asked:
        say_lines(table(("RULE", "LINE", "ASKS FOR"), asked), "These rules match:")
    else:
        click.echo(f"\nNo rule of {rules.name} asks for anything.")
    others = _by_reason(verdicts)
    if others:
        say_lines(table(("BECAUSE IT", "RULE (LINE)"), others), "These do not match:")
    if asked:
        say_lines(pairs(_ends(changes)), "For a contact of whom nothing else is known:")


def _by_reason(verdicts: tuple[Verdict, ...]) -> list[tuple[str, str]]:
    """One row for each reason, with all rules it holds for: a shop may have hundreds."""
    rules: dict[str, list[str]] = defaultdict(list)
    for verdict in verdicts:
        if not verdict.matched:
            rules[verdict.why_not].append(f"{verdict.rule.name} ({verdict.rule.line})")
    return [(reason, ", ".join(names)) for reason, names in rules.items()]


def _about(event: Event) -> list[str]:
    return pairs([
        ("Event", what_came(event)),
        ("Happened", local(event.occurred_at)),
        ("Contact", who(event)),
        ("Items", ", ".join(map(item_words, event.items))),
        ("Order", event.order_id),
    ])  # fmt: skip


def _behalf(change: Change) -> str:
    return f" for {change.claim}" if change.claim else ""


def _ends(changes: tuple[Change, ...]) -> list[tuple[str, object]]:
    tags = desired(changes)
    return [
        ("has then", ", ".join(tag for tag, due in tags.items() if due)),
        ("has not", ", ".join(tag for tag, due in tags.items() if not due)),
    ]


def _as_json(
    rules: Rules, event: Event, verdicts: tuple[Verdict, ...], changes: tuple[Change, ...]
) -> dict[str, object]:
    aside = set_aside(event)
    return {
        "rules_file": rules.name,
        "event": event_json(event),
        "set_aside": {"state": aside[0], "reason": aside[1]} if aside else None,
        "rules": [
            {"rule": v.rule.name, "line": v.rule.line, "matched": v.matched, "why_not": v.why_not}
            for v in verdicts
        ],
        "changes": [
            {"action": c.action, "tag": c.tag, "claim": c.claim, "rule": c.rule, "line": c.line}
            for c in changes
        ],
        "tags": desired(changes),
    }
