from collections import defaultdict

from bridge.model import tag_key
from bridge.rules.file.build.expansion import MembershipEntry
from bridge.rules.file.checks.checked_file import Problems, RulesFile, refuses, show
from bridge.rules.file.grammar.keys import SUFFIXES


@refuses
def shared_blocking_tag(file: RulesFile) -> Problems:
    """The tag that keeps people out of one membership is the tag of another one, or keeps people
    out of that one, too. Who loses one of the two would lose, or gain, the other.

      style: accessally
      memberships:
        Course: {items: product-12, trigger tag: Course in, revoke tag: Course out}
    -   Circle: {items: product-14, trigger tag: Circle in, revoke tag: Course out}
    +   Circle: {items: product-14, trigger tag: Circle in, revoke tag: Circle out}
    """
    owners: dict[str, list[tuple[MembershipEntry, str]]] = defaultdict(list)
    tagged = [each for each in file.memberships if not each.tagless]
    for each in tagged:
        if each.style != "accessally":
            owners[tag_key(each.tag)].append((each, "is the tag of"))
        for tag in each.blocking(*SUFFIXES):
            owners[tag_key(tag)].append((each, "also blocks"))
    for each in tagged:
        # Those that a part of the file names are meant.
        for tag in each.blocking(*(kind for kind in SUFFIXES if each.is_standard(kind))):
            for other, what in owners[tag_key(tag)]:
                if other is not each and (what == "is the tag of" or other.line < each.line):
                    yield file.problem(
                        each,
                        f"its tag '{show(tag)}' {what} the membership '{show(other.tag)}' (line "
                        f"{other.line}).",
                        "Give one of them another name, suffix or tag.",
                    )
