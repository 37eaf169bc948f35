"""The buyer of an example: what a CRM would have of somebody new, once told what she is owed."""

from bridge.model import tag_key
from bridge.owed import Due


class Buyer:
    """Nothing is known of her at first: no tags, no fields, on no list and opted out of none.

    `tags` and `lists` are the names by their keys, `fields` name and value likewise. `started` are
    automations, each as often as it was. `kept_out` are keys of lists on which she was not put,
    because she had been taken off: CRMs keep that as her own opt-out.
    """

    def __init__(self) -> None:
        self.tags: dict[str, str] = {}
        self.lists: dict[str, str] = {}
        self.fields: dict[str, tuple[str, str]] = {}
        self.started: list[str] = []
        self.kept_out: set[str] = set()
        self._opted_out: set[str] = set()

    def told(self, owed: Due) -> None:
        """Do as a CRM does: what takes away comes first."""
        for tag in owed.remove:
            self.tags.pop(tag_key(tag), None)
        for tag in (*owed.add, *(firing.tag for firing in owed.fire)):
            self.tags[tag_key(tag)] = tag
        self._told_of_lists(owed)
        self.fields |= {tag_key(each.field): (each.field, each.value) for each in owed.fields}
        self.started += [firing.tag for firing in owed.start]

    def _told_of_lists(self, owed: Due) -> None:
        for name in owed.unsubscribe:
            if self.lists.pop(tag_key(name), None):
                self._opted_out.add(tag_key(name))
        for wish in owed.subscribe:
            key = tag_key(wish.list)
            if key in self._opted_out and not wish.even_opted_out:
                self.kept_out.add(key)
                continue
            self._opted_out.discard(key)
            self.kept_out.discard(key)
            self.lists[key] = wish.list
