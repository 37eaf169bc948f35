"""The lines to put into a rules file, so that it speaks of what it does not speak of yet."""

from collections.abc import Container
from dataclasses import dataclass

from bridge.model import Item, Kind
from bridge.rules import Rules
from bridge.rules.file.plain import inline

_LONGEST_TAG = 100  # letters


@dataclass(frozen=True)
class Snippet:
    """`lines` are indented as they stand below `section:`, and end with a line break."""

    section: str
    lines: str


def waited_for(rules: Rules | None) -> frozenset[tuple[Kind, str]]:
    """The events and items that rules wait for."""
    listed = rules.rules if rules else ()
    return frozenset((kind, item) for rule in listed for kind in rule.when for item in rule.items)


def snippet_for(kind: Kind, item: Item | None, known: Container[tuple[Kind, str]] = ()) -> Snippet:
    """A membership for a purchase, else a rule. Its tag is made from the product's name, for a
    person to change.

    The pricing option stands in it only where rules wait for this kind and item already (`known`):
    then it is probably the option that they lack. Else one membership shall do for all of them.
    """
    wanted = [("items", item.key)] if item else []
    # An abandoned cart names no pricing option, so no rule may ask for one.
    if item and kind is not Kind.ABANDONED_CART and (kind, item.key) in known:
        wanted += [("plans", item.plan)] if item.plan else []
    if kind is Kind.PURCHASE and item:
        rows = [f"  {inline(tag_for(item))}:", *(f"    {key}: {word}" for key, word in wanted)]
        return Snippet("memberships", "".join(f"{row}\n" for row in rows))
    name = f"{kind.capitalize()} {tag_for(item)}" if item else kind.capitalize()
    told = [("name", inline(name)), ("when", kind), *wanted, ("add", inline(name))]
    first, *rest = (f"{key}: {word}" for key, word in told)
    return Snippet("rules", "".join([f"  - {first}\n", *(f"    {row}\n" for row in rest)]))


def tag_for(item: Item) -> str:
    """The product's name without what no tag may hold, as far as one can read it; or its key."""
    letters = (" " if letter == "," or letter.isspace() else letter for letter in item.name)
    name = " ".join("".join(filter(str.isprintable, letters)).split())
    return name[:_LONGEST_TAG].rstrip() or item.key
