"""What each destination would be told of it: what stands there before and after."""

from bridge.explain.trial.change_there import TargetChange, changes_there
from bridge.model import Kind, Sort
from bridge.rules.file import parse
from tests.explain.trial.test_answer import GOLD, answer, told

TWO = """\
destinations: {activecampaign: activecampaign, school: memberpress}
memberships:
  Gold: {items: product-12}
rules:
  - {name: Buyers, when: purchase, to: activecampaign, trigger: Welcome, set: {Last: <product>}}
"""


def test_each_destination_is_told_what_it_can_do() -> None:
    mail, school = changes_there(answer(told(Kind.PURCHASE, GOLD), parse(TWO)))
    assert (mail.called, [each.name for each in mail.once]) == ("ActiveCampaign", ["Welcome"])
    assert mail.targets == [
        TargetChange(Sort.FIELD, "Last", "", "product-12"),
        TargetChange(Sort.TAG, "Gold", "", "has it"),
        TargetChange(Sort.TAG, "GoldCANC", "", "does not have it"),
        TargetChange(Sort.TAG, "GoldPAYF", "", "does not have it"),
        TargetChange(Sort.TAG, "GoldSUSP", "", "does not have it"),
        TargetChange(Sort.TAG, "Welcome", "", "has it"),
    ]
    assert (school.called, school.once) == ("school", [])
    assert school.targets == [TargetChange(Sort.ACCESS, "Gold", "", "has it")]
    assert all(each.changes for each in school.targets)
