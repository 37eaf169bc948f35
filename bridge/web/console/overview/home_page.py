"""The first page: how the bridge is, at a glance."""

from flask import Blueprint, Response, url_for

from bridge.web.console.shell.replies import to
from bridge.web.installation import Installation


class HomePage:
    def __init__(self, here: Installation) -> None:
        self._here = here

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("", "home", self.home, strict_slashes=False)

    def home(self) -> Response:
        return to(url_for(".activity"))
