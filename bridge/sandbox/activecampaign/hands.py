"""The sandbox account as seen and changed by somebody on ActiveCampaign's own pages."""

from collections.abc import Iterable

from bridge.sandbox.activecampaign.besides_hands import BesidesHands


class Hands(BesidesHands):
    """Changes made by hand, and a look at what stands there. Contacts are named by e-mail."""

    def add_contact(self, email: str, tags: Iterable[str] = (), **profile: str) -> int:
        """The new contact's id. `profile` takes firstName, lastName, phone."""
        with self.account.lock:
            contact = self.account.create(email, profile)
            for tag in tags:
                self.tag(email, tag)
            return contact.id

    def tag(self, email: str, tag: str) -> None:
        with self.account.lock:
            row = self.account.tag_named(tag) or self.account.add_tag(tag)
            if row is not None:
                self.account.tag(self.contact(email), row)

    def untag(self, email: str, tag: str) -> None:
        with self.account.lock:
            for row in list(self.account.contact_tags_of([self.contact(email).id])):
                if self.account.tags[row.tag].name == tag:
                    self.account.untag(row.id)

    def delete_contact(self, email: str) -> None:
        with self.account.lock:
            self.account.delete(self.contact(email))

    def change_email(self, email: str, new_email: str) -> None:
        with self.account.lock:
            self.account.rename(self.contact(email), new_email)

    def renumber_contact(self, email: str) -> int:
        """The contact's new id: what remains of two merged contacts may have another one."""
        with self.account.lock:
            old = self.contact(email)
            email, tags = old.email, self.account.tags_of(old)
            new = self.account.create(f"merging+{email}", old.profile)
            self.account.besides.hand_over(old.id, new.id)
            self.account.delete(old)
            self.account.rename(new, email)
            for tag in tags:
                self.tag(email, tag)
                self.account.fired[email.casefold(), tag] -= 1
            return new.id

    def renumber_tag(self, tag: str) -> int:
        """The tag's new id, after someone deleted it and made it again; contacts lost it."""
        with self.account.lock:
            old = self.account.tag_named(tag)
            if old is not None:
                self.account.drop_tag(old)
            new = self.account.add_tag(tag)
            return new.id if new else 0

    def tags_of(self, email: str) -> set[str]:
        """The names of the contact's tags; empty too when there is no such contact."""
        with self.account.lock:
            contact = self.account.find(email)
            return self.account.tags_of(contact) if contact else set()

    def contacts(self) -> dict[str, set[str]]:
        """Every contact that is not deleted: e-mail -> tags."""
        with self.account.lock:
            everybody = [c for c in self.account.contacts.values() if not c.deleted]
            return {contact.email: self.account.tags_of(contact) for contact in everybody}

    def fired(self, email: str, tag: str) -> int:
        """How often the automations behind this tag started for this contact."""
        with self.account.lock:
            return self.account.fired[email.casefold(), tag]
