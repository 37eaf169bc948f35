"""Each kind of field in Ontraport takes its own spelling, and what it cannot hold is refused."""

import pytest

from bridge.destinations.ontraport.directory import OntraportFieldKind
from bridge.destinations.ontraport.field_values import written
from bridge.destinations.verdicts import TargetRefused

CHOICES = {"Low": "1", "High up": "2"}


@pytest.mark.parametrize(
    ("kind", "value", "as_written"),
    [
        ("text", "Knots & more", "Knots & more"),
        ("longtext", "One\ntwo", "One\ntwo"),
        ("phone", "+49 170", "+49 170"),
        ("numeric", " 7 ", "7"),
        ("price", "14.99", "14.99"),
        ("fulldate", "2026-11-28", "1795867200"),
        ("timestamp", "2026-11-28T13:00:00+01:00", "1795867200"),
        ("timestamp", "2026-11-28 12:00:00", "1795867200"),
        ("check", "Yes", "1"),
        ("check", "off", "0"),
        ("drop", "HIGH UP", "2"),
        ("drop", "1", "1"),
    ],
)
def test_a_value_is_written_as_its_kind_wants_it(kind: str, value: str, as_written: str) -> None:
    assert written("Level", OntraportFieldKind("f1", kind, CHOICES), value) == as_written


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("numeric", "holds a number. Give it one, such as 14.99."),
        ("fulldate", "holds a date. Give it one, such as 2026-12-31."),
        ("check", "is a tick. Give it yes or no."),
        ("drop", "has no such choice. Add it there or correct rules.yaml."),
        ("list", "holds several choices, and setting one would wipe the others."),
        (
            "country",
            "is of the kind 'country'. The bridge sets texts, numbers, dates, ticks and drop-downs:"
            " choose such a field.",
        ),
    ],
)
def test_what_a_kind_cannot_hold_is_refused_by_name_and_without_the_value(
    kind: str, why: str
) -> None:
    with pytest.raises(TargetRefused) as caught:
        written("Level", OntraportFieldKind("f1", kind, CHOICES), "Secretname")
    assert str(caught.value) == f"The field 'Level' {why}"


@pytest.mark.parametrize(
    "kind",
    [
        OntraportFieldKind("bulk_mail", "drop", {"Opted in": "1"}),
        OntraportFieldKind("contact_cat", "list"),
        OntraportFieldKind("email", "email"),
        OntraportFieldKind("f1", "text", writable=False),
    ],
)
def test_her_consent_her_address_and_her_tags_are_no_fields_of_a_rule(
    kind: OntraportFieldKind,
) -> None:
    with pytest.raises(TargetRefused) as caught:
        written("Level", kind, "Opted in")
    assert str(caught.value) == (
        "The field 'Level' is not for the bridge to set. Choose another field."
    )


@pytest.mark.parametrize(
    "value", ["nan", "inf", "1_000", "14,99", "1e400", "\N{FULLWIDTH DIGIT ONE}"]
)
def test_what_only_a_programmer_calls_a_number_is_none(value: str) -> None:
    with pytest.raises(TargetRefused):
        written("Level", OntraportFieldKind("f1", "numeric"), value)
