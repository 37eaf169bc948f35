"""Finds the checks, runs them, and knows which of them a file switches off."""

import pkgutil
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib import import_module

from yaml.nodes import MappingNode

from bridge.rules.file import checks
from bridge.rules.file.checks.base import Check, RulesFile
from bridge.rules.file.grammar.reader import Found
from bridge.rules.file.grammar.suggest import nearest
from bridge.rules.file.grammar.words import NO
from bridge.rules.file.problem import Problem
from bridge.rules.file.report import Say, show
from bridge.rules.file.yaml.nodes import line_of


@cache
def all_checks() -> Mapping[str, Check]:
    """By their ids, folder by folder. A file in a folder of checks is one, of the file's name."""
    found = {}
    for module in pkgutil.walk_packages(checks.__path__, f"{checks.__name__}."):
        folder, _, name = module.name.removeprefix(f"{checks.__name__}.").rpartition(".")
        if folder:
            check = getattr(import_module(module.name), name)
            found[check.id] = check
    return found


def refusals(file: RulesFile, off: Collection[str]) -> Iterator[Problem]:
    """What cannot be meant."""
    return _problems(file, off, refuses=True)


def warnings(file: RulesFile, off: Collection[str]) -> tuple[Problem, ...]:
    """What is allowed and probably not meant, in the file's order."""
    found = dict.fromkeys(_problems(file, off, refuses=False))
    return tuple(sorted(found, key=lambda each: (each.place.line, each.place.owner, each.message)))


def _problems(file: RulesFile, off: Collection[str], *, refuses: bool) -> Iterator[Problem]:
    for check in all_checks().values():
        if check.refuses == refuses and check.id not in off:
            yield from check.problems(file)


def switched_off(found: Found | None, say: Say) -> set[str]:
    """The ids behind `checks` that are off. Says which are none, or cannot be off."""
    off: set[str] = set()
    node = found.node if found else None
    for key, _ in node.value if isinstance(node, MappingNode) else ():
        name, words = key.value, found.named.get(key.value, ()) if found else ()
        if name not in all_checks():
            what = f"the check '{show(name)}' is not known."
            say(line_of(key), what, id="unknown-check", suggestion=meant(name))
        elif any(word.lower() in NO for word in words):
            off.add(name)
            if not all_checks()[name].may_be_off:
                what = f"'{name}' finds what cannot be meant, so it cannot be switched off."
                say(line_of(key), what, id="not-together", suggestion="Take the line out.")
    return off


def meant(id: str, besides: Collection[str] = ()) -> str:  # noqa: A002 # as in Problem
    """What to do about an id that is none: take the nearest one, or look them up."""
    near = nearest(id, [*all_checks(), *besides])
    return f"Did you mean '{near}'?" if near else "docs/rules/checks.md tells of each."
