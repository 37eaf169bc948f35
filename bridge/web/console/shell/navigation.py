"""Where one gets from every page."""

from dataclasses import dataclass

from flask import current_app, request, url_for


@dataclass(frozen=True)
class Entry:
    """One section; `below` are the beginnings of the addresses of its pages."""

    name: str
    endpoint: str
    below: tuple[str, ...]

    @property
    def address(self) -> str:
        found: str = url_for(self.endpoint)
        return found

    @property
    def is_here(self) -> bool:
        return any(request.path == each or request.path.startswith(f"{each}/")
                   for each in self.below)  # fmt: skip


_ENTRIES = (
    Entry("Home", "console.home", ()),
    Entry("Needs you", "console.needs_you", ("/console/needs-you",)),
    Entry("People", "console.people", ("/console/people",)),
    Entry("Activity", "console.activity", ("/console/activity", "/console/deliveries")),
    Entry("Products", "console.products", ("/console/products",)),
    Entry("Rules", "console.rules", ("/console/rules",)),
    Entry("Try it", "console.try_it", ("/console/try",)),
    Entry("Set-up", "console.set_up", ("/console/set-up",)),
)
NAMES = tuple(each.name for each in _ENTRIES)


def navigation() -> list[Entry]:
    """Every section that there is."""
    return [each for each in _ENTRIES if each.endpoint in current_app.view_functions]


def address_of_page(name: str) -> str:
    """Of the section that is called so; "" where there is none."""
    return next((each.address for each in navigation() if each.name == name), "")


def has_page(endpoint: str) -> bool:
    """Whether the console has it."""
    return endpoint in current_app.view_functions


def is_home() -> bool:
    return request.path.rstrip("/") == "/console"
