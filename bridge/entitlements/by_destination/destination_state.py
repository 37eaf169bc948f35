"""What a place should have as one destination should see it: what is for that one, and of the sorts
that it has.

A membership is told to each by what it can: as tags where there are tags, as access where there is
access. What names destinations (`to:`) is told to those alone, and only there does it outweigh
anything else that is said of the same target.
"""

from collections.abc import Collection
from dataclasses import replace

from bridge.entitlements.desired import DesiredState
from bridge.model import Sort


def for_destination(state: DesiredState, name: str, sorts: Collection[Sort]) -> DesiredState:
    """The state of that destination, which has these sorts; access among the targets."""
    own = state.apart.get(name) or state.apart.get("") or state
    targets = {**own.targets, **own.access}
    return replace(
        own,
        targets={key: each for key, each in targets.items() if each.sort in sorts},
        occurrences=[each for each in own.occurrences if each.sort in sorts],
        upcoming=[each for each in own.upcoming if each.sort is None or each.sort in sorts],
        apart={},
    )
