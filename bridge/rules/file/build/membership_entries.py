"""A part of the file: memberships."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from yaml.nodes import MappingNode, Node, ScalarNode

from bridge.model import Kind, Refunds, Sort
from bridge.rules import PERIOD_END
from bridge.rules.file.build.actions import (
    ACTIONS,
    actions_of,
    check_period,
    does_nothing,
    later_in,
)
from bridge.rules.file.build.capabilities import Capabilities
from bridge.rules.file.build.condition_entries import conditions_of, is_enabled, plans_of
from bridge.rules.file.build.expansion import LIFTS, Lasting, MembershipEntry, MembershipPart
from bridge.rules.file.build.style_keys import check_style
from bridge.rules.file.grammar import keys
from bridge.rules.file.grammar.phrases import (
    ANY_REFUND,
    AT_END,
    FULL,
    NOW,
    SUSPEND,
    WITHOUT_PERIOD,
    meant_phrase,
    timed,
)
from bridge.rules.file.grammar.reader import Found, read_keys, word_of, words_of
from bridge.rules.file.grammar.times import months_of, span_of
from bridge.rules.file.grammar.values import TAG
from bridge.rules.file.grammar.words import NO, YES
from bridge.rules.file.plain import inline
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import Report, Say, show
from bridge.rules.file.yaml.nodes import Pair, is_empty, line_of, pairs, put_below, read_word

_KEYS = {key.name for key in keys.MEMBERSHIP.keys}
_OF_FILE = {key.name for key in keys.FILE.keys} - {"memberships"}
_TAKEN = re.compile(r"(?:(?:revoke|remove|delete)d?|take away|no)(?: the)?(?: access| tag)?")


@dataclass(frozen=True)
class Usual:
    """What the file says for all its memberships."""

    style: str = "memberium"
    suffixes: Mapping[Kind, str] = field(default_factory=dict)


def read_memberships(
    found: Found, usual: Usual, capabilities: Capabilities, report: Report
) -> list[MembershipEntry]:
    """Every membership that could be read well enough to be looked at further."""
    if not isinstance(found.node, MappingNode) or not found.node.value:
        report.say(
            found.line,
            "'memberships' takes tags as keys: 'Gold Membership:', and indented below it "
            "'items: [product-12]'.",
            id="wrong-shape",
        )
        return []
    memberships = []
    entries = put_below(found.node, lambda pair: not _is_key(pair), _is_key, report.say)
    for key, node in pairs(entries, "membership", report.say):
        if key.value in _OF_FILE and not isinstance(node, MappingNode) and not is_empty(node):
            what = f"'{key.value}' is indented, so it is taken for a membership."
            first = "Begin its line in the first column."
            report.say(line_of(key), what, id="indentation", suggestion=first)
            continue
        tag = read_word(TAG, key, report.say)
        say = report.about(f"membership '{show(tag or key.value)}'")
        membership = _membership(tag or key.value, line_of(key), node, usual, capabilities, say)
        if tag:
            memberships.append(membership)
    return memberships


def names_of_memberships(found: Mapping[str, Found]) -> list[str]:
    """Their names as the file has them, whatever else is wrong with them."""
    node = found["memberships"].node if "memberships" in found else None
    keys_of = [key for key, _ in node.value] if isinstance(node, MappingNode) else []
    return [key.value for key in keys_of if isinstance(key, ScalarNode) and key.value]


def _is_key(pair: Pair) -> bool:
    return pair[0].value in _KEYS


def read_suffixes(found: Found | None, say: Say) -> dict[Kind, str]:
    """Suffixes by the event that brings them."""
    if found is None:
        return {}
    entries = read_keys(found.node, keys.SUFFIX_TABLE, found.line, say)
    return {Kind(name): entry.words[0] for name, entry in entries.items() if entry.words}


def _membership(
    tag: str, line: int, node: Node, usual: Usual, capabilities: Capabilities, say: Say
) -> MembershipEntry:
    entries = read_keys(node, keys.MEMBERSHIP, line, say)
    to = capabilities.named_in(entries, say)
    capabilities.check_membership(entries, to, line, say)
    tagless = capabilities.knows_no_tags(to)
    style = Usual.style if tagless else word_of(entries, "style") or usual.style
    own = "" if style == "accessally" else tag  # there the key is only a name
    parts = {
        kind: part
        for kind in keys.PARTS
        if kind in entries and (part := _part(kind, entries[kind], own, capabilities.of(to), say))
    }
    own_suffixes = read_suffixes(entries.get("suffixes"), say)
    membership = MembershipEntry(
        tag=tag,
        line=line,
        items=words_of(entries, "items"),
        plans=plans_of(entries),
        suffixes={**keys.SUFFIXES, **usual.suffixes, **own_suffixes},
        parts=parts,
        only=conditions_of(entries, keys.MEMBERSHIP, say),
        enabled=is_enabled(entries),
        style=style,
        trigger=word_of(entries, keys.TRIGGER_TAG),
        revoke=word_of(entries, keys.REVOKE_TAG),
        failed=word_of(entries, keys.FAILED_TAG),
        lasting=_lasting(entries),
        to=to,
        access=word_of(entries, "access"),
        tagless=tagless,
    )
    if not tagless and ("style" not in entries or entries["style"].words):
        check_style(membership, entries, bool(capabilities.able(Sort.ACCESS, to)), say)
    return membership


def _lasting(entries: Mapping[str, Found]) -> Lasting:
    """What ends it by itself."""
    lasts, patience = word_of(entries, "lasts"), word_of(entries, "patience")
    months = months_of(lasts)
    return Lasting(
        after=span_of(lasts) if lasts and not months else None,
        months=months,
        completed_ends=word_of(entries, "completed") == AT_END,
        patience=span_of(patience) if patience else None,
    )


def _part(
    kind: Kind, found: Found, tag: str, capabilities: Capabilities, say: Say
) -> MembershipPart | None:
    """What the file wants of this part; None when it is the usual, or could not be read. `tag` is
    what its membership grants."""
    node = found.node
    if isinstance(node, ScalarNode) and node.value.lower() in YES:
        return None
    if isinstance(node, ScalarNode) and node.value.lower() in NO:
        return MembershipPart(found.line, {})
    if not isinstance(node, MappingNode):
        return _phrase(kind, found, tag, say)
    entries = read_keys(node, keys.PARTS[kind], found.line, say)
    capabilities.check_actions(entries, (), say)
    if does_nothing(node, keys.PARTS[kind]):
        meant = _only_put_off(kind, entries)
        write = f"'{kind}: {meant}', or add" if meant else "off, or"
        suggestion = f"Write {write} one of {', '.join(ACTIONS)}."
        say(found.line, f"'{kind}' does nothing.", id="does-nothing", suggestion=suggestion)
    return MembershipPart(
        found.line, actions_of(entries), later_in(entries, {kind}, found.line, say)
    )


def _phrase(kind: Kind, found: Found, tag: str, say: Say) -> MembershipPart | None:
    """What leaves as it is what is done: when, in which case, or that a tag follows later."""
    phrase = found.node.value if isinstance(found.node, ScalarNode) else "[…]"
    if wrong := keys.PHRASES[kind].check(phrase):
        wrong = _taking_away(kind, phrase, tag) or wrong
        other_ending = kind in keys.SUFFIXES and not wrong.meant
        ending = " Another ending is set by 'suffixes'." if other_ending else ""
        say(
            found.line, f"behind '{kind}', {wrong.message}", id=wrong.id,
            suggestion=f"{wrong.suggestion}{ending}",
        )  # fmt: skip
        return None
    if phrase in (FULL, ANY_REFUND):
        return MembershipPart(found.line, None, refunds=Refunds(phrase))
    if phrase == NOW:
        return MembershipPart(found.line)
    ends = [end for end, began in LIFTS.items() if began is kind]
    later = timed(phrase, *ends)
    if later.at_period_end:
        check_period({kind}, found.line, say)
    if phrase.startswith(SUSPEND):
        return MembershipPart(found.line, None, suspend=later)
    return MembershipPart(found.line, None, later)


def _taking_away(kind: Kind, phrase: str, tag: str) -> Wrong | None:
    """About a text that asks to take the tag away; None for other texts, or no tag."""
    loose = " ".join(phrase.lower().split())
    revoke = show(inline({"revoke": tag}))
    what = f"'{show(phrase)}' is not understood."
    if tag and meant_phrase(phrase) == NOW:
        hint = "Take the line out: without it, what it stands for is done at once."
        if kind in keys.SUFFIXES:
            hint = f"Did you mean '{NOW}'?"
        instead = f"{hint} To take the tag away instead, write {revoke}."
        return Wrong("unknown-word", what, instead, revoke)
    if not tag or not _TAKEN.fullmatch(loose) or loose == "no":
        return None
    return Wrong("unknown-word", what, f"Did you mean {revoke}?", revoke)


def _only_put_off(kind: Kind, entries: Mapping[str, Found]) -> str:
    """The phrase for what puts off without saying what; "" where none says the same."""
    ends = {str(end) for end, began in LIFTS.items() if began is kind}
    if entries.keys() - {"after", "at", "unless"} or {*words_of(entries, "unless")} - ends:
        return ""
    span, end = word_of(entries, "after"), bool(words_of(entries, "at"))
    late = f"{span} after {PERIOD_END}" if span else AT_END
    phrase = late if end else f"after {span}"
    cannot = end and kind in WITHOUT_PERIOD  # told by itself
    return "" if cannot or keys.PHRASES[kind].check(phrase) else phrase
