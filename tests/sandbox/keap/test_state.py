"""What stands in the stand-in's Keap account, without any HTTP."""

from bridge.sandbox.keap.state import KeapState


def test_two_contacts_may_have_one_address_and_the_oldest_is_found_in_whatever_case() -> None:
    account = KeapState()
    first, second = account.create("Ann@example.com"), account.create("ann@example.com")
    assert account.of("ANN@example.com") == [first, second]
    assert account.find("ann@EXAMPLE.com") is first
    account.delete(first)
    assert account.find("ann@example.com") is second


def test_a_second_address_is_found_and_is_not_the_first() -> None:
    account = KeapState()
    ann = account.create("ann@example.com")
    row = {"email": "second@example.com", "field": "EMAIL2"}
    account.merge(ann, "email_addresses", [row], "field")
    assert (account.of("second@example.com"), account.find("second@example.com")) == ([ann], None)
    assert (ann.email, ann.emails) == ("ann@example.com", {"ann@example.com", "second@example.com"})


def test_a_list_is_replaced_as_a_whole_or_merged_by_its_key() -> None:
    account = KeapState()
    ann = account.create("ann@example.com")
    account.write(ann, "custom_fields", [{"id": "1", "content": "a"}, {"id": "2", "content": "b"}])
    account.merge(ann, "custom_fields", [{"id": "2", "content": "c"}], "id")
    assert [row["content"] for row in ann.arrays["custom_fields"]] == ["a", "c"]
    account.write(ann, "custom_fields", [{"id": "2", "content": "d"}])
    assert [row["content"] for row in ann.arrays["custom_fields"]] == ["d"]


def test_a_tag_that_is_dropped_is_nobodys_any_more() -> None:
    account = KeapState()
    ann, gold = account.create("ann@example.com"), account.add_tag("Gold")
    assert gold is not None
    assert [account.apply_tag(ann, gold) for _ in range(2)] == [True, False]
    assert account.fired == {("ann@example.com", "Gold"): 1}
    account.drop_tag(gold)
    assert (ann.tags, account.tags) == ([], {})
    assert account.add_tag("gold") is not None


def test_who_is_in_a_sequence_does_not_enter_it_again_while_it_lasts() -> None:
    account = KeapState()
    ann = account.create("ann@example.com")
    account.add_campaign("Welcome", ["Mails"])
    (mails,) = account.sequences
    assert [account.enter(ann, mails, stays=False) for _ in range(2)] == [True, True]
    assert [account.enter(ann, mails, stays=True) for _ in range(2)] == [True, False]
    assert account.entered == [(ann.id, mails)] * 3
