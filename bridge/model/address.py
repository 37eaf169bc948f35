"""Which e-mail addresses there can be."""

import unicodedata

_LONGEST = 254  # RFC 5321, 4.5.3.1.3
_IN_NONE = frozenset(' ,;<>"()[]\\\ufffd')


def visible(email: str) -> str:
    """Without what nobody can see or type: blanks that do not break, joiners, marks of writing."""
    unseen = ("Cf", "Zs")
    return "".join(c for c in email if c == " " or unicodedata.category(c) not in unseen).strip()


def can_exist(email: str) -> bool:
    """A small check: whether an address that looks right is somebody's, only the CRM can tell."""
    name, _, domain = email.partition("@")
    return (
        bool(name)
        and len(email) <= _LONGEST
        and email.isprintable()
        and not set(email) & _IN_NONE
        and "@" not in domain
        and "." in domain
        and all(domain.split("."))
    )
