"""A product is given its place in the rules: read from the form, and made in their text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bridge.explain.products.product_list import Product
from bridge.explain.products.snippet import Snippet, snippet_for, tag_for
from bridge.model import Kind, tag_key
from bridge.model.errors import ConfigError
from bridge.rules import Rules
from bridge.rules.file.edit.changed_rows import ChangedRow, changed_rows
from bridge.rules.file.edit.item_change import ItemChange, change_item
from bridge.rules.file.edit.layout import NotChanged
from bridge.rules.file.grammar.values import TAG

MEMBERSHIP, NEW, IGNORE = "membership", "new", "ignore"
_BOTH = (
    "You wrote '{}' as the tag of a new membership, and chose something else. Choose the new "
    "membership; or leave its tag empty, and choose the other once more."
)


class NotPlaced(Exception):
    """What was chosen cannot be; says in words what to do."""


@dataclass(frozen=True)
class Placed:
    """The rules with the product in its place: the whole text, and the lines that differ."""

    text: str
    words: str
    rows: Sequence[ChangedRow]


@dataclass(frozen=True)
class Unplaced:
    """Where the text could not be changed by itself: why, and the lines to put there by hand."""

    problems: Sequence[str]
    snippet: Snippet


def chosen(form: Mapping[str, str], product: Product, rules: Rules) -> ItemChange:
    """Raises NotPlaced."""
    key, how = product.item.key, form.get("how", "")
    tag = _typed_tag(form, product)
    if how == IGNORE:
        return ItemChange(key)
    if how == MEMBERSHIP:
        known = rules.membership(form.get("membership", ""))
        if known is None:
            raise NotPlaced("Choose one of the memberships.")
        asks = any(e.block.plans for e in rules.offers if e.membership.name == known.name)
        return ItemChange(key, known.name, product.newest_plan if asks else "")
    if how != NEW:
        raise NotPlaced("Choose what shall become of it.")
    if not tag:
        raise NotPlaced("Write the new membership's tag.")
    if wrong := TAG.check(tag):
        raise NotPlaced(f"{wrong[:1].upper()}{wrong[1:]}")
    if same := next((e for e in _names(rules) if tag_key(e) == tag_key(tag)), ""):
        raise NotPlaced(f"There is a membership '{same}' already: choose it above, or another tag.")
    return ItemChange(key, tag, product.plan_of_new)


def _typed_tag(form: Mapping[str, str], product: Product) -> str:
    """Raises NotPlaced where it was typed, and something else chosen."""
    tag = " ".join(form.get("tag", "").split())
    if form.get("how") in (MEMBERSHIP, IGNORE) and tag not in ("", tag_for(product.item)):
        raise NotPlaced(_BOTH.format(tag))
    return tag


def placed(rules: Rules, change: ItemChange, product: Product) -> Placed | Unplaced:
    try:
        text = change_item(rules.text, change, rules.name)
    except NotChanged as why:
        told = f"Your file is laid out so that this cannot be written into it safely: {why}."
        return Unplaced([told], _snippet(change, product))
    except ConfigError as wrong:
        return Unplaced(wrong.problems, _snippet(change, product))
    return Placed(text, change.words, changed_rows(rules.text, text))


def _names(rules: Rules) -> list[str]:
    return [offer.membership.name for offer in rules.offers]


def _snippet(change: ItemChange, product: Product) -> Snippet:
    """As `bridge unmapped` prints it; of what needs no rule, its line."""
    if not change.membership:
        return Snippet("", f"ignore: {change.item}\n")
    known = {(Kind.PURCHASE, change.item)} if change.plan else set()
    return snippet_for(Kind.PURCHASE, product.item, known)
