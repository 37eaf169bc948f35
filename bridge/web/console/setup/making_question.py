"""The question before names are made in an account: by Set-up, or for a draft of the rules."""

from collections.abc import Iterable, Sequence

from flask import Response, request

from bridge.destinations import registry
from bridge.model import Destination, Sort
from bridge.model.text import counted
from bridge.web.console.shell.replies import confirm_first

_KEPT = ("from", "name", "sort")  # of the form that asked, for the answer to it


def making_question(
    names: Sequence[tuple[Sort, str]],
    destination: Destination,
    touches: str,
    *,
    action: str,
    back: str,
    before: Iterable[str] = (),
) -> Response:
    """About names that the destination lacks. `touches` says who gets something by it, `before`
    what is to be known first; `action` and `back` as in `confirm_first`."""
    called, one = registry.label(destination), len(names) == 1
    what = f"the {names[0][0]} '{names[0][1]}'" if one else counted(len(names), "name")
    lacks = [f"{called} has no {sort} '{name}'." for sort, name in names]
    return confirm_first(
        f"Make {what} in {called}?",
        [*before, *lacks, touches],
        action=action,
        button="Make it" if one else f"Make all {len(names)}",
        back=back,
        fields={"destination": destination.name, "sure": "yes"}
        | {each: request.form[each] for each in _KEPT if request.form.get(each)},
    )
