"""Which publication of the rules the workers decide by, where the rules file says otherwise."""

from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bridge.model.text import clock
from bridge.store import rulebooks


def difference(engine: Engine, path: Path) -> str:
    """What the workers go by and what to do, where the rules file is none of theirs; "" where it
    is, and without a database or a file that could be read."""
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        with engine.connect() as connection:
            return _difference(connection, path, text) if text else ""
    except (OSError, ValueError, SQLAlchemyError):
        return ""  # whoever needs one of them says what is wrong with it


def _difference(connection: Connection, path: Path, text: str) -> str:
    counts = rulebooks.newest(connection)
    if counts is None or rulebooks.read(connection, counts.number).text == text:
        return ""
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
