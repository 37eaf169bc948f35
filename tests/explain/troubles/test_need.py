"""What is said of one thing that waits for a person."""

from bridge.explain.troubles.need import Need, NeedKind


def test_people_are_counted_where_it_is_about_any() -> None:
    need = Need("k", NeedKind.REFUSED, "It is so.", "Do this.", people=14)
    assert need.people_words == "14 people"
    assert Need("k", NeedKind.REFUSED, "", "", people=1).people_words == "1 person"
    assert (
        Need("k", NeedKind.REFUSED, "", "", people=9, many=True).people_words == "9 people or more"
    )
    assert Need("k", NeedKind.RULES, "", "").people_words == ""
