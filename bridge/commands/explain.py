"""`bridge explain`"""

from collections import defaultdict
from datetime import datetime
from pathlib import Path

import click

from bridge.commands.answer import Answer, as_json
from bridge.commands.columns import pairs, table, wrapped
from bridge.commands.explained import (
    Explained,
    Plan,
    Step,
    from_file,
    from_record,
    from_words,
)
from bridge.commands.surroundings import EMAIL, TIME, rules_of
from bridge.commands.wording import (
    item_words,
    local,
    say_json,
    say_lines,
    what_came,
    who,
)
from bridge.model import Change, Event
from bridge.rules import Given, Verdict
from bridge.task import set_aside


@click.command()
@click.argument("what", metavar="[FILE|ID]", required=False)
@click.option("--event", "step", type=Step(),
              help='An event in the words of an example: "payment failed product-12".')  # fmt: skip
@click.option("--plan", type=Plan(), help="With --event: the first item's pricing option.")
@click.option("--email", type=EMAIL, help="With --event: whose tags it would change.")
@click.option("--at", type=TIME, help="With --event: when it happens, ISO. [default: now]")
@click.option("--rules", "rules_file", type=click.Path(path_type=Path),
              help="The rules file. [default: RULES_FILE, or rules.yaml]")  # fmt: skip
@click.option("--json", "json_wanted", is_flag=True, help="For scripts.")
def explain(
    what: str | None,
    step: Given | None,
    plan: str | None,
    email: str | None,
    at: datetime | None,
    rules_file: Path | None,
    json_wanted: bool,
) -> None:
    """Say what a delivery would do, by which rule and line. Touches nothing.

    \b
    bridge explain FILE    a delivery as ThriveCart posts it, a form or JSON; - is
                           stdin. `bridge show ID --body` prints one that came
    bridge explain 12      the delivery 12 of the record; needs DATABASE_URL
    bridge explain --event "payment failed product-12" --email YOU@example.com
                           one that did not come

    The tags are those that the rules want afterwards: for a contact of the record, with all that
    is known of her (with --email this needs DATABASE_URL), else for somebody new.
    """
    if (what is None) == (step is None):
        raise click.UsageError("Name a delivery (its file or id), or describe one with --event.")
    if step is None and (plan is not None or email or at):
        raise click.UsageError("--plan, --email and --at go with --event: a delivery has its own.")
    rules = rules_of(rules_file)
    if step is not None:
        explained = from_words(step, rules.crm, plan, email, at)
    else:
        explained = _delivery(what or "", rules.crm)
    answer = Answer(rules, explained.event, explained.ledger)
    if json_wanted:
        say_json(as_json(answer))
    else:
        _say(answer)


def _delivery(what: str, crm: str) -> Explained:
    """A number is an id; a file with such a name is `./12`."""
    return from_record(int(what), crm) if what.isascii() and what.isdigit() else from_file(what)


def _say(answer: Answer) -> None:
    say_lines(_about(answer.event))
    aside = set_aside(answer.event)
    if aside:
        click.echo(f"\n{wrapped(f'No rule is asked ({aside[0]}): {aside[1]}')}")
        return
    asked = [(c.rule, c.line, f"{c.action} '{c.tag}'{_behalf(c)}") for c in answer.changes]
    if asked:
        say_lines(table(("RULE", "LINE", "ASKS FOR"), asked), "These rules match:")
    else:
        click.echo(f"\nNo rule of {answer.rules.name} asks for anything.")
    others = _by_reason(answer.verdicts)
    if others:
        say_lines(table(("BECAUSE IT", "RULE (LINE)"), others), "These do not match:")
    if answer.ledger:
        say_lines(pairs(_ends(answer)), "For this contact, with all that is known of her:")
    elif asked:
        say_lines(pairs(_ends(answer)), "For a contact of whom nothing else is known:")


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


def _ends(answer: Answer) -> list[tuple[str, object]]:
    ends: list[tuple[str, object]] = [
        ("has then", ", ".join(tag for tag, due in answer.tags.items() if due)),
        ("has not", ", ".join(tag for tag, due in answer.tags.items() if not due)),
    ]
    if answer.ledger:
        ends.append(("gains", ", ".join(answer.gains) or "nothing"))
        ends.append(("loses", ", ".join(answer.loses) or "nothing"))
    return ends
