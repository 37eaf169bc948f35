"""Lists, fields and automations of the sandbox account, as changed and seen by a person."""

from collections.abc import Iterable

from bridge.sandbox.activecampaign.account import Account, SandboxContact
from bridge.sandbox.activecampaign.besides import BOUNCED, OPTED_OUT, SUBSCRIBED, UNCONFIRMED, named

STANDINGS = {
    UNCONFIRMED: "not confirmed",
    SUBSCRIBED: "subscribed",
    OPTED_OUT: "opted out",
    BOUNCED: "bounced",
}


class BesidesHands:
    """Contacts are named by e-mail, all else by its name. Raises LookupError for what is not."""

    account: Account

    def contact(self, email: str) -> SandboxContact:
        """Raises LookupError when the account has no such contact."""
        with self.account.lock:
            contact = self.account.find(email)
        if contact is None:
            raise LookupError("the sandbox account has no contact with this address")
        return contact

    def furnish(
        self,
        lists: Iterable[str] = (),
        fields: Iterable[str] = (),
        automations: Iterable[str] = (),
    ) -> None:
        """Make several, by name."""
        for make, names in (
            (self.new_list, lists),
            (self.new_field, fields),
            (self.new_automation, automations),
        ):
            for name in names:
                make(name)

    def new_list(self, name: str) -> None:
        with self.account.lock:
            self.account.besides.add_list(name)

    def new_field(self, title: str) -> None:
        with self.account.lock:
            self.account.besides.add_field(title)

    def new_automation(self, name: str) -> None:
        with self.account.lock:
            self.account.besides.add_automation(name)

    def put_on_list(self, email: str, name: str, status: str = SUBSCRIBED) -> None:
        """By hand, or by a form of hers; the statuses are the keys of `STANDINGS`."""
        with self.account.lock:
            found = named(self.account.besides.lists, name)
            self.account.besides.put_on(self.contact(email).id, found.id, status)

    def opt_out(self, email: str, name: str) -> None:
        """She clicks the link at the end of a mail."""
        self.put_on_list(email, name, OPTED_OUT)

    def start_automation(self, email: str, name: str) -> None:
        with self.account.lock:
            found = named(self.account.besides.automations, name)
            self.account.besides.enrol(self.contact(email).id, found.id)

    def renumber_list(self, name: str) -> int:
        """The list's new id, after someone deleted it and made it again; nobody is on it."""
        with self.account.lock:
            besides = self.account.besides
            old = named(besides.lists, name)
            for pair in [pair for pair in besides.memberships if pair[1] == old.id]:
                del besides.memberships[pair]
            del besides.lists[old.id]
            return besides.add_list(name).id

    def renumber_field(self, title: str) -> int:
        """The field's new id, after someone deleted it and made it again; its values are gone."""
        with self.account.lock:
            besides = self.account.besides
            old = named(besides.fields, title)
            besides.values = {pair: v for pair, v in besides.values.items() if pair[1] != old.id}
            del besides.fields[old.id]
            return besides.add_field(title).id

    def renumber_automation(self, name: str) -> int:
        """The automation's new id, after someone deleted it and made it again."""
        with self.account.lock:
            del self.account.besides.automations[named(self.account.besides.automations, name).id]
            return self.account.besides.add_automation(name).id

    def lists_of(self, email: str) -> dict[str, str]:
        """The contact's lists with its standing in words; empty when there is no such contact."""
        with self.account.lock:
            contact, besides = self.account.find(email), self.account.besides
            rows = besides.memberships_of(contact.id) if contact else ()
            return {
                besides.lists[row.list].name: STANDINGS.get(row.status, row.status) for row in rows
            }

    def fields_of(self, email: str) -> dict[str, str]:
        """The contact's custom fields that hold something, by title."""
        with self.account.lock:
            contact, besides = self.account.find(email), self.account.besides
            mine = (
                (n, v) for (who, n), v in besides.values.items() if contact and who == contact.id
            )
            return {besides.fields[number].title: value for number, value in mine}

    def started(self, email: str) -> list[str]:
        """The automations that the contact entered, in order, each as often as it did."""
        with self.account.lock:
            contact, besides = self.account.find(email), self.account.besides
            rows = besides.enrolments_of(contact.id) if contact else ()
            names = {number: row.name for number, row in besides.automations.items()}
            return [names.get(row.automation, "deleted since") for row in rows]
