"""The rules that count, brought into a rules file: taken over where nobody changed the file, put
together with what was changed there, or refused where both changed the same place."""

from dataclasses import dataclass

from sqlalchemy import Connection

from bridge.model.errors import BridgeError
from bridge.model.line_merge import Clash, merge_lines
from bridge.reconcile.publishing.checked_rules import look_over
from bridge.reconcile.publishing.refusals import published_words
from bridge.store import rulebooks
from bridge.store.rulebooks import Rulebook

_MOST = 5  # places that are named


@dataclass(frozen=True)
class PulledFile:
    """`text` is what the file is to say then. `was_changed`: what it says now was never published,
    so somebody is asked first."""

    counts: Rulebook
    text: str
    was_changed: bool = False


def pull(connection: Connection, mine: str, name: str) -> PulledFile | None:
    """With the text of the file as it is; None before anything was published. Raises BridgeError
    where the two cannot be brought together by lines, or make no good rules together."""
    newest = rulebooks.newest(connection)
    if newest is None:
        return None
    counts = rulebooks.read(connection, newest.number)
    theirs = _with_ends_of(mine, counts.text)
    if not mine or mine == theirs or rulebooks.has_text(connection, mine):
        return PulledFile(counts, theirs)
    base = rulebooks.file_standing(connection, mine).base_text
    merge = merge_lines(base, mine, theirs)
    if merge.clashes:
        raise BridgeError(_clash_words(name, counts, merge.clashes))
    together = _with_ends_of(mine, merge.text)
    if problems := look_over(together, name).problems:
        raise BridgeError("\n".join([*problems, _no_rules(name, counts)]))
    return PulledFile(counts, together, was_changed=True)


def _with_ends_of(mine: str, text: str) -> str:
    """With the line ends of the file that there is."""
    lines = text.replace("\r\n", "\n")
    return lines.replace("\n", "\r\n") if "\r\n" in mine else lines


def _clash_words(name: str, counts: Rulebook, clashes: list[Clash]) -> str:
    places = [_clash(name, counts, each) for each in clashes[:_MOST]]
    more = [f"and {len(clashes) - _MOST} places more."] if len(clashes) > _MOST else []
    return "\n".join([*places, *more, _by_hand(name)])


def _clash(name: str, counts: Rulebook, clash: Clash) -> str:
    return (
        f"{name} line {clash.line} and version {counts.number} ({published_words(counts)}) changed "
        f"the same place:\n{_marked('<', clash.mine)}{_marked('>', clash.theirs)}"
    ).rstrip("\n")


def _marked(mark: str, lines: tuple[str, ...]) -> str:
    return "".join(f"  {mark} {line}\n" for line in lines) or f"  {mark} (nothing)\n"


def _by_hand(name: str) -> str:
    return (
        "Nothing was written. Write the version that counts beside it (bridge rules pull "
        f"theirs.yaml), put both together in {name} by hand, and publish that: bridge rules push"
    )


def _no_rules(name: str, counts: Rulebook) -> str:
    return (
        f"{name} and version {counts.number} changed different places, and together they make "
        f"these mistakes. {_by_hand(name)}"
    )
