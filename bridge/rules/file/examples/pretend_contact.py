"""The contact of an example at one address: what a CRM would have of somebody new, once told what
she should have."""

from bridge.entitlements.desired import Desired, DesiredState, Occurrence, Value
from bridge.model import Sort, tag_key


class PretendContact:
    """Nothing is known of her at first: no contact, no tags, no fields, on no list and opted out of
    none.

    `tags` and `lists` are the names by their keys, `fields` name and value likewise. `started` are
    automations, each as often as it was. `kept_out` are keys of lists on which she was not put,
    because she had been taken off: CRMs keep that as her own opt-out.
    """

    def __init__(self) -> None:
        self.exists = False
        self.tags: dict[str, str] = {}
        self.lists: dict[str, str] = {}
        self.fields: dict[str, tuple[str, str]] = {}
        self.started: list[str] = []
        self.kept_out: set[str] = set()
        self._opted_out: set[str] = set()
        self._wanted: set[str] = set()
        self._done: set[str] = set()
        self._turned: dict[str, bool] = {}

    def apply(self, state: DesiredState) -> None:
        """Do as a CRM does: what takes away comes first, and never makes a contact."""
        targets = state.targets.values()
        due = [each for each in state.occurrences if self._fires(state, each)]
        wanted = [each for each in targets if each.value is Value.WANTED]
        self.exists = self.exists or bool(due) or any(each.creates for each in wanted)
        for each in targets:
            if each.value is Value.UNWANTED:
                self._take(each)
        for key in self._wanted - state.targets.keys():
            self.tags.pop(key, None)  # nobody speaks of it any more
        self._wanted = {tag_key(each.name) for each in wanted if each.sort is Sort.TAG}
        for each in wanted if self.exists else ():
            self._give(each)
        for occurrence in due:
            self._do(occurrence)
        self._turned = {name: turned.open for name, turned in state.turned.items()}

    def _fires(self, state: DesiredState, occurrence: Occurrence) -> bool:
        """Once for each token; of access that turned, where it is not as it was when last told."""
        if occurrence.token in self._done or occurrence.quiet:
            return False
        turned = state.turned.get(occurrence.turn)
        return turned is None or turned.open != self._turned.get(occurrence.turn, turned.was_open)

    def _do(self, occurrence: Occurrence) -> None:
        self._done.add(occurrence.token)
        if occurrence.sort is Sort.AUTOMATION:
            self.started.append(occurrence.name)
        else:
            self.tags[tag_key(occurrence.name)] = occurrence.name

    def _take(self, desired: Desired) -> None:
        key = tag_key(desired.name)
        if desired.sort is Sort.TAG:
            self.tags.pop(key, None)
        elif desired.sort is Sort.LIST and self.lists.pop(key, ""):
            self._opted_out.add(key)

    def _give(self, desired: Desired) -> None:
        key = tag_key(desired.name)
        if desired.sort is Sort.TAG:
            self.tags[key] = desired.name
        elif desired.sort is Sort.FIELD:
            self.fields[key] = (desired.name, desired.text)
        elif key in self._opted_out and not desired.even_opted_out:
            self.kept_out.add(key)
        else:
            self._opted_out.discard(key)
            self.kept_out.discard(key)
            self.lists[key] = desired.name
