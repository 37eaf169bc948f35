"""Which publication of the rules the workers decide by, where the rules file says otherwise."""

from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bridge.explain.rules_file import RulesNow
from bridge.model.text import clock
from bridge.store import rulebooks


def unusable(path: Path, number: int) -> str:
    """What the workers go by while the file has mistakes, and what to do."""
    return (
        f"{path} cannot be used, so the workers go on with publication {number} of the rules. Run "
        "`bridge check`, mend it and restart them."
    )


def difference(engine: Engine, rules_now: RulesNow) -> str:
    """What the workers go by and what to do, where the rules file is none of theirs; "" where it
    is, and without a database or a file that could be read."""
    path = rules_now.path
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        with engine.connect() as connection:
            return _difference(connection, rules_now, text) if text else ""
    except (OSError, ValueError, SQLAlchemyError):
        return ""  # whoever needs one of them says what is wrong with it


def _difference(connection: Connection, rules_now: RulesNow, text: str) -> str:
    path, counts = rules_now.path, rulebooks.newest(connection)
    if counts is None or rulebooks.read(connection, counts.number).text == text:
        return ""
    if rules_now() is None:
        return unusable(path, counts.number)
    every = rulebooks.all_of(connection)
    by = f"The workers go by publication {counts.number} ({counts.name}, {clock(counts.since)})"
    last = next(each for each in every if each.source != rulebooks.UNDO)
    back = next((each.number for each in every if each.takes_back == last.number), None)
    if back is not None and rulebooks.read(connection, last.number).text == text:
        return (
            f"{by}. {path} is publication {last.number}, which {back} took back, so a restart "
            f"leaves it so. To have it again: bridge apply {path}"
        )
    return (
        f"{by}, and {path} differs from it. Restart the workers, and it decides what comes; "
        "`bridge plan` shows what it would change for who bought before."
    )
