from bridge.rules.file.checks.checked_file import Problems, RulesFile, warns


@warns
def two_ends(file: RulesFile) -> Problems:
    """A membership ends after a time, and with its last paid period as well. The sooner of the two
    ends it, which is seldom what was meant.

      memberships:
    -   Gold: {items: product-12, lasts: 12 months, completed: at period end}
    +   Gold: {items: product-12, lasts: 12 months}
    """
    for each in file.memberships:
        lasting = each.lasting
        if lasting.completed_ends and (lasting.after or lasting.months):
            what = "'lasts' and 'completed: at period end' both end it; the sooner one counts."
            yield file.problem(each, what, "Take one of them out, unless you mean that.")
