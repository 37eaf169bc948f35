"""What stands in the sandbox account, and how late lists and filters tell of it."""

from bridge.sandbox.kit.state import KitAccount, KitOddities


def test_lists_show_what_was_there_before_until_they_were_read_often_enough() -> None:
    account = KitAccount(KitOddities(lag=2))
    account.create("buyer@example.com")
    shown = [len(account.listed().subscribers) for _ in range(3)]
    assert shown == [0, 0, 1]
    assert len(account.content.subscribers) == 1


def test_another_write_keeps_lists_behind() -> None:
    account = KitAccount(KitOddities(lag=1))
    account.create("a@example.com")
    assert not account.listed().subscribers
    account.create("b@example.com")
    assert [*account.listed().by_email] == ["a@example.com"]
    assert [*account.listed().by_email] == ["a@example.com", "b@example.com"]


def test_without_a_lag_lists_are_current() -> None:
    account = KitAccount(KitOddities())
    account.create("buyer@example.com")
    assert account.listed() is account.content


def test_a_tag_that_is_gone_is_gone_from_everybody() -> None:
    account = KitAccount(KitOddities())
    row, (tag, new) = account.create("buyer@example.com"), account.add_tag("Gold")
    account.tag(row, tag)
    account.drop(account.content.tags, tag)
    assert new
    assert account.content.taggings[row["id"]] == {}


def test_a_sequence_is_entered_once_unless_it_may_be_repeated() -> None:
    account = KitAccount(KitOddities())
    row, sequence = account.create("buyer@example.com"), account.add_sequence("Welcome")
    assert [account.enter(row, sequence) for _ in range(2)] == [True, False]
    assert len(account.content.entries) == 1
    sequence["repeat"] = True
    assert not account.enter(row, sequence)
    assert len(account.content.entries) == 2
