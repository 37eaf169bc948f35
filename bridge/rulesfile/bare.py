"""Fields that are set to a placeholder's own word, because its < and > were left out."""

import re
from collections.abc import Iterable, Iterator

from bridge.rules import Rule, named
from bridge.rulesfile.report import show

# Other signs that people know from their letters' merge fields: {{order number}}, %ORDER_NUMBER%.
_SIGNS = re.compile(r"^[^\w<]+|[^\w>]+$")


def bare(rules: Iterable[Rule]) -> Iterator[tuple[Rule, str]]:
    """The rules that write just a placeholder's word, each with the sentence about it."""
    for rule in rules:
        for field, text in rule.sets:
            word = _SIGNS.sub("", text)
            likely = (word, word.lower(), re.sub(r"[\s_-]+", " ", word.lower()))
            if meant := next((each for each in likely if named(each)[0]), ""):
                yield (
                    rule,
                    f"it sets '{show(field)}' to just these words: '{show(text)}'. Did you mean "
                    f"<{show(meant)}>, which stands for what the event tells?",
                )
