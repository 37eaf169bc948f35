from bridge.rules import Rule
from bridge.rules.file.build.expansion import MembershipEntry
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.grammar.reader import words_of


@warns
def ignored_item(file: RulesFile) -> Problems:
    """An item stands behind `ignore`, and in a membership or a rule, which counts all the same.
    `ignore` only says that nobody need write one.

    - ignore: [bump-7, product-12]
    + ignore: bump-7
      memberships:
        Gold: {items: product-12}
    """
    ignored = {*words_of(file.found, "ignore")}
    rules = (rule for rule in file.rules if not rule.membership)
    owners: list[Rule | MembershipEntry] = [*file.memberships, *rules]
    for each in owners:
        for item in each.items:
            if item in ignored:
                yield file.problem(
                    each,
                    f"'{show(item)}' stands behind 'ignore', too; what is said here counts.",
                    "Take it out of one of the two.",
                )
