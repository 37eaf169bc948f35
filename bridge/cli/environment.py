"""What commands take from the environment, and the files that are named to them."""

import getpass
import os
import stat
from pathlib import Path

from bridge import settings
from bridge.cli.output import printable
from bridge.destinations import registry
from bridge.model.errors import BridgeError, ConfigError
from bridge.rules import Rules
from bridge.rules import file as rulesfile

CRM = registry.configured(os.environ)  # meant where no rules file is asked
_TAKES = "Name a file, - for stdin, a delivery's ID, or a buyer's EMAIL."
_NO_FILES = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def settings_of(*needed: str, also: tuple[str, ...] = ()) -> settings.Settings:
    """The variables this command needs, and `also` those it can do without; it shall not fail
    for any other. Raises ConfigError with every problem."""
    names = (*needed, *also)
    given = {name: os.environ[name] for name in names if name in os.environ}
    return settings.read(given, needed)


def rules_path() -> Path:
    """The file that RULES_FILE names, or its default."""
    return settings_of(also=("RULES_FILE",)).rules_file


def rules_of(file: Path | None) -> Rules:
    """The rules of the file that was typed, or else of the one that RULES_FILE names. Raises
    ConfigError with every mistake."""
    path = file or rules_path()
    if kind := kind_of_no_file(path):
        ask = "Is its path right?" if file else "Is RULES_FILE right?"
        raise ConfigError([f"{printable(path)}: this is {kind}, not a file. {ask}"])
    return rulesfile.load(path, typed=file is not None)


def read_file(file: str, most: int) -> bytes:
    """No more than so many bytes of it. Raises BridgeError."""
    if kind := kind_of_no_file(Path(file)):
        raise BridgeError(f"{printable(file)}: this is {kind}, not a file. {_TAKES}")
    try:
        with Path(file).open("rb") as stream:
            return stream.read(most)
    except FileNotFoundError:
        raise BridgeError(f"{printable(file)}: there is no such file. {_TAKES}") from None
    except (OSError, ValueError) as error:  # ValueError: a path that no file can have
        why = getattr(error, "strerror", None) or error
        raise BridgeError(f"{printable(file)}: the file cannot be read ({why}).") from None


def operator() -> str:
    """BRIDGE_OPERATOR, or the system's name of whoever runs this; "" where it has none."""
    try:
        return os.environ.get("BRIDGE_OPERATOR") or getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return ""


def kind_of_no_file(path: Path) -> str:
    """`a pipe`, which would keep whoever opens it waiting; "" for a file, and for nothing."""
    try:
        return _NO_FILES.get(stat.S_IFMT(path.stat().st_mode), "")
    except (OSError, ValueError):
        return ""
