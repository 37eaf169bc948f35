"""Which rules a delivery nearly matched, for the pages about one that no rule spoke about."""

from pathlib import Path
from typing import TYPE_CHECKING

from bridge.errors import ConfigError
from bridge.late import Late
from bridge.model import Event
from bridge.rules import Rules, near_misses

if TYPE_CHECKING:
    from bridge import rulesfile
else:
    rulesfile = Late("bridge.rulesfile")  # a receiver reads rules for these pages only


class NearMisses:
    """Asks the rules file as it stands on this machine now; it is read again when it changed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read: tuple[tuple[int, int], Rules | None] | None = None

    def __call__(self, event: Event) -> tuple[str, ...]:
        """Sentences as of `near_misses`; none while the file is wrong or not here."""
        rules = self._rules()
        return near_misses(rules, event) if rules else ()

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
