"""A problem is its sentence to whoever prints it, and its parts to whoever asks."""

from dataclasses import replace

from bridge.rules.file.problem import FilePlace, Problem

PLACE = FilePlace("rules.yaml", 12, "rule 'VIP upsell'")
KEY = Problem("unknown-key", PLACE, "the key 'remove_tag' is not known.", "Did you mean 'remove'?")


def test_it_is_its_sentence() -> None:
    assert KEY == (
        "rules.yaml line 12, rule 'VIP upsell': the key 'remove_tag' is not known. Did you mean "
        "'remove'?"
    )
    assert Problem("", FilePlace("rules.yaml"), "it is empty.") == "rules.yaml: it is empty."


def test_it_keeps_its_parts() -> None:
    assert (KEY.id, KEY.place.line, KEY.place.owner) == ("unknown-key", 12, "rule 'VIP upsell'")
    assert (KEY.message, KEY.suggestion) == (
        "the key 'remove_tag' is not known.",
        "Did you mean 'remove'?",
    )


def test_another_place_makes_another_sentence() -> None:
    moved = replace(KEY, place=replace(PLACE, line=13))
    assert moved == KEY.replace("line 12", "line 13")
