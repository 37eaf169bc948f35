"""The rules file as it stands on this machine now, for pages that go by it."""

from pathlib import Path
from stat import S_ISREG

from bridge.model.errors import ConfigError
from bridge.rules import Rules


class RulesNow:
    """Gives the file's rules; it is read again when it changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[tuple[int, int], Rules | None] | None = None

    def __call__(self) -> Rules | None:
        """None while the file is wrong or not here."""
        try:
            stands = self.path.stat()
        except (OSError, ValueError):  # ValueError: a path that no file can have
            return None
        if not S_ISREG(stands.st_mode):  # a pipe would keep whoever asks waiting
            return None
        version = stands.st_mtime_ns, stands.st_size
        if self._read is None or self._read[0] != version:
            self._read = version, self._load()
        return self._read[1]

    def _load(self) -> Rules | None:
        # Here, since a receiver reads rules for these pages only: its memory is bounded.
        from bridge.rules import file

        try:
            return file.load(self.path)
        except ConfigError:
            return None
