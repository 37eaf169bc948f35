"""What the list of deliveries may be asked for: items, events and destinations that there are."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from bridge.explain.products.named_subjects import item_names
from bridge.model import ABOUT_THE_BUYER, BY_HAND
from bridge.rules import Rules
from bridge.store import destinations
from bridge.store.search.delivery_conditions import Asked
from bridge.store.search.subject_list import Subject, subject_list
from bridge.web.console.activity.activity_filter import EVENTS, ActivityFilter, asked_of
from bridge.web.installation import Installation

_MOST_ITEMS = 300


class FilterChoices:
    """Of one request: what it reads it reads once."""

    def __init__(self, here: Installation) -> None:
        self._here = here

    @cached_property
    def rules(self) -> Rules | None:
        return self._here.rules()

    @cached_property
    def subjects(self) -> Sequence[Subject]:
        return subject_list(self._here.engine)

    @cached_property
    def destinations(self) -> Sequence[str]:
        return [each.name for each in self._here.record.destinations()]

    @property
    def items(self) -> Sequence[tuple[str, str]]:
        """Their keys and names."""
        return [*item_names(self.subjects).items()][:_MOST_ITEMS]

    @property
    def events(self) -> Sequence[str]:
        """Those about buyers first."""
        common = [e for e in EVENTS if e in ABOUT_THE_BUYER or e in BY_HAND]
        return [*common, *(e for e in EVENTS if e not in common)]

    def asked(self, wanted: ActivityFilter, newest: int | None = None) -> Asked:
        with self._here.engine.connect() as connection:
            home = destinations.home(connection)
        asked = asked_of(wanted, self.subjects, self.rules, home)
        return replace(asked, newest=newest)
