"""What examples promise of sites that know access."""

from datetime import UTC, datetime

import pytest

from bridge.entitlements.desired import Desired, DesiredState, Value
from bridge.model import Moment, Sort, target_key
from bridge.model.errors import ConfigError
from bridge.rules.file import parse
from bridge.rules.file.examples import run as examples
from bridge.rules.file.examples.site_promises import open_at, parted

ALONE = """\
crm: memberpress
memberships:
  Gold: {items: product-12}
  Workbook: {items: bump-1, access: Workbook 2026}
"""
SEVERAL = """\
destinations: {letters: activecampaign, school: memberpress, academy: memberpress}
memberships:
  Gold: {items: product-12}
  Workbook: {items: bump-1, to: school}
"""
MONTH = "purchase product-12 with next payment in 30 days"


def run(given: str, promise: str, shop: str = ALONE) -> tuple[str, ...]:
    return examples.run(parse(f"{shop}examples:\n  - given: {given}\n    {promise}\n"))


def refused(promise: str, shop: str = ALONE) -> list[str]:
    with pytest.raises(ConfigError) as error:
        run("purchase product-12", promise, shop)
    return [line.partition("example 1: ")[2] for line in str(error.value).splitlines()]


@pytest.mark.parametrize(
    ("given", "promise"),
    [
        (MONTH, "access: Gold"),
        (MONTH, "access: Gold until <in 30 days>"),
        (f"[{MONTH}, '10 days later: nothing']", "access: gold until <in 20 days>"),
        (f"[{MONTH}, '30 days later: nothing']", "access: Gold"),
        (f"[{MONTH}, '31 days later: nothing']", "access: []"),
        ("purchase bump-1", "access: Workbook 2026 for life"),
        ("purchase product-12 bump-1", "access: [Workbook 2026, Gold]"),
        ("[purchase product-12, access: Gold, refund product-12]", "access: []"),
        ("[granted by hand Gold for 3 days]", "access: Gold until <in 3 days>"),
        ("[payment failed product-12]", "access: []"),
    ],
)
def test_an_example_tells_what_is_open_and_until_when(given: str, promise: str) -> None:
    assert run(given, promise) == ()


def test_what_comes_out_otherwise_is_shown_side_by_side() -> None:
    steps = f"[{MONTH}, '31 days later: nothing']"
    assert run(steps, "access: Gold") == (
        f"rules.yaml line 6, example 1 ({MONTH}, 31 days later: nothing) comes out otherwise:\n"
        "  expected access  got\n"
        "  Gold             -\n"
        "  missing: Gold\n"
        "  'Gold' went at step 2 (31 days later: nothing).",
    )
    [told] = run(MONTH, "access: Gold until <in 20 days>")
    assert "\n  Gold until <in 20 days>  Gold until <in 30 days>\n  other value: Gold" in told


def test_of_several_sites_each_is_told_by_its_name_or_all_alike() -> None:
    both = "purchase product-12 bump-1"
    assert run(both, "access: {school: [Gold, Workbook], academy: Gold}", SEVERAL) == ()
    assert run(both, "access: {academy: Gold}", SEVERAL) == ()
    assert run("purchase product-12", "access: Gold", SEVERAL) == ()
    assert run(both, "tags: Gold", SEVERAL) == ()
    [told] = run(both, "access: {school: Gold}", SEVERAL)
    assert "expected access at school" in told


def test_what_can_never_come_out_is_refused() -> None:
    assert refused("access: Glod") == [
        "no membership is called 'Glod' at 'memberpress'. Did you mean 'Gold'?"
    ]
    assert refused("access: {shcool: Gold}", SEVERAL) == [
        "'shcool' is no site that knows access. Did you mean 'school'?"
    ]
    assert refused("access: {academy: Workbook}", SEVERAL) == [
        "no membership is called 'Workbook' at 'academy'. There are: Gold."
    ]
    assert refused("access: Gold until 2026-03-31") == [
        "'until 2026-03-31' tells no day: an example has no calendar. "
        "Write it like: Gold until <in 30 days>."
    ]
    assert refused("tags: Gold") == [
        "no destination of the file has tags, so none can be promised. Promise 'access'."
    ]
    crm = "crm: activecampaign\nmemberships:\n  Gold: {items: product-12}\n"
    assert refused("access: Gold", crm) == [
        "no destination of the file knows access, so none can be promised. Promise 'tags'."
    ]


def test_an_end_is_told_behind_the_name() -> None:
    assert parted("Gold for life") == ("Gold", "for life")
    assert parted("Gold until <in 3 days>") == ("Gold", "until <in 3 days>")
    assert parted("Waiting until dawn") == ("Waiting", "until dawn")
    assert parted("Gold") == ("Gold", "")


def test_a_site_keeps_whole_days_and_lets_in_by_the_best() -> None:
    noon = datetime(3000, 1, 5, 12, tzinfo=UTC)
    told = [
        Desired(Sort.ACCESS, "Gold", value, Moment(1), text=noon.replace(day=on).isoformat())
        for value, on in ((Value.WANTED, 3), (Value.WANTED, 5), (Value.UNWANTED, 9))
    ]
    holds = {target_key(Sort.ACCESS, "Gold", f"{n}"): each for n, each in enumerate(told)}
    state = DesiredState("bea@example.com", access=holds)
    assert open_at(state, "school", noon) == {"gold": ("Gold", "until 3000-01-05")}
    assert open_at(state, "school", noon.replace(day=6, hour=0)) == {}
