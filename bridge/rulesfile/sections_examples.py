"""A part of the file: examples."""

from collections.abc import Iterator, Mapping

from yaml.nodes import MappingNode, Node

from bridge.rules import Example, Expected
from bridge.rulesfile import keys_examples, story
from bridge.rulesfile.conditions import sets_in, words_of
from bridge.rulesfile.known import Known
from bridge.rulesfile.reading import Found, read_keys
from bridge.rulesfile.report import Report, Say
from bridge.rulesfile.scalars import line_of
from bridge.rulesfile.wordlists import nearest_key

_EXAMPLE = keys_examples.EXAMPLE
_PROMISES = [key.name for key in keys_examples.PROMISES]


def read_examples(found: Found, known: Known | None, report: Report) -> list[Example]:
    """Every example that could be read. `known` is what the rules speak of, None where a mistake
    in them leaves that open."""
    examples = []
    for number, node in enumerate(sets_in(found, _EXAMPLE, report.say), 1):
        say = report.about(f"example {number}")
        entries = read_keys(node, _EXAMPLE, line_of(node), say)
        if isinstance(node, MappingNode) and not any(_promises(name) for name, _ in node.value):
            what = f"Write what should have come of it behind one of {', '.join(_PROMISES)}."
            end = " at its end" if _among(entries) else ""
            say(line_of(node), f"the example promises nothing{end}. {what}")
        words = words_of(entries, "given")
        if known:
            known.check(_all_promises(entries), words, say)
        try:
            steps = story.steps(words, _between(entries, say))
        except ValueError as wrong:
            say(entries["given"].line, str(wrong))
            continue
        for step in steps:
            if known and step.hand and (unknown := known.unknown_membership(step.hand.membership)):
                say(entries["given"].line, unknown)
        examples.append(Example(line_of(node), number, steps, _expected(entries)))
    return examples


def _promises(name: Node) -> bool:
    """Whether the key is a promise, or was meant as one, which is told itself."""
    return nearest_key(name.value, _EXAMPLE) in _PROMISES


def _all_promises(entries: Mapping[str, Found]) -> Iterator[Mapping[str, Found]]:
    yield from (keys for _, keys in _among(entries))
    yield entries


def _among(entries: Mapping[str, Found]) -> tuple[tuple[int, dict[str, Found]], ...]:
    return entries["given"].among if "given" in entries else ()


def _between(entries: Mapping[str, Found], say: Say) -> dict[int, Expected]:
    """What is expected after so many steps; several entries may say it."""
    after: dict[int, dict[str, Found]] = {}
    for number, keys in _among(entries):
        told = after.setdefault(number, {})
        for name, found in keys.items():
            if not number:
                what = f"'{name}' stands before any step. Put it after the step it is about."
                say(found.line, what)
            elif name in told:
                first = f"first on line {told[name].line}"
                say(found.line, f"'{name}' stands twice after one step; {first}. Keep one.")
        after[number] = keys | told
    return {number: _expected(keys) for number, keys in after.items()}


def _expected(keys: Mapping[str, Found]) -> Expected:
    def names(key: str) -> tuple[str, ...] | None:
        return keys[key].words if key in keys else None

    named = keys["fields"].named if "fields" in keys else None
    fields = ((name, words[0]) for name, words in (named or {}).items() if words)
    set_so = None if named is None else tuple(fields)
    return Expected(names("tags"), names("lists"), set_so, names("automations"))
