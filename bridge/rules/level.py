"""A membership as its site knows it: the tag that opens it, and those that keep it closed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """`name` is the membership's in the file; any one of the `blocking` tags closes it although
    its `tag` stands (keap.memberium.com/payf-canc-susp-tags)."""

    name: str
    tag: str
    blocking: tuple[str, ...] = ()
