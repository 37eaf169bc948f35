"""Fields that are set to a placeholder's own word, because its < and > were left out."""

import re
from collections.abc import Iterable, Iterator

from bridge.rules import named
from bridge.rules.file.checks.sense_memberships import Finding
from bridge.rules.file.checks.written import Written
from bridge.rules.file.grammar.keys_done import VALUE
from bridge.rules.file.report import show
from bridge.rules.file.yaml.scalars import line_of

# Other signs that people know from their letters' merge fields: {{order number}}, %ORDER_NUMBER%.
_SIGNS = re.compile(r"^[^\w<]+|[^\w>]+$")


def bare(words: Iterable[Written]) -> Iterator[Finding]:
    """Sentences about values that are just a placeholder's word, each with its line and owner."""
    for each in words:
        word = _SIGNS.sub("", each.word)
        likely = (word, word.lower(), re.sub(r"[\s_-]+", " ", word.lower()))
        meant = next((each for each in likely if named(each)[0]), "")
        if each.form is VALUE and meant:
            yield (
                line_of(each.node),
                each.owner,
                f"it sets '{each.name}' to just these words: '{show(each.word)}'. Did you mean "
                f"<{show(meant)}>, which stands for what the event tells?",
            )
