"""Why rules are not published, in words for whoever wanted it."""

from collections.abc import Sequence

from bridge.model import Destination
from bridge.model.errors import BridgeError
from bridge.model.text import clock, counted, join_and, quoted
from bridge.store import rulebooks
from bridge.store.rulebooks import Rulebook

_SOURCES = {
    rulebooks.FILE: "with a deploy",
    rulebooks.APPLY: "by bridge apply",
    rulebooks.PUSH: "by bridge rules push",
    rulebooks.CONSOLE: "in the console",
    rulebooks.UNDO: "as an undo",
}


class PublishingIsOff(BridgeError):
    """Rules come by a deploy alone here."""

    def __init__(self) -> None:
        super().__init__(
            "Rules are not published here: RULES_PUBLISH is deploy. Change rules.yaml, and deploy "
            "it."
        )


class NothingToPublish(BridgeError):
    """The text is that of the version that counts."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Nothing was changed: these are the rules of version {number} already.")


class BasedOnOlder(BridgeError):
    """Others published since the draft was begun: `published`, oldest first."""

    def __init__(self, published: Sequence[Rulebook]) -> None:
        self.published = tuple(published)
        told = join_and(f"version {each.number} ({published_words(each)})" for each in published)
        were = "was" if len(self.published) == 1 else "were"
        super().__init__(
            f"Meanwhile {told} {were} published, which this was not written over, so nothing was "
            "done. Look at the difference, and begin again with the rules that count."
        )


class OtherDestinations(BridgeError):
    """The running workers have no settings for these."""

    def __init__(self, now: Sequence[Destination], then: Sequence[Destination]) -> None:
        super().__init__(
            f"{_difference(now, then)} The workers that run cannot take that: an account needs its "
            "settings and a restart. Change it in rules.yaml, and deploy it."
        )


class NumberWanted(BridgeError):
    """The plan is large, and nobody said for how many it is."""

    def __init__(self, people: int, losing: int) -> None:
        super().__init__(
            f"This changes {counted(people, 'person')}; {losing} would lose access. Say so by its "
            f"number: {people}."
        )


def published_words(book: Rulebook) -> str:
    """`in the console by Ann, 28 Nov 2026, 10:04: 'VIPs come in'`"""
    by = f" by {book.who}" if book.who else ""
    note = f": '{book.note}'" if book.note else ""
    back = f", taking back version {book.takes_back}" if book.takes_back else ""
    return f"{source_phrase(book.source)}{by}, {clock(book.since)}{back}{note}"


def source_phrase(source: str) -> str:
    """`in the console`, `with a deploy`"""
    return _SOURCES.get(source, source)


def raise_if_others(now: Sequence[Destination], then: Sequence[Destination]) -> None:
    """Raises OtherDestinations where other rules name other accounts."""
    if _accounts(now) != _accounts(then):
        raise OtherDestinations(now, then)


def _accounts(destinations: Sequence[Destination]) -> dict[str, str]:
    return {each.name: each.vendor for each in destinations}


def _difference(now: Sequence[Destination], then: Sequence[Destination]) -> str:
    """`These rules name the destination 'school', which those that count do not.`"""
    before, after = _accounts(now), _accounts(then)
    new = [name for name in after if before.get(name) != after[name]]
    gone = [name for name in before if name not in after]
    told = []
    if new:
        what = "the destination" if len(new) == 1 else "the destinations"
        told.append(f"name {what} {quoted(new)}, which those that count do not have like that")
    if gone:
        told.append(f"no longer name {quoted(gone)}")
    return f"These rules {join_and(told)}."
