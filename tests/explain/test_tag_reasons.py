"""Why a contact has a tag, in words."""

from dataclasses import replace
from datetime import UTC, datetime

from bridge.entitlements.desired import Because
from bridge.explain.tag_reasons import Reason, TagOfContact, rule_of
from bridge.model import Sort

GOLD = Reason("Gold: purchase", 8, 5, told=True, at=datetime(2026, 1, 31, 12, tzinfo=UTC))


def test_a_reason_names_rule_line_and_delivery_and_what_the_crm_knows() -> None:
    assert GOLD.words() == "by 'Gold: purchase' (line 8), delivery 5"
    untold = replace(GOLD, told=False, delivery=None)
    assert untold.words() == "by 'Gold: purchase' (line 8); the CRM does not know yet"
    refused = replace(GOLD, told=False, refused="No such tag.")
    assert refused.words() == "by 'Gold: purchase' (line 8), delivery 5; No such tag."
    assert replace(GOLD, hand="banned by hand: 'fraud'").words() == (
        "banned by hand: 'fraud', delivery 5"
    )
    assert replace(GOLD, outweighed="add", line=0).says == "outweighed: add by 'Gold: purchase'"


def test_what_should_stand_is_told_by_its_sort() -> None:
    tag = TagOfContact("crm", "Gold", True, [GOLD])
    assert [tag.stands, replace(tag, due=False).stands] == ["yes", "no"]
    assert replace(tag, left=True).stands == "as it is"
    assert replace(tag, sort=Sort.FIELD, value="1001").stands == "'1001'"
    started = replace(tag, sort=Sort.AUTOMATION)
    told = [replace(started, reasons=[replace(GOLD, told=t)]).stands for t in (True, False, None)]
    assert told == ["yes", "no", "not known"]
    assert started.called == "the automation Gold"


def test_a_part_of_a_membership_is_named_with_it() -> None:
    assert rule_of(Because(rule="Refunds")) == "Refunds"
    assert rule_of(Because(membership="Gold", part="cancelled")) == "Gold: cancelled"
    assert rule_of(Because(membership="Gold")) == "Gold"
