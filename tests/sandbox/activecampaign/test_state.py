"""What stands in the sandbox account, without any HTTP."""

from itertools import count

from bridge.model import Sort
from bridge.sandbox.activecampaign.state import Account, Rows


def test_rows_are_found_by_their_key_in_whatever_case_and_under_a_new_one_alone() -> None:
    rows = Rows(count(1), "email", deleted="0")
    ann = rows.add(email="Ann@example.com")
    assert ann == {"id": "1", "email": "Ann@example.com", "deleted": "0"}
    assert rows.of("ANN@example.com") == [ann]
    assert rows.of("ANN@example.com", deleted="1") == []
    rows.rename(ann, "new@example.com")
    assert (rows.of("ann@example.com"), rows.of("new@example.com")) == ([], [ann])
    rows.drop(ann)
    assert (rows.get("1"), [*rows]) == (None, [])


def test_what_is_dropped_is_nobodys_any_more_and_entries_stay() -> None:
    account = Account()
    ann = account.create("ann@example.com", {"firstName": "Ann"})
    news, welcome = account.add(Sort.LIST, "News"), account.add(Sort.AUTOMATION, "Welcome")
    account.put_on(ann, news, "1")
    entry = account.enrol(ann, welcome)
    account.drop(Sort.LIST, news)
    account.drop(Sort.AUTOMATION, welcome)
    assert [*account.held[Sort.LIST]] == []
    assert [*account.held[Sort.AUTOMATION]] == [entry]


def test_a_contact_that_was_told_to_leave_a_list_keeps_its_one_row_there() -> None:
    account = Account()
    ann, news = account.create("ann@example.com", {}), account.add(Sort.LIST, "News")
    first, again = account.put_on(ann, news, "1"), account.put_on(ann, news, "2", "4")
    assert first["id"] == again["id"]
    assert [row["status"] for row in account.held[Sort.LIST]] == ["2"]


def test_nobody_enters_an_automation_that_is_not_active() -> None:
    account = Account()
    ann, welcome = account.create("ann@example.com", {}), account.add(Sort.AUTOMATION, "Welcome")
    welcome["status"] = "2"
    assert account.enrol(ann, welcome) is None
