"""Finds the checks, runs them, and knows which of them a file switches off."""

import pkgutil
from collections.abc import Collection, Mapping
from functools import cache
from importlib import import_module
from operator import attrgetter

from yaml.nodes import MappingNode

from bridge.rules.file import checks
from bridge.rules.file.checks.checked_file import Check, RulesFile
from bridge.rules.file.grammar.reader import Found
from bridge.rules.file.grammar.suggest import nearest
from bridge.rules.file.grammar.words import NO
from bridge.rules.file.mistakes import MISTAKES
from bridge.rules.file.problem import Problem
from bridge.rules.file.report import Say, show
from bridge.rules.file.yaml.nodes import line_of

_ROOM = checks.__name__
_SHORTEST_PART = 4  # letters of an id, by which it is found


@cache
def all_checks() -> Mapping[str, Check]:
    """By their ids. A file in a folder of checks is one, of the file's name."""
    names = (module.name for module in pkgutil.walk_packages(checks.__path__, f"{_ROOM}."))
    inner = (name for name in names if name.count(".") - _ROOM.count(".") == 2)
    found: list[Check] = [getattr(import_module(name), name.split(".")[-1]) for name in inner]
    return {check.id: check for check in found}


def find_problems(file: RulesFile, off: Collection[str], *, refuses: bool) -> list[Problem]:
    """What the checks find that refuse a file, or those that warn, in the file's order."""
    asked = (each for each in all_checks().values() if each.refuses == refuses)
    found = (problem for each in asked if each.id not in off for problem in each.problems(file))
    in_order = attrgetter("place.line", "place.owner", "message")
    return sorted(dict.fromkeys(found), key=in_order)


def switched_off(found: Found | None, say: Say) -> set[str]:
    """The ids behind `checks` that are off. Says which are none, or cannot be off."""
    if found is None or not isinstance(found.node, MappingNode):
        return set()
    off = {name for name, words in found.named.items() if words and words[0].lower() in NO}
    for key, _ in found.node.value:
        name = str(key.value)
        check = all_checks().get(name)
        if name in found.named and check is None and name not in MISTAKES:
            what = f"the check '{show(name)}' is not known."
            say(line_of(key), what, id="unknown-check", suggestion=meant(name))
        elif name in off and not (check and check.may_be_off):
            what = f"'{name}' finds what cannot be meant, so it cannot be switched off."
            say(line_of(key), what, id="not-together", suggestion="Take the line out.")
    return off


def meant(id: str, besides: Collection[str] = ()) -> str:  # noqa: A002 # as in Problem
    """What to do about an id that is none: take the nearest one, or look them up."""
    known = [*all_checks(), *besides]
    holding = (each for each in known if len(id) >= _SHORTEST_PART and id.lower() in each)
    near = nearest(id, known) or next(holding, "")
    return f"Did you mean '{near}'?" if near else "docs/rules/checks.md tells of each."
