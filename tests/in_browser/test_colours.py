"""The colours: every text can be read, by day and by night."""

import re
from itertools import product
from pathlib import Path

import pytest

from bridge.web import console

CSS = (Path(console.__file__).parent / "static" / "console.css").read_text()
READABLE = 4.5  # WCAG 2, level AA, for text of any size

PAIRS = [
    *product(["text", "soft", "link"], ["page", "card"]),
    *product(["text", "soft"], ["tag"]),
    *product(["amber", "green", "grey", "blue", "plum", "red"], ["card"]),
    *[(ink, f"{ink}-bg") for ink in ("amber", "green", "grey", "blue", "plum", "red")],
    ("text", "amber-bg"),
    ("on-link", "link"),
    ("on-link", "press"),
]


def _palettes() -> dict[str, dict[str, str]]:
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    found = [dict(re.findall(r"--([a-z-]+): #([0-9a-f]+);", block)) for block in blocks]
    return dict(zip(("day", "night"), found, strict=True))


def _brightness(colour: str) -> float:
    """WCAG's relative luminance of `1d2524` or `fff`."""
    digits = colour if len(colour) == 6 else "".join(2 * digit for digit in colour)
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_brightness(one), _brightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_ruler_is_right() -> None:
    assert _contrast("fff", "000000") == pytest.approx(21)
    assert _contrast("767676", "fff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("palette", _palettes())
def test_every_text_can_be_read_on_what_it_stands_on(palette: str) -> None:
    colours = _palettes()[palette]
    weak = {
        f"{text} on {ground}": round(_contrast(colours[text], colours[ground]), 2)
        for text, ground in PAIRS
        if _contrast(colours[text], colours[ground]) < READABLE
    }
    assert weak == {}
