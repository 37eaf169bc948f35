"""`bridge check`"""

import os
import sys
from contextlib import suppress
from pathlib import Path

import click

from bridge.cli.commands.setup.account_answers import look_at_accounts
from bridge.cli.commands.setup.findings import AccountAnswer, Findings
from bridge.cli.environment import rules_path
from bridge.cli.options import file_argument, json_option
from bridge.cli.output import picked, say_json
from bridge.model.errors import ConfigError
from bridge.rules import file as rulesfile
from bridge.rules.file import schema
from bridge.rules.file.checks import page
from bridge.rules.file.problem import FilePlace, Problem


def _say_schema(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(schema.as_text(), nl=False)
        ctx.exit()


def _say_explained(ctx: click.Context, _: click.Parameter, wanted: str | None) -> None:
    if wanted is not None:
        try:
            click.echo(page.explain(wanted), nl=False)
        except KeyError as error:
            raise click.BadParameter(error.args[0]) from error
        ctx.exit()


@click.command()
@file_argument
@click.option("--online", is_flag=True,
              help="Also ask each account whether it has every tag and list, and Postgres and "
              "Redis how many of their connections are used.")  # fmt: skip
@click.option("--expand", is_flag=True, help="Print the plain rules that the file stands for.")
@json_option
@click.option("--schema", is_flag=True, is_eager=True, expose_value=False, callback=_say_schema,
              help="Print the JSON Schema of rules files, for editors, and end.")  # fmt: skip
@click.option("--explain", metavar="ID", is_eager=True, expose_value=False, callback=_say_explained,
              help="Print what the id behind a message means, and end.")  # fmt: skip
@click.pass_context
def check(ctx: click.Context, file: Path | None, online: bool, expand: bool, as_json: bool) -> None:
    """Check the settings and the rules file, and try the file's own examples.

    \b
    bridge check             the settings and the file that RULES_FILE names:
                             what a release must pass before it goes live
    bridge check rules.yaml  this file alone: needs no settings at all

    Where DATABASE_URL is set and answers, it says whether the workers go by that file yet; a
    release is refused where the file and the console both changed the rules. Without
    --online nobody else is asked over the network. With it, the settings of each destination's
    account are needed, and nothing in it is changed. A tag that an account lacks is a mistake,
    unless the file says create_missing_tags: yes; a missing list, field, automation or
    membership always is.
    """
    findings = Findings()
    findings.read_rules(file)
    if file is None:
        findings.look_at_settings()
    of_settings = len(findings.problems)
    findings.look_at_rules()
    if findings.rules and os.environ.get("DATABASE_URL") and _is_the_workers(file):
        _look_at_store(findings, is_release=file is None)
    if file is None and os.environ.get("DATABASE_URL") and not sys.stdin.isatty():
        _note_release(refused=len(findings.problems) > of_settings)
    if online:
        from bridge.cli.commands.setup.server_connections import look_at_servers

        look_at_accounts(findings)
        look_at_servers(findings)
    plain = rulesfile.expand(findings.rules) if expand and findings.rules else None
    if as_json:
        say_json(_as_json(findings, plain))
    else:
        _say(findings, plain)
    ctx.exit(1 if findings.problems else 0)


def _look_at_store(findings: Findings, *, is_release: bool) -> None:
    """Whether the workers go by the file, and may once it is released."""
    # Here, since SQLAlchemy takes half as long to import as all that a file's check needs.
    from bridge.cli.database import file_behind, file_contradiction, file_difference

    if is_release and (why := file_contradiction()):
        findings.problems.append(why)
        return
    findings.warnings += filter(None, [file_difference()])
    findings.good += filter(None, [file_behind()])


def _note_release(*, refused: bool) -> None:
    """Nobody may read a release's log: the console and the alerts tell of one that was refused for
    its rules, until another one gets through."""
    from bridge.cli.database import open_store
    from bridge.explain.publishing.release_note import note_release

    with suppress(ConfigError):
        note_release(open_store(), refused=refused)


def _is_the_workers(file: Path | None) -> bool:
    return file is None or file.resolve() == rules_path().resolve()


def _say(findings: Findings, plain: str | None) -> None:
    for problem in findings.problems:
        click.echo(_with_id(problem), err=True)
    for warning in findings.warnings:
        click.echo(f"Warning: {_with_id(warning)}", err=True)
    if plain is not None:  # alone on stdout, so that it can be kept as a file
        click.echo(plain, nl=False)
    for sentence in findings.good:
        click.echo(sentence, err=plain is not None)


def _with_id(problem: str) -> str:
    """The sentence, and by which id `--explain` knows it; tables speak for themselves."""
    id_ = problem.id if isinstance(problem, Problem) and "\n" not in problem else ""
    return f"{problem} [{id_}]" if id_ else problem


def _parts(problem: str) -> dict[str, object]:
    """What is no mistake of the rules file is a message alone."""
    if not isinstance(problem, Problem):
        problem = Problem("", FilePlace(""), problem)
    place = picked(problem.place, "file", "line", "owner")
    return {**place, **picked(problem, "id", "message", "suggestion")}


def _as_json(findings: Findings, plain: str | None) -> dict[str, object]:
    told: dict[str, object] = {
        "good": not findings.problems,
        "problems": [*map(_parts, findings.problems)],
        "warnings": [*map(_parts, findings.warnings)],
        "destinations": [*map(_account, findings.accounts)],
    }
    return told if plain is None else told | {"plain_rules": plain}


def _account(answer: AccountAnswer) -> dict[str, object]:
    """What one destination's account lacks; null where it was not asked, or did not answer."""
    missing = [{"sort": sort, "name": name, "nearest": near} for sort, name, near in answer.missing]
    return {
        **picked(answer.destination, "name", "vendor"),
        "asked": answer.asked,
        "answers": answer.answers,
        "missing": missing if answer.answers else None,
    }
