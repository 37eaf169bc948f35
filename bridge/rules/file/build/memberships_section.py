"""One part of the file: memberships."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from yaml.nodes import MappingNode, Node, ScalarNode

from bridge.model import Kind, Refunds
from bridge.rules.file.grammar import keys
from bridge.rules.file.build.conditions import conditions_of, is_enabled, plans_of, words_of
from bridge.rules.file.build.actions import ACTIONS, actions_of, check_period, does_nothing, later_in
from bridge.rules.file.grammar.keys_done import TAGS
from bridge.rules.file.build.lasting import lasting_of
from bridge.rules.file.build.memberships import LIFTS, Membership, Part
from bridge.rules.file.yaml.pairs import pairs
from bridge.rules.file.grammar.parts import only_put_off, taking_away
from bridge.rules.file.grammar.phrases import ANY_REFUND, FULL, SUSPEND, timed
from bridge.rules.file.grammar.reading import Found, read_keys
from bridge.rules.file.report import Report, Say, show
from bridge.rules.file.yaml.scalars import is_empty, line_of, read_word
from bridge.rules.file.yaml.slipped import Pair, put_below
from bridge.rules.file.build.styled import check_style
from bridge.rules.file.grammar.words import NO, YES

_KEYS = {key.name for key in keys.MEMBERSHIP.keys}
_OF_FILE = {key.name for key in keys.FILE.keys} - {"memberships"}


@dataclass(frozen=True)
class Usual:
    """What the file says for all its memberships."""

    style: str = "memberium"
    suffixes: Mapping[Kind, str] = field(default_factory=dict)


def read_memberships(found: Found, usual: Usual, report: Report) -> list[Membership]:
    """Every membership that could be read well enough to be looked at further."""
    if not isinstance(found.node, MappingNode) or not found.node.value:
        report.say(
            found.line,
            "'memberships' takes tags as keys: 'Gold Membership:', and indented below it "
            "'items: [product-12]'.",
        )
        return []
    memberships = []
    entries = put_below(found.node, _is_tag, _is_key, report.say)
    for key, node in pairs(entries, "membership", report.say):
        if key.value in _OF_FILE and not isinstance(node, MappingNode) and not is_empty(node):
            what = f"'{key.value}' is indented, so it is taken for a membership. Begin its line in"
            report.say(line_of(key), f"{what} the first column.")
            continue
        tag = read_word(TAGS, key, report.say)
        say = report.about(f"membership '{show(tag or key.value)}'")
        membership = _membership(tag or key.value, line_of(key), node, usual, say)
        if tag:
            memberships.append(membership)
    return memberships


def names_of_memberships(found: Mapping[str, Found]) -> list[str]:
    """Their names as the file has them, whatever else is wrong with them."""
    node = found["memberships"].node if "memberships" in found else None
    keys_of = [key for key, _ in node.value] if isinstance(node, MappingNode) else []
    return [key.value for key in keys_of if isinstance(key, ScalarNode) and key.value]


def _is_tag(pair: Pair) -> bool:
    return not _is_key(pair)


def _is_key(pair: Pair) -> bool:
    return pair[0].value in _KEYS


def read_suffixes(found: Found | None, say: Say) -> dict[Kind, str]:
    """Suffixes by the event that brings them."""
    if found is None:
        return {}
    entries = read_keys(found.node, keys.SUFFIX_TABLE, found.line, say)
    return {Kind(name): entry.words[0] for name, entry in entries.items() if entry.words}


def _membership(tag: str, line: int, node: Node, usual: Usual, say: Say) -> Membership:
    entries = read_keys(node, keys.MEMBERSHIP, line, say)
    style = _first(entries, "style") or usual.style
    own = "" if style == "accessally" else tag  # there the key is only a name
    parts = {
        kind: part
        for kind in keys.PARTS
        if kind in entries and (part := _part(kind, entries[kind], own, say))
    }
    membership = Membership(
        tag=tag,
        line=line,
        items=words_of(entries, "items"),
        plans=plans_of(entries),
        suffixes={
            **keys.SUFFIXES, **usual.suffixes, **read_suffixes(entries.get("suffixes"), say)
        },
        parts=parts,
        only=conditions_of(entries, keys.MEMBERSHIP, say),
        enabled=is_enabled(entries),
        style=style,
        trigger=_first(entries, keys.TRIGGER_TAG),
        revoke=_first(entries, keys.REVOKE_TAG),
        failed=_first(entries, keys.FAILED_TAG),
        lasting=lasting_of(entries),
    )  # fmt: skip
    if "style" not in entries or entries["style"].words:
        check_style(membership, entries, say)
    return membership


def _part(kind: Kind, found: Found, tag: str, say: Say) -> Part | None:
    """What the file wants of this part; None when it is the usual, or could not be read. `tag` is
    what its membership grants."""
    node = found.node
    if isinstance(node, ScalarNode) and node.value.lower() in YES:
        return None
    if isinstance(node, ScalarNode) and node.value.lower() in NO:
        return Part(found.line)
    if not isinstance(node, MappingNode):
        return _phrase(kind, found, tag, say)
    entries = read_keys(node, keys.PARTS[kind], found.line, say)
    if does_nothing(node, keys.PARTS[kind]):
        meant = only_put_off(kind, entries)
        write = f"'{kind}: {meant}', or add" if meant else "off, or"
        say(found.line, f"'{kind}' does nothing. Write {write} one of {', '.join(ACTIONS)}.")
    return Part(found.line, actions_of(entries), later_in(entries, {kind}, found.line, say))


def _phrase(kind: Kind, found: Found, tag: str, say: Say) -> Part | None:
    """What leaves as it is what is done: when, in which case, or that a tag follows later."""
    phrase = found.node.value if isinstance(found.node, ScalarNode) else "[…]"
    if wrong := keys.PHRASES[kind].check(phrase):
        wrong = taking_away(phrase, tag) or wrong
        guessed = wrong.endswith("?")
        ending = " Another ending is set by 'suffixes'." if kind in keys.SUFFIXES else ""
        say(found.line, f"behind '{kind}', {wrong}{'' if guessed else ending}")
        return None
    if phrase in (FULL, ANY_REFUND):
        return Part(found.line, None, refunds=Refunds(phrase))
    ends = [end for end, began in LIFTS.items() if began is kind]
    later = timed(phrase, *ends)
    if later.at_period_end:
        check_period({kind}, found.line, say)
    if phrase.startswith(SUSPEND):
        return Part(found.line, None, suspend=later)
    return Part(found.line, None, later)


def _first(entries: Mapping[str, Found], name: str) -> str:
    return next(iter(words_of(entries, name)), "")
