"""From the file to Rules: everything is read before anything is refused."""

import os
from os import PathLike
from pathlib import Path
from typing import Literal

from yaml.nodes import MappingNode, Node, SequenceNode

from bridge.rules import Rule, Rules
from bridge.rules.file.build.capabilities import Capabilities
from bridge.rules.file.build.destination_entries import read_destinations
from bridge.rules.file.build.expansion import MembershipEntry
from bridge.rules.file.build.membership_entries import (
    Usual,
    names_of_memberships,
    read_memberships,
    read_suffixes,
)
from bridge.rules.file.build.rule_entries import read_rules
from bridge.rules.file.checks.catalogue import find_problems, switched_off
from bridge.rules.file.checks.checked_file import RulesFile
from bridge.rules.file.examples.section import read_examples
from bridge.rules.file.examples.site_promises import SiteVocabulary, sites_of
from bridge.rules.file.examples.vocabulary import Vocabulary
from bridge.rules.file.grammar import keys
from bridge.rules.file.grammar.destination_words import CRMS
from bridge.rules.file.grammar.reader import Found, read_keys, words_of
from bridge.rules.file.grammar.word_lists import nearest_key
from bridge.rules.file.grammar.words import YES
from bridge.rules.file.report import Report
from bridge.rules.file.version import commit_of, version_of
from bridge.rules.file.yaml.characters import sort_of_text
from bridge.rules.file.yaml.nodes import Pair, put_below
from bridge.rules.file.yaml.parse import MOST_BYTES, compose
from bridge.rules.file.yaml.problems import Unreadable

# The sections that make a file do something.
_DO = ("memberships", "rules")
_FIRST = f"crm: {CRMS[0]}"


def load(path: str | PathLike[str], *, typed: bool = False) -> Rules:
    """The rules of the file; `typed` when it was named by hand, not by RULES_FILE.

    Raises ConfigError with every mistake in it.
    """
    report, file = Report(str(path)), Path(path)
    if file.is_fifo() and file.parts[:2] != ("/", "dev"):  # /dev/stdin may be one
        report.refuse("this is a pipe, not a file.")
    try:
        with file.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
    except FileNotFoundError:
        ask = "Is its path right?" if typed else "Is RULES_FILE right?"
        report.refuse("there is no such file.", ask)
    except (OSError, ValueError) as error:  # ValueError: a path that no file can have
        report.refuse(f"the file cannot be read ({getattr(error, 'strerror', None) or error}).")
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        if len(raw) <= MOST_BYTES:
            line = raw[: error.start].count(b"\n") + 1
            mend = "Save it as UTF-8 in your editor."
            report.refuse("the file is not saved as UTF-8.", mend, line=line)
        text = raw.decode(errors="replace")
    return parse(text, str(path), commit_of(file, os.environ))


def parse(text: str, name: str = "rules.yaml", commit: str = "") -> Rules:
    """The rules in the text; `name` is what messages call it, `commit` the git commit it is of.

    Raises ConfigError as `load`.
    """
    report = Report(name)
    found = _top(text, report)
    destinations = read_destinations(found, report.say)
    names = names_of_memberships(found)
    capabilities = Capabilities(destinations, tuple(names))
    capabilities.check_file(found, report.say)
    suffixes = read_suffixes(found.get("suffixes"), report.say)
    usual = Usual(_word(found.get("style"), "memberium"), suffixes)
    memberships: list[MembershipEntry] = []
    rules: list[Rule] = []
    for section, entry in found.items():  # in the file's order
        if section == "memberships":
            memberships = read_memberships(entry, usual, capabilities, report)
            rules += [rule for membership in memberships for rule in membership.expand()]
        elif section == "rules":
            rules += read_rules(entry, names, capabilities, report)
    test_mode = _word(found.get("test_events"))
    test_events: Literal["apply", "ignore"] = "ignore" if test_mode == "ignore" else "apply"
    file = RulesFile(report.name, text, found, rules, memberships, test_events)
    off = switched_off(found.get("checks"), report.say)
    for problem in find_problems(file, off, refuses=True):
        report.add(problem)
    named_at = sites_of(destinations, (each.offer().membership for each in memberships))
    sites = SiteVocabulary(named_at, alone=len(named_at) == len(destinations))
    names_of = (each.tag for each in memberships)
    known = None if report.problems else Vocabulary(rules, names_of, sites)
    examples = read_examples(found["examples"], known, report) if "examples" in found else []
    report.close()
    return Rules(
        destinations=destinations,
        rules=tuple(rules),
        create_missing_tags=_word(found.get("create_missing_tags")).lower() in YES,
        test_events=test_events,
        examples=tuple(examples),
        warnings=tuple(find_problems(file, off, refuses=False)),
        name=report.name,
        version=version_of(text, commit),
        offers=tuple(each.offer() for each in memberships),
        contact_per_address=_word(found.get("contact per address")).lower() in YES,
        ignored=words_of(found, "ignore"),
        text=text,
    )


def _top(text: str, report: Report) -> dict[str, Found]:
    """The file's own keys; raises ConfigError at once where there are none to go on with."""
    root: Node | None = None
    try:
        root = compose(text)
    except Unreadable as unreadable:
        for line, what in unreadable.problems:
            report.say(line, what)
        report.close()
    if root is None or not root.value:
        report.refuse("the file is empty.", f"Begin it with '{_FIRST}'.")
    if not isinstance(root, MappingNode):
        what = f"the file is {'a list' if isinstance(root, SequenceNode) else sort_of_text(text)}."
        mend = f"It must be keys with values, such as '{_FIRST}'."
        report.refuse(what, mend, id="wrong-shape")
    if not any(nearest_key(str(key.value), keys.FILE) in _DO for key, _ in root.value):
        what = "the file holds neither 'memberships' nor 'rules', so it does nothing."
        report.say(0, what, id="does-nothing")
    root = put_below(root, lambda pair: pair[0].value == "memberships", _is_other, report.say)
    return read_keys(root, keys.FILE, 1, report.say)


def _is_other(pair: Pair) -> bool:
    """Whether a key of the file is none that it knows, and has keys below it."""
    return isinstance(pair[1], MappingNode) and not nearest_key(pair[0].value, keys.FILE)


def _word(found: Found | None, usual: str = "") -> str:
    return found.words[0] if found and found.words else usual
