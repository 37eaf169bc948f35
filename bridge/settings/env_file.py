"""The file `.env` in the folder: what it names counts where the environment says nothing."""

import os
import time
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from bridge.model.text import join_and
from bridge.settings.variables import OF_DESTINATIONS, VARIABLES

ENV_FILE = Path(".env")


def take_env_file(file: Path = ENV_FILE) -> None:
    """Put what the file names, and the environment does not, into the environment."""
    for name, value in in_env_file(file).items():
        os.environ.setdefault(name, value)
    time.tzset()  # it may name TZ


def in_env_file(file: Path = ENV_FILE) -> dict[str, str]:
    """What the file names; nothing where there is none, or it cannot be read."""
    try:
        return {each.key: each.value for each in _bindings(file) if each.key and each.value}
    except (OSError, ValueError):
        return {}


def mistakes_in_env_file(file: Path = ENV_FILE) -> list[str]:
    """What of the file does not count, or not as it looks; no value is in it."""
    try:
        bindings = _bindings(file)
    except OSError as error:
        return [f"{file} cannot be read ({error.strerror}), so nothing of it counts."]
    except ValueError:
        return [f"{file} is not UTF-8, so nothing of it counts. Save it anew, as UTF-8."]
    mistakes = []
    lines: dict[str, list[str]] = {}
    for each in bindings:
        place = f"{file} line {_line(each)}"
        if each.error:
            mistakes.append(f"{place} does not count: it is no NAME=value, or a quote has no end.")
        elif each.key:
            lines.setdefault(each.key, []).append(str(_line(each)))
            if near := _meant(each.key):
                mistakes.append(f"{place}: there is no setting {each.key}. Did you mean {near}?")
    return mistakes + [
        f"{file} names {name} on lines {join_and(those)}: the last one counts."
        for name, those in lines.items()
        if len(those) > 1
    ]


def _meant(name: str) -> str:
    """The setting that is called nearly so; "" for one, and for a name like none."""
    names = [each.name for each in VARIABLES]
    if any(name.endswith(f"_{each}") for each in OF_DESTINATIONS):
        return ""  # of a destination with a name of its own
    near = get_close_matches(name.upper(), names, 1, 0.9)
    return "" if name in names or not near else near[0]


def _bindings(file: Path) -> list[Binding]:
    """None where there is no file. Raises OSError, and ValueError for what is no UTF-8."""
    text = file.read_text(encoding="utf-8-sig") if file.is_file() else ""
    return list(parse_stream(StringIO(text)))


def _line(binding: Binding) -> int:
    """Where it begins: the parser counts the empty lines above as its own."""
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
