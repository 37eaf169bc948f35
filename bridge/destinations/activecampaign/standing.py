"""Which of some tags and lists one contact in ActiveCampaign has; nothing is written there."""

from collections.abc import Iterable, Iterator, Mapping

from bridge.destinations.activecampaign.contact import AccountContact
from bridge.destinations.activecampaign.directory import NameTable
from bridge.destinations.activecampaign.fields import Filling
from bridge.destinations.activecampaign.lists import SUBSCRIBED
from bridge.destinations.activecampaign.look import Look
from bridge.destinations.activecampaign.tags import TagTable
from bridge.destinations.base import Memory
from bridge.destinations.http import Connection
from bridge.model import Contact, Sort, target_key


class Standing:
    """One look at the contact, after the names' ids where they are not remembered."""

    def __init__(
        self,
        connection: Connection,
        tags: TagTable,
        tables: Mapping[Sort, NameTable],
        contact: Contact,
        memory: Memory,
    ) -> None:
        self._tags = tags
        self._lists = tables[Sort.LIST]
        self._memory = memory
        no_fields = Filling(tables[Sort.FIELD], ())
        self._look = Look(AccountContact(connection, contact, memory, no_fields))

    def of(self, names: Iterable[tuple[Sort, str]]) -> frozenset[str]:
        """Their keys; what the account lacks nobody has."""
        wanted = [*names]
        tags = dict(self._tag_ids(name for sort, name in wanted if sort is Sort.TAG))
        lists = self._list_ids([name for sort, name in wanted if sort is Sort.LIST])
        self._look.see(tags=bool(tags), lists=bool(lists))
        carried = self._look.tags() if tags else {}
        on = self._look.standings() if lists else {}
        has = [target_key(Sort.TAG, name) for name, id_ in tags.items() if id_ in carried]
        has += [
            target_key(Sort.LIST, name) for name, id_ in lists.items() if on.get(id_) == SUBSCRIBED
        ]
        return frozenset(has)

    def _tag_ids(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        for name in names:
            if id_ := self._tags.removable(name, self._memory):
                yield name, id_

    def _list_ids(self, names: list[str]) -> Mapping[str, str]:
        return self._lists.find(names, self._memory).ids if names else {}
