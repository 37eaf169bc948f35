"""What a key of rules.yaml may take: words, values by name, or further keys."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bridge.rules.file.grammar.suggest import (
    NOT_KNOWN,
    did_you_mean,
    nearest,
    not_known,
    oddly_typed,
)
from bridge.rules.file.problem import Wrong


def _nothing(*_: str) -> str:
    return ""


@dataclass(frozen=True)
class Form:
    """Words behind a key: those of `choices` and of the `pattern`. `refuse` says what is wrong with
    another one, `meant` gives the right word it was probably meant to be, `write` how it is
    written; "" where there is nothing to say.

    `free` text is judged by `refuse` alone, as is a form without choices or pattern. There YAML's
    own readings (no as false, 0123 as 83) would surprise; elsewhere the word itself is looked at.
    """

    what: str  # one of it, as a message says: the tag 'x'
    refuse: Callable[[str], str] = _nothing
    many: bool = False  # one word or a list of them
    free: bool = False
    may_be_empty: bool = False
    repeats: bool = False  # the same word may stand twice
    choices: tuple[str, ...] = ()
    pattern: str = ""
    meant: Callable[[str], str] = _nothing
    also: Mapping[str, str] = field(default_factory=dict, hash=False)  # other names of choices
    says: str = NOT_KNOWN
    write: str = ""
    by_name: "Form | None" = None  # `name: …` may stand in a word's place, with a word of this form
    # In a list, these may stand in a word's place: `KEY: WORD` with a key of that pattern and a
    # word of that form, which is read as one word, and keys of the table `among`. `unpaired` says
    # what is wrong with another key and its word.
    paired: "tuple[str, Form] | None" = None
    among: "Table | None" = field(default=None, hash=False)
    unpaired: Callable[[str, str], str] = _nothing
    numbers: bool = False  # a free word that YAML reads as a number counts as it is written
    placeholders: bool = False  # what the event tells may stand in it, between < and >
    of_dates: str = ""  # said of a free word that YAML reads as a date, instead of to quote it
    grows: bool = False  # its choices are packages that are installed: no shipped file lists them
    several: str = ""  # what to do instead, where a list or keys with values stand there

    def check(self, word: str) -> Wrong:
        """What is wrong with the word; empty for a right one."""
        told_by_words = bool(self.choices or self.pattern) and not self.free
        if told_by_words and self._is_known(word):
            return Wrong()
        if told_by_words and (odd := oddly_typed(self.what, word, self._is_known)):
            return odd
        if (told := self.refuse(word)) or not told_by_words:
            return told if isinstance(told, Wrong) else Wrong("unknown-word" if told else "", told)
        near = "" if self.write else nearest(word, self.choices, self.also)
        if meant := self.meant(word) or near:
            return did_you_mean(self.what, word, meant, self.says)
        write = self.write or f"Known here: {', '.join(self.choices)}."
        return not_known(self.what, word, write, says=self.says)

    def _is_known(self, word: str) -> bool:
        by_pattern = bool(self.pattern) and re.fullmatch(self.pattern, word) is not None
        return by_pattern or word in self.choices


@dataclass(frozen=True)
class Values:
    """Words of one form by names that the file chooses, such as a checkout's own fields.

    `or_words`: the words alone may stand there, one or a list of them; each is its own name then.
    """

    what: str  # one of the names, as a message says: the field 'x'
    form: Form
    such_as: str = "{source: newsletter}"
    may_be_empty: bool = False
    or_words: bool = False


@dataclass(frozen=True)
class Table:
    """Keys behind a key: one set of them, a list of sets (`listed`), or sets by tag (`by_tag`).

    Of `either`, exactly one must stand there; where none does, the first is asked for.
    """

    what: str
    keys: tuple["Key", ...]
    also: Mapping[str, str] = field(default_factory=dict)  # other names people try -> the key
    refused: Mapping[str, str] = field(default_factory=dict)  # names people try -> why not here
    # The key that another name probably means, with the sentence about that name; "" for none.
    near: Callable[[str], tuple[str, str]] | None = field(default=None, hash=False)
    listed: bool = False
    or_one: bool = False  # listed, or one set without a list
    by_tag: bool = False
    or_switch: bool = False  # yes or no may stand in its place
    phrase: Form | None = None  # so may a word of this form
    either: tuple[str, ...] = ()


@dataclass(frozen=True)
class Key:
    """One key, with the sentence that explains it to the file's owner."""

    name: str
    takes: Form | Values | Table
    about: str  # begins with an ordinary word: messages go on with it in lower case
    required: bool = False
