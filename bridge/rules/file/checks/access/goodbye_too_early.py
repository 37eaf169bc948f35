from bridge.model import Kind
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.checks.meeting import share_item

_MOST = 5  # memberships that a message names


@warns
def goodbye_too_early(file: RulesFile) -> Problems:
    """An automation starts at every cancellation, and there are several memberships. It then runs
    also for those who go from one to another, or keep one of two. `access ends` comes once, when
    the last access is gone.

      memberships:
        Silver: {items: product-5}
        Gold: {items: product-12}
      rules:
        - name: Goodbye
    -     when: cancelled
    +     when: access ends
    +     memberships: [Silver, Gold]
          start automation: Goodbye
    """
    for rule in file.rules:
        if rule.start and Kind.CANCELLED in rule.when and not rule.membership:
            meant = [each.tag for each in file.memberships if share_item(rule.items, each.items)]
            if len(meant) > 1:
                names = ", ".join(map(show, meant[:_MOST]))
                yield file.problem(
                    rule,
                    "each cancellation starts this, also when one membership is left and another "
                    "one stays.",
                    "If it is meant as a goodbye, write 'when: access ends' and 'memberships: "
                    f"[{names}{', …' if meant[_MOST:] else ''}]', which acts once, when the last "
                    "access is gone.",
                )
