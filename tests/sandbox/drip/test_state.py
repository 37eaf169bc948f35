"""What the Drip stand-in keeps."""

from bridge.model import Sort
from bridge.sandbox.drip.state import DripAccount, DripOddities


def account(**oddities: object) -> DripAccount:
    return DripAccount(DripOddities(**oddities))  # type: ignore[arg-type] # as the tests name them


def test_people_are_found_by_id_and_by_address_in_any_case() -> None:
    content = account()
    ann = content.create("Ann@Example.com")
    assert content.find(ann["id"]) is content.find("ann@example.COM") is ann
    assert content.find("") is None
    assert len(ann["id"]) == 20
    assert ann["id"].isalnum()


def test_a_tag_that_went_and_came_back_starts_its_workflows_again() -> None:
    content = account()
    ann = content.create("ann@example.com")
    content.tag(ann, "Gold")
    content.tag(ann, "gold")
    assert (ann["tags"], content.tags) == (["Gold"], ["Gold"])
    assert (content.untag(ann, "GOLD"), content.untag(ann, "Gold")) == (True, False)
    content.tag(ann, "Gold")
    assert content.fired == {("ann@example.com", "Gold"): 2}


def test_an_account_can_tell_capitals_apart() -> None:
    content = account(case_matters=True)
    ann = content.create("ann@example.com")
    content.tag(ann, "Gold")
    content.tag(ann, "gold")
    assert ann["tags"] == content.tags == ["Gold", "gold"]


def test_a_tag_that_nobody_has_is_listed_or_not() -> None:
    for lists, shown in ((True, ["Gold", "Silver"]), (False, ["Silver"])):
        content = account(lists_unused=lists)
        content.add(Sort.TAG, "Gold")
        content.tag(content.create("ann@example.com"), "Silver")
        assert content.listed_tags() == shown


def test_tags_may_be_lost_or_kept() -> None:
    content = account(loses=("Gold",), keeps=("Silver",))
    ann = content.create("ann@example.com")
    content.write(ann, {"tags": ["Gold", "Silver"]})
    content.write(ann, {"remove_tags": ["Silver"]})
    assert ann["tags"] == ["Silver"]


def test_who_is_deleted_leaves_nothing_behind() -> None:
    content = account()
    ann, news = content.create("ann@example.com"), content.add(Sort.LIST, "News")
    content.put_on(ann, news, "active")
    content.put_on(ann, news, "removed")
    assert [row["status"] for row in content.series_of(ann)] == ["removed"]
    content.entries.append((ann["id"], "1"))
    content.delete(ann)
    assert (content.subscribers, content.subscriptions, content.entries) == ({}, [], [])
