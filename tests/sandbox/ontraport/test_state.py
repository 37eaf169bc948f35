"""What stands in the sandbox Ontraport account, without any HTTP."""

from bridge.sandbox.ontraport.state import OntraportState


def test_changes_of_tags_show_in_their_order_each_after_its_reads() -> None:
    account = OntraportState()
    ann, gold = account.create("ann@example.com", {})["id"], account.add_tag("Gold")["tag_id"]
    account.change_tag(ann, gold, added=True, reads=0)
    account.change_tag(ann, gold, added=False, reads=2)
    assert [*account.names_of(ann)] == []
    shown = [account.read_tags(ann) for _ in range(3)]
    assert shown == [f"*/*{gold}*/*", f"*/*{gold}*/*", "*/*"]


def test_what_is_settled_shows_at_once() -> None:
    account = OntraportState()
    ann, gold = account.create("ann@example.com", {})["id"], account.add_tag("Gold")["tag_id"]
    account.change_tag(ann, gold, added=True, reads=9)
    account.settle(ann)
    assert account.read_tags(ann) == f"*/*{gold}*/*"


def test_a_contact_that_is_deleted_takes_all_it_had_along() -> None:
    account = OntraportState()
    ann = account.create("ann@example.com", {"firstname": "Ann", "unknown": "x"})
    assert account.find("ANN@example.com") == ann
    assert "unknown" not in ann
    account.delete(ann)
    assert (account.find("ann@example.com"), account.contacts) == (None, {})
