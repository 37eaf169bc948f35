"""What the rules lack for a delivery, and which of them it nearly matched."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bridge.errors import ConfigError
from bridge.late import Late
from bridge.model import Event
from bridge.rules import Rules, SpokenOf, near_misses

if TYPE_CHECKING:
    from bridge import rulesfile
else:
    rulesfile = Late("bridge.rulesfile")  # a receiver reads rules for these pages only


class Near(NamedTuple):
    """`unnamed` is a sentence on what of the sale no rule names; `misses` are as of
    `near_misses`."""

    unnamed: str = ""
    misses: tuple[str, ...] = ()


class NearMisses:
    """Asks the rules file as it stands on this machine now; it is read again when it changed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read: tuple[tuple[int, int], Rules | None] | None = None

    def __call__(self, event: Event, state: str) -> Near:
        """Of a delivery in this state; nothing while the file is wrong or not here."""
        rules = self._rules()
        if rules is None:
            return Near()
        if state == "no rule":
            return Near(misses=near_misses(rules, event))
        items = SpokenOf(rules).unmapped(event) if state in ("applied", "failed") else ()
        if not items:
            return Near()
        words = " or ".join(f"{i.key} plan {i.plan}" if i.plan else i.key for i in items)
        unnamed = (
            f"None of the rules that match names {words}, as they stand now; `bridge unmapped` "
            "prints one that would."
        )
        return Near(unnamed, near_misses(rules, event))

    def _rules(self) -> Rules | None:
        try:
            stands = self._file.stat()
        except OSError:
            return None
        version = stands.st_mtime_ns, stands.st_size
        if self._read is None or self._read[0] != version:
            self._read = version, self._load()
        return self._read[1]

    def _load(self) -> Rules | None:
        try:
            return rulesfile.load(self._file)
        except ConfigError:
            return None
