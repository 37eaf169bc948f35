"""A page as a person reads it: its texts without the tags, a line a block, cells apart by ` | `."""

import re
from html.parser import HTMLParser

_BLOCKS = {"p", "h1", "h2", "tr", "section", "form", "option", "caption", "div", "summary", "pre"}
_BLOCKS |= {"nav", "dl"}
_BEFORE = {"dt": "\n", "td": " | ", "th": " | ", "dd": " | ", "br": " "}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._open: list[str] = []

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag in ("main", "nav"):
            self._open.append(tag)
        between = " | " if tag == "a" and "nav" in self._open else _BEFORE.get(tag, "")
        self.text += "\n" if tag in _BLOCKS else between

    def handle_endtag(self, tag: str) -> None:
        if tag in ("main", "nav"):
            self._open.remove(tag)
        self.text += "\n" if tag in _BLOCKS else ""

    def handle_data(self, data: str) -> None:
        if "main" in self._open:
            self.text += re.sub(r"\s+", " ", data)


def lines(html: str) -> list[str]:
    """What stands in the page's main part."""
    tidy = (re.sub(r"\s+", " ", line).strip(" |") for line in _text(html).splitlines())
    return [line for line in tidy if line]


def words(html: str) -> str:
    """All of it in one line, without where one cell ends."""
    return " ".join(" ".join(lines(html)).replace(" | ", " ").split())


def _text(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    return reader.text


def row(html: str, id_: int) -> str:
    """The list's row of one delivery, in one line."""
    found = re.search(
        rf'<tr role="row">(?:(?!</tr>).)*?/deliveries/{id_}".*?</tr>', html, re.DOTALL
    )
    assert found, f"delivery {id_} is not on this page"
    return re.sub(r"\s+", " ", _text(f"<main>{found[0]}</main>")).strip(" |")


def between(html: str, start: str, end: str | None = None) -> list[str]:
    """The lines after the line `start`, up to the line `end`."""
    all_lines = lines(html)
    first = all_lines.index(start) + 1
    return all_lines[first : all_lines.index(end, first) if end else None]


def token(html: str) -> str:
    """What each form of the page sends along."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found, "there is no form"
    return found[1]


def untimed(text: str) -> str:
    """With `(soon)` for a time that the machine's clock told, of today or of another day."""
    time = r"(?<=at )(\d{1,2} [A-Z][a-z]{2} \d{4}, )?\d\d:\d\d:\d\d"
    return re.sub(time, "(soon)", text)


def step(html: str, id_: str) -> str:
    """One step of the set-up, in one line."""
    one = rf'<li class="step" id="step-{id_}">.*?(?=<li class="step"|</ol>)'
    found = re.search(one, html, re.DOTALL)
    assert found, f"there is no step {id_}"
    return " ".join(_text(f"<main>{found[0]}</main>").replace("|", " ").split())
