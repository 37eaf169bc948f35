"""Which publication of the rules the workers decide by, where the rules file says otherwise."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bridge.explain.next_steps import COMMANDS, NextSteps
from bridge.explain.rules_file import RulesNow
from bridge.model.line_merge import changed_lines, holds_all
from bridge.model.text import clock, join_and
from bridge.reconcile.publishing.refusals import published_words
from bridge.store import rulebooks
from bridge.store.rulebooks import FileStanding, Rulebook

_MOST_LINES = 8  # parts of a text that are named by their lines


def unusable(path: Path, number: int) -> str:
    """What the workers go by while the file has mistakes, and what to do."""
    return (
        f"{path} cannot be used, so the workers go on with version {number} of the rules. Run "
        "`bridge check`, mend it and restart them."
    )


def unpublished(path: Path, stands: FileStanding) -> str:
    """What the workers go by while the file has rivals, and what to do."""
    since = f" since version {stands.base.number}" if stands.base else ""
    return (
        f"{path} and the console both changed the rules{since}, so the workers go on with the "
        f"console's. Run `bridge rules pull`, and release what it makes of {path}."
    )


def difference(engine: Engine, rules_now: RulesNow, steps: NextSteps = COMMANDS) -> str:
    """What the workers go by and what to do, where the rules file is none of theirs; "" where it
    is, where others were published since and the file was not changed, and without a database or a
    file that could be read."""
    return _asked(engine, rules_now.path, lambda at, text: _difference(at, text, rules_now, steps))


def contradiction(engine: Engine, path: Path) -> str:
    """Why a release with this file is refused: what was changed where, when and by whom, and what
    to do; "" where it is not."""
    return _asked(engine, path, lambda at, text: _contradiction(at, text, path))


def behind(engine: Engine, path: Path) -> str:
    """That others were published since the file, which nobody changed; "" where none were."""
    return _asked(engine, path, lambda at, text: _behind(at, text, path))


def lacks(connection: Connection, name: str, text: str) -> str:
    """What of the version that counts the text lacks; "" where it has all of it."""
    stands = rulebooks.file_standing(connection, text)
    if stands.counts is None:
        return ""
    counts = rulebooks.read(connection, stands.counts.number)
    if holds_all(stands.base_text, text, counts.text):
        return ""
    return (
        f"{name} lacks what version {counts.number} changed ({published_words(counts)}). `bridge "
        "rules pull` brings both together."
    )


def _asked(engine: Engine, path: Path, answer: Callable[[Connection, str], str]) -> str:
    try:
        # As it is published: no line end is made another one.
        text = path.read_bytes().decode() if path.is_file() else ""
        with engine.connect() as connection:
            return answer(connection, text) if text else ""
    except (OSError, ValueError, SQLAlchemyError):
        return ""  # whoever needs one of them says what is wrong with it


def _difference(connection: Connection, text: str, rules_now: RulesNow, steps: NextSteps) -> str:
    path, counts = rules_now.path, rulebooks.newest(connection)
    if counts is None or rulebooks.read(connection, counts.number).text == text:
        return ""  # as nearly always: each page asks
    if rules_now() is None:
        return unusable(path, counts.number)
    stands = rulebooks.file_standing(connection, text)
    by = f"The workers go by version {counts.number} ({counts.name}, {clock(counts.since)})"
    if stands.rivals:
        return unpublished(path, stands)
    if stands.is_new:
        return (
            f"{by}, and {path} differs from it. Restart the workers, and it decides what comes; "
            f"{steps.plan_file()}."
        )
    last, back = _last(connection)
    if back is not None and rulebooks.read(connection, last.number).text == text:
        return (
            f"{by}. {path} is version {last.number}, which {back} took back, so a restart "
            f"leaves it so. {steps.publish_again(last.number, path)}"
        )
    return ""


def _last(connection: Connection) -> tuple[Rulebook, int | None]:
    """The last that was published as such, and what took it back."""
    every = rulebooks.all_of(connection)
    last = next(each for each in every if each.source != rulebooks.UNDO)
    return last, next((each.number for each in every if each.takes_back == last.number), None)


def _contradiction(connection: Connection, text: str, path: Path) -> str:
    stands = rulebooks.file_standing(connection, text)
    if not stands.rivals or stands.counts is None:
        return ""
    base, counts = stands.base_text, rulebooks.read(connection, stands.counts.number)
    last = stands.base
    since = f", both since version {last.number} ({published_words(last)})" if last else ""
    told = join_and(f"version {each.number} ({published_words(each)})" for each in stands.rivals)
    return (
        f"{path} was changed ({_lines(base, text)}), and so were the rules in the console "
        f"({_lines(base, counts.text)} of version {counts.number}){since}. In the console: {told}. "
        "Neither may go over the other, so this is not published. `bridge rules pull` brings both "
        f"together in {path}: commit that, and release it."
    )


def _behind(connection: Connection, text: str, path: Path) -> str:
    stands = rulebooks.file_standing(connection, text)
    counts = stands.counts
    if counts is None or not stands.is_known or counts.source == rulebooks.FILE:
        return ""
    if rulebooks.read(connection, counts.number).text == text:
        return ""
    return (
        f"{path} is older than version {counts.number} of the rules ({published_words(counts)}), "
        "which counts: `bridge rules pull` writes that into it."
    )


def _lines(before: str, after: str) -> str:
    """`line 4, lines 9 to 12`"""
    parts = changed_lines(before, after)
    told = [f"line {a}" if a == b else f"lines {a} to {b}" for a, b in parts[:_MOST_LINES]]
    return ", ".join([*told, "and more"] if len(parts) > _MOST_LINES else told)
