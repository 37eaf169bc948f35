"""Words that say where contacts are told: vendors, and the names that the file gives accounts.

A function gives what is wrong with a word, and "" where it has nothing to say.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from bridge.destinations import registry
from bridge.rules.file.grammar.forms import Form, Values
from bridge.rules.file.grammar.suggest import loose
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import show

CRMS = tuple(registry.vendors())
SETTING = registry.vendors()[CRMS[0]].needed[0]  # one of a CRM's, for examples
NAME_PATTERN = "[a-z][a-z0-9]*([-_][a-z0-9]+)*"
LONGEST_NAME = 40  # letters; it stands in the names of variables, and before each message

_SUCH_AS = f"{{school: {CRMS[-1]}, academy: {CRMS[-1]}}}"


def _names_of_vendors() -> Mapping[str, str]:
    """Each other name of a vendor with the one that the file knows: as it is spelled, or was."""
    return {
        loose(other): name
        for name, vendor in registry.vendors().items()
        for other in (vendor.called, *vendor.also)
    }


def _refuse_vendor(word: str) -> str:
    if "." not in word:
        return ""
    what = f"the CRM '{show(word)}' is an address, and a name is due."
    write = f"Write {' or '.join(CRMS)}; the account's address is a setting, such as"
    return Wrong("unknown-word", what, f"{write} {SETTING}.")


def check_name(word: str) -> Wrong:
    """Of what the file calls a destination; empty for a right one."""
    if re.fullmatch(NAME_PATTERN, word) and len(word) <= LONGEST_NAME:
        return Wrong()
    what = f"the destination's name '{show(word)}' is not made of small letters, digits, - and _,"
    what = f"{what} a letter first, {LONGEST_NAME} of them at most."
    plain = re.sub("[^a-z0-9]+", "-", word.lower()).strip("-")[:LONGEST_NAME].rstrip("-")
    hint = f"Write '{plain}'." if re.fullmatch(NAME_PATTERN, plain) else "Write one like school."
    return Wrong("wrong-value", what, hint, plain)


def meant_vendor(word: str) -> str:
    """The vendor that the word names, or was probably meant to; "" for none."""
    return word if word in CRMS else _VENDOR.check(word).meant


_VENDOR = Form("CRM", _refuse_vendor, choices=CRMS, also=_names_of_vendors(), grows=True)
CRM = replace(_VENDOR, several="Several stand behind 'destinations' instead of 'crm'.")
NAMES = Form("destination", many=True)
DESTINATIONS = Values("destination", _VENDOR, _SUCH_AS, or_words=True)
