"""A part of the file: examples."""

from collections.abc import Iterator, Mapping, Sequence

from yaml.nodes import MappingNode, Node, SequenceNode

from bridge.rules import Example, Expected, Given
from bridge.rules.file.build.conditions import sets_in, words_of
from bridge.rules.file.examples import keys_examples, promised_at, story
from bridge.rules.file.examples.known import Known
from bridge.rules.file.grammar.reading import Found, read_keys
from bridge.rules.file.grammar.wordlists import nearest_key
from bridge.rules.file.report import Report, Say
from bridge.rules.file.yaml.scalars import line_of

_EXAMPLE = keys_examples.EXAMPLE
_PROMISES = [key.name for key in keys_examples.PROMISES]
_ALL_PROMISES = [key.name for key in keys_examples.ALL_PROMISES]


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
        _check_addresses(entries, steps, say)
        examples.append(Example(line_of(node), number, steps, _expected(entries)))
    return examples


def _promises(name: Node) -> bool:
    """Whether the key is a promise, or was meant as one, which is told itself."""
    return nearest_key(name.value, _EXAMPLE) in _ALL_PROMISES


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
    tags_at = {
        number: keys[key.name].words
        for number, key in keys_examples.TAGS_AT.items()
        if key.name in keys
    }
    return Expected(
        names("tags"), names("lists"), set_so, names("automations"), tuple(tags_at.items())
    )


def _check_addresses(entries: Mapping[str, Found], steps: Sequence[Given], say: Say) -> None:
    """Says where she never was; not after a wrong step, which may have been to take her there."""
    if "given" not in entries:
        return
    node, among = entries["given"].node, _among(entries)
    listed = len(node.value) if isinstance(node, SequenceNode) else 1
    if listed - len(among) != len(steps):
        return
    for count, keys in (*among, (len(steps), entries)):
        for number, key in keys_examples.TAGS_AT.items():
            if key.name in keys and (wrong := promised_at.never_there(number, steps[:count])):
                say(keys[key.name].line, wrong)
