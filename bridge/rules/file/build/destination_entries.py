"""A part of the file: where contacts are told."""

from collections import Counter
from collections.abc import Iterator, Mapping

from yaml.nodes import MappingNode

from bridge.model import Destination
from bridge.rules.file.grammar.destination_words import CRMS, check_name
from bridge.rules.file.grammar.reader import Found, words_of
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import Say
from bridge.rules.file.yaml.nodes import line_of

_FREE = "school"  # a name for examples


def read_destinations(found: Mapping[str, Found], say: Say) -> tuple[Destination, ...]:
    """Those of `destinations`, or the one of `crm`, called by its vendor; none where they are
    wrong or missing, which is said."""
    if "destinations" not in found:
        return tuple(Destination(vendor, vendor) for vendor in words_of(found, "crm"))
    entry = found["destinations"]
    vendors = {name: words[0] for name, words in entry.named.items() if words}
    wrong = [*_wrong_names(entry, vendors)]
    for line, what in wrong:
        say(line, what)
    if wrong or len(vendors) < len(entry.named):
        return ()
    return tuple(Destination(name, vendors[name], _is_first(name, vendors)) for name in vendors)


def _is_first(name: str, vendors: Mapping[str, str]) -> bool:
    """Whether its settings may stand without its name in front: the one that is called by its
    vendor, or else the vendor's first in the file."""
    same = [each for each, vendor in vendors.items() if vendor == vendors[name]]
    return name == (vendors[name] if vendors[name] in same else same[0])


def _wrong_names(entry: Found, vendors: Mapping[str, str]) -> Iterator[tuple[int, Wrong]]:
    for vendor, times in Counter(entry.words).items():
        if times > 1:
            what = f"'{vendor}' stands twice, and two accounts need two names."
            write = f"Write {{{vendor}: {vendor}, {_FREE}: {vendor}}}, with names of yours."
            yield entry.line, Wrong("repeated-word", what, write)
    lines = _lines(entry)
    prefixes: dict[str, str] = {}
    for name in entry.named:
        line = lines.get(name, entry.line)
        if wrong := check_name(name):
            yield line, wrong
            continue
        vendor = vendors.get(name, "")
        if name in CRMS and vendor and name != vendor:
            what = f"the destination '{name}' is called by one vendor and is another's, {vendor}."
            yield line, Wrong("wrong-value", what, f"Call it '{vendor}', or what it is to you.")
        other = prefixes.setdefault(name.replace("-", "_"), name)
        if other != name:
            what = f"'{name}' and '{other}' would have settings of the same names."
            yield line, Wrong("wrong-value", what, "Call one of them otherwise.")


def _lines(entry: Found) -> dict[str, int]:
    """Where each name stands that the file chose."""
    node = entry.node
    return {
        str(key.value): line_of(key)
        for key, _ in (node.value if isinstance(node, MappingNode) else ())
    }
