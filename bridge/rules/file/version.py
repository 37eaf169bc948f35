"""Which version of the rules file decided: its text's hash, and the git commit where known."""

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

_HASH_LETTERS = 12
_COMMIT_LETTERS = 7
_A_COMMIT = re.compile(r"[0-9a-f]{40,64}")

# Heroku's dyno metadata sets the first; its build environment, and others', the second.
_COMMIT_VARIABLES = ("HEROKU_SLUG_COMMIT", "SOURCE_VERSION")


def version_of(text: str, commit: str = "") -> str:
    """`3f2a9c1b04de`, or `3f2a9c1b04de@fd1a3fa` where the commit is known."""
    digest = sha256(text.encode(errors="surrogatepass")).hexdigest()[:_HASH_LETTERS]
    return f"{digest}@{commit[:_COMMIT_LETTERS]}" if commit else digest


def commit_of(rules_file: Path, environment: Mapping[str, str]) -> str:
    """The whole commit that is deployed, or that stands checked out beside the file; else empty.

    Git itself is not run: a slug or an image seldom has it.
    """
    named = (environment.get(name, "").strip().lower() for name in _COMMIT_VARIABLES)
    return next(filter(_A_COMMIT.fullmatch, named), "") or _checked_out(rules_file.parent / ".git")


def _checked_out(git: Path) -> str:
    head = _text_of(git / "HEAD").strip()
    reference = head.removeprefix("ref: ")
    if reference == head:
        return head if _A_COMMIT.fullmatch(head) else ""
    loose = _text_of(git / reference).strip()
    return loose if _A_COMMIT.fullmatch(loose) else _packed(git, reference)


def _packed(git: Path, reference: str) -> str:
    """Lines of packed-refs are `COMMIT REFERENCE`."""
    lines = (line.split(" ") for line in _text_of(git / "packed-refs").splitlines())
    return next((one[0] for one in lines if one[1:] == [reference]), "")


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, ValueError):  # not there, not text, or a path that no file can have
        return ""
