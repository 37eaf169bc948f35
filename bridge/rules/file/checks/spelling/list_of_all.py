from bridge.rules.file.checks.base import Problems, RulesFile, warns
from bridge.rules.file.report import show

_ALL = {"all", "any", "everything", "all lists", "every list"}


@warns
def list_of_all(file: RulesFile) -> Problems:
    """A rule speaks of the list `all` or the like. That is a name like any other: no list but one
    that is really called so is meant.

      rules:
    -   - {name: Refunds, when: refund, unsubscribe: all}
    +   - {name: Refunds, when: refund, unsubscribe: [Newsletter, Launch]}
    """
    for each in file.names:
        if each.form.what == "list" and each.word.lower() in _ALL:
            message = f"'{show(each.word)}' is taken for a list of that name."
            yield file.problem(each, message, "Name each list that is meant.")
