"""How pages answer what is no page of their own: a way on, a sentence, or a question first."""

from collections.abc import Iterable, Mapping

from flask import Response, make_response, redirect, render_template


class NotAPage(Exception):
    """The address asks for what there cannot be."""


def to(address: str) -> Response:
    """Go on there; what a form did is not done again by loading the page anew."""
    return make_response(redirect(address, 303))


def say(status: int, title: str, text: str) -> Response:
    return make_response(render_template("shell/message.html", title=title, text=text), status)


def confirm_first(
    title: str,
    sentences: Iterable[str],
    *,
    action: str,
    button: str,
    back: str,
    fields: Mapping[str, object] | None = None,
    typed: tuple[str, str] | None = None,
    status: int = 200,
) -> Response:
    """A page that asks before something is done: `action` is where its form goes, with `fields`
    and, where `typed` names a field and its label, what has to be typed for it. `back` is where
    whoever changes her mind goes."""
    asked = {"title": title, "sentences": [*sentences], "action": action, "button": button,
             "back": back, "fields": fields or {}, "typed": typed}  # fmt: skip
    return make_response(render_template("shell/confirm.html", **asked), status)


def unknown(_: Exception | None = None) -> Response:
    """For what there is not, or no longer."""
    return say(404, "There is no such page",
               "Perhaps the address was cut off, or what it showed is no longer kept.")  # fmt: skip


def away(why: Exception) -> Response:
    """While Postgres does not answer, or lacks tables of this release."""
    return say(503, "The record cannot be read now", f"{why}. Deliveries that were acknowledged "
               "are safe; load this page again in a minute.")  # fmt: skip
