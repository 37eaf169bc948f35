"""What other rules would change for whom."""

from bridge.model import Kind
from bridge.reconcile.planning import Summary, plan
from tests.reconcile.stage import BEA, BOTH, CY, DI, GOLD, PLATINUM, Stage, everybody, published


def test_a_plan_of_the_rules_that_stand_changes_nobody(shop: Stage) -> None:
    assert shop.changes(GOLD) == {}


def test_a_plan_names_exactly_who_changes_and_how_and_writes_nothing(shop: Stage) -> None:
    before = shop.applied(), everybody(shop), len(shop.crm.plans)
    assert shop.changes(PLATINUM) == {BEA: ["-Gold", "+Platinum"]}
    assert shop.changes(BOTH) == {CY: ["+Silver"], DI: ["+Silver"]}
    assert (shop.applied(), everybody(shop), len(shop.crm.plans)) == before


def test_a_plan_tells_which_memberships_open_and_close_and_why(shop: Stage) -> None:
    [planned] = shop.plan(PLATINUM)
    assert (planned.opens, planned.closes) == (("Platinum",), ("Gold",))
    [_, gains] = planned.changes
    assert (gains.because.membership, gains.because.event) == ("Platinum", "key 1")


def test_a_plans_digest_is_the_same_for_the_same_plan_only(shop: Stage) -> None:
    digests = []
    for written in (PLATINUM, PLATINUM, BOTH):
        summary = Summary()
        shop.plan(written, summary)
        digests.append(summary.digest)
    assert digests[0] == digests[1] != digests[2]
    assert (summary.people, summary.looked_at, summary.losing) == (2, 3, 0)


def test_a_plans_digest_is_of_the_text_of_the_rules_too(shop: Stage) -> None:
    """Whom it changes today may be the same where what comes later is not."""
    digests = set()
    for written in (GOLD, GOLD + "    lasts: 12 months\n"):
        summary = Summary()
        assert shop.plan(written, summary) == []
        digests.add(summary.digest)
    assert len(digests) == 2


def test_what_happens_to_her_anyway_is_no_part_of_a_plan(shop: Stage) -> None:
    shop.intake.take_in(shop.arrives(Kind.PAYMENT_FAILED, "product-12", email=BEA, order="1"))
    assert shop.changes(GOLD) == {}
    assert shop.changes(BOTH) == {CY: ["+Silver"], DI: ["+Silver"]}


def test_it_is_told_how_many_households_were_looked_at(shop: Stage) -> None:
    told: list[int] = []
    summary = Summary()
    found = [*plan(shop.engine, shop.library, published(BOTH), summary, told.append)]
    assert told == [1, 2, 3]
    assert len(summary.hashes) == len(found) == 2


def test_who_bought_what_no_rule_spoke_of_is_counted_as_taken_up(shop: Stage) -> None:
    summary = Summary()
    shop.plan(BOTH, summary)
    assert summary.taken_up.number == 2
    assert [address for _, address in summary.taken_up.first] == [CY, DI]
    summary = Summary()
    shop.plan(PLATINUM, summary)
    assert (summary.people, summary.taken_up.number) == (1, 0)


def test_who_waits_anyway_changes_nothing_and_is_counted_apart(shop: Stage) -> None:
    """Whatever else the text says above the line that she waits for."""
    shop.intake.take_in(shop.arrives(Kind.PURCHASE, "product-12", email="flo@example.com"))
    for written in (GOLD, GOLD.replace("\n", "\n\n\n", 1), BOTH):
        summary = Summary()
        found = shop.plan(written, summary)
        assert [each.address for each in found] == ([CY, DI] if written == BOTH else [])
        waiting = [address for _, address in summary.waiting.first]
        assert (summary.waiting.number, waiting) == (1, ["flo@example.com"])


def test_who_waits_and_changes_besides_is_planned_for_the_change_alone(shop: Stage) -> None:
    shop.intake.take_in(shop.arrives(Kind.PURCHASE, "product-12", email="flo@example.com"))
    vip = "rules:\n  - name: VIP\n    when: purchase\n    add: VIP\n"
    flo = {each.address: each for each in shop.plan(GOLD + vip)}["flo@example.com"]
    assert ([(c.name, c.gains) for c in flo.changes], flo.opens) == ([("VIP", True)], ())
    assert flo.waits
