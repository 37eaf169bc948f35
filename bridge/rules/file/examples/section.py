"""A part of the file: examples."""

from collections.abc import Mapping, Sequence

from yaml.nodes import MappingNode, Node, SequenceNode

from bridge.rules import Example, Expected, Given
from bridge.rules.file.build.condition_entries import sets_in
from bridge.rules.file.examples import expectations, site_promises
from bridge.rules.file.examples.example_steps import steps as read_steps
from bridge.rules.file.examples.expectations import ALL_PROMISES, EXAMPLE, PROMISES, TAGS_AT
from bridge.rules.file.examples.vocabulary import Vocabulary
from bridge.rules.file.grammar.reader import Found, read_keys, words_of
from bridge.rules.file.grammar.word_lists import nearest_key
from bridge.rules.file.report import Report, Say
from bridge.rules.file.yaml.nodes import line_of

_Keys = Mapping[str, Found]


def read_examples(found: Found, known: Vocabulary | None, report: Report) -> list[Example]:
    """Every example that could be read. `known` is what the rules speak of, None where a mistake
    in them leaves that open."""
    examples = []
    for number, node in enumerate(sets_in(found, EXAMPLE, report.say), 1):
        say = report.about(f"example {number}")
        entries = read_keys(node, EXAMPLE, line_of(node), say)
        among = entries["given"].among if "given" in entries else ()
        if isinstance(node, MappingNode) and not any(_promises(name) for name, _ in node.value):
            names = ", ".join(key.name for key in PROMISES)
            what = f"Write what should have come of it behind one of {names}."
            end = " at its end" if among else ""
            nothing = f"the example promises nothing{end}."
            say(line_of(node), nothing, id="does-nothing", suggestion=what)
        words = words_of(entries, "given")
        if known:
            known.check([*(keys for _, keys in among), entries], words, say)
        try:
            steps = read_steps(words, _between(among, say))
        except ValueError as wrong:
            say(entries["given"].line, str(wrong), id="wrong-value")
            continue
        for step in steps:
            if known and step.hand and (unknown := known.unknown_membership(step.hand.membership)):
                say(entries["given"].line, unknown, id="unknown-name")
        _check_addresses(entries, among, steps, say)
        examples.append(Example(line_of(node), number, steps, _expected(entries)))
    return examples


def _promises(name: Node) -> bool:
    """Whether the key is a promise, or was meant as one, which is told itself."""
    return nearest_key(name.value, EXAMPLE) in [key.name for key in ALL_PROMISES]


def _between(among: Sequence[tuple[int, _Keys]], say: Say) -> dict[int, Expected]:
    """What is expected after so many steps; several entries may say it."""
    after: dict[int, dict[str, Found]] = {}
    for number, keys in among:
        told = after.setdefault(number, {})
        for name, found in keys.items():
            if not number:
                what = f"'{name}' stands before any step. Put it after the step it is about."
                say(found.line, what, id="wrong-shape")
            elif name in told:
                what = f"'{name}' stands twice after one step; first on line {told[name].line}."
                say(found.line, what, id="repeated-key", suggestion="Keep one.")
        after[number] = {**keys, **told}
    return {number: _expected(keys) for number, keys in after.items()}


def _expected(keys: _Keys) -> Expected:
    def names(key: str) -> tuple[str, ...] | None:
        return keys[key].words if key in keys else None

    fields = None
    if "fields" in keys:
        told = keys["fields"].named.items()
        fields = tuple((name, words[0]) for name, words in told if words)
    tags_at = ((n, keys[key.name].words) for n, key in TAGS_AT.items() if key.name in keys)
    access = site_promises.promised(keys["access"]) if "access" in keys else None
    return Expected(
        names("tags"), names("lists"), fields, names("automations"), tuple(tags_at), access
    )


def _check_addresses(
    entries: _Keys, among: Sequence[tuple[int, _Keys]], steps: Sequence[Given], say: Say
) -> None:
    """Says where she never was; not after a wrong step, which may have been to take her there."""
    node = entries["given"].node if "given" in entries else None
    listed = len(node.value) if isinstance(node, SequenceNode) else 1
    if node is None or listed - len(among) != len(steps):
        return
    for count, keys in (*among, (len(steps), entries)):
        for number, key in TAGS_AT.items():
            if key.name in keys and (wrong := expectations.never_there(number, steps[:count])):
                say(keys[key.name].line, wrong, id="unknown-name")
