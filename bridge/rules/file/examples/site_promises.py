"""What an example expects of sites that know access: which memberships are open, and until when.

`access: Gold` is of every site of the file alike; `access: {school: [Gold, Workbook], academy: []}`
of each by its name. `Gold until <in 30 days>` and `Gold for life` say the end, too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from yaml.nodes import MappingNode, Node, ScalarNode

from bridge.destinations.registry import vendors
from bridge.entitlements.by_destination.destination_state import for_destination
from bridge.entitlements.desired import DesiredState, Value
from bridge.model import Destination, Membership, Sort, is_told_to, tag_key
from bridge.rules import away
from bridge.rules.file.grammar.forms import Form, Key, Values
from bridge.rules.file.grammar.reader import Found
from bridge.rules.file.grammar.suggest import nearest
from bridge.rules.file.grammar.values import check_text
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import Say, show
from bridge.rules.file.yaml.nodes import line_of

NAME = "access"
FOR_LIFE = "for life"
_ENDS = re.compile(r"(.*\S) (for life|until (\S.*))")
_IN = re.compile(r"<(.+)>")
# At which site (""  for every one alike) these are open.
Promised = tuple[tuple[str, tuple[str, ...]], ...]


def check_open(word: str) -> str:
    """The sentence about a wrong entry; "" for a right one."""
    name, end = parted(word)
    if wrong := check_text("membership", name):
        return wrong
    day = _IN.fullmatch(end.removeprefix("until "))
    if end in ("", FOR_LIFE) or (day and away(day[1]) is not None):
        return ""
    what = f"'{show(end)}' tells no day: an example has no calendar."
    return Wrong("wrong-time", what, f"Write it like: {show(name)} until <in 30 days>.")


def parted(word: str) -> tuple[str, str]:
    """The membership's name, and `for life` or `until …` where that is told."""
    found = _ENDS.fullmatch(word)
    return (found[1], found[2]) if found else (word, "")


OPEN = Form("membership", check_open, many=True, free=True, numbers=True, may_be_empty=True)
PROMISE = Key(
    NAME,
    Values("site", OPEN, "{school: Gold}", or_words=True),
    "Exactly the memberships that are open at sites that know access; [] for none.",
)


def promised(found: Found) -> Promised:
    """What a right key expects."""
    if isinstance(found.node, MappingNode):
        return tuple(found.named.items())
    return (("", found.words),)


def sites_of(
    destinations: Iterable[Destination], memberships: Iterable[Membership]
) -> dict[str, dict[str, str]]:
    """The names of memberships by their keys, of each destination that knows access."""
    every = [*memberships]
    return {
        each.name: {
            tag_key(name): name
            for name in (m.at_site for m in every if is_told_to(m.to, each.name))
        }
        for each in destinations
        if Sort.ACCESS in vendors()[each.vendor].sorts
    }


class SiteVocabulary:
    """What of sites an example may name; `sites` as of sites_of. `alone`: nobody beside them has
    tags."""

    def __init__(self, sites: Mapping[str, Mapping[str, str]], *, alone: bool = False) -> None:
        self._sites, self._alone = sites, alone

    def check(self, keys: Mapping[str, Found], say: Say) -> None:
        """Says what can never come out."""
        tags = next((found for key, found in keys.items() if key.startswith("tags")), None)
        if tags and self._alone:
            what = "no destination of the file has tags, so none can be promised."
            say(tags.line, what, id="unknown-name", suggestion=f"Promise '{NAME}'.")
        if NAME in keys:
            self._check_access(keys[NAME], say)

    def _check_access(self, found: Found, say: Say) -> None:
        if not self._sites:
            what = "no destination of the file knows access, so none can be promised."
            say(found.line, what, id="unknown-name", suggestion="Promise 'tags'.")
            return
        for site, line, words in _by_site(found):
            if site and site not in self._sites:
                say(line, f"'{show(site)}' is no site that knows access. {self._known(site)}",
                    id="unknown-name")  # fmt: skip
                continue
            for name, _ in map(parted, words):
                for where in [site] if site else self._sites:
                    if tag_key(name) not in self._sites[where]:
                        say(line, self._unknown(name, where), id="unknown-name")
                        break

    def _known(self, site: str) -> str:
        near = nearest(site, self._sites)
        return f"Did you mean '{near}'?" if near else f"There are: {', '.join(self._sites)}."

    def _unknown(self, name: str, site: str) -> str:
        names = self._sites[site].values()
        what = f"no membership is called '{show(name)}' at '{site}'."
        if near := nearest(name, names):
            return f"{what} Did you mean '{show(near)}'?"
        return f"{what} There are: {', '.join(map(show, names))}." if names else what


def _by_site(found: Found) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    if not isinstance(found.node, MappingNode):
        yield "", found.line, found.words
        return
    lines = {key.value: line_of(key) for key, _ in _scalars(found.node)}
    for site, words in found.named.items():
        yield site, lines.get(site, found.line), words


def _scalars(node: MappingNode) -> Iterator[tuple[ScalarNode, Node]]:
    yield from ((key, value) for key, value in node.value if isinstance(key, ScalarNode))


def open_at(state: DesiredState, site: str, at: datetime) -> dict[str, tuple[str, str]]:
    """By its key each membership that is open there, with its name and its end (`for life`, `until
    3000-01-31`). Sites keep whole days: who runs out today is in until midnight."""
    found: dict[str, tuple[str, datetime | None]] = {}
    for each in for_destination(state, site, {Sort.ACCESS}).targets.values():
        until = datetime.fromisoformat(each.text) if each.text else None
        key = tag_key(each.name)
        if each.value is Value.WANTED and (until is None or at < _midnight(until)):
            known = found.get(key, (each.name, until))[1]
            found[key] = (each.name, max(known, until) if known and until else None)
    return {
        key: (name, f"until {until.date()}" if until else FOR_LIFE)
        for key, (name, until) in found.items()
    }


def _midnight(until: datetime) -> datetime:
    day = until.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day + timedelta(days=1)
