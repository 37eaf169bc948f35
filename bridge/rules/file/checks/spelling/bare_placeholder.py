import re

from bridge.rules import named
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.grammar.values import FIELD_VALUE

# Other signs that people know from their letters' merge fields: {{order number}}, %ORDER_NUMBER%.
_SIGNS = re.compile(r"^[^\w<]+|[^\w>]+$")


@warns
def bare_placeholder(file: RulesFile) -> Problems:
    """A field is set to a word that stands for what the event tells, without its `<` and `>`. Every
    contact would get just these words.

      rules:
    -   - {name: Buyers, when: purchase, set: {Last order: order number}}
    +   - {name: Buyers, when: purchase, set: {Last order: <order number>}}
    """
    for each in file.words:
        word = _SIGNS.sub("", each.word)
        likely = (word, word.lower(), re.sub(r"[\s_-]+", " ", word.lower()))
        meant = next((each for each in likely if named(each)[0]), "")
        if each.form is FIELD_VALUE and meant:
            yield file.problem(
                each,
                f"it sets '{each.name}' to just these words: '{show(each.word)}'.",
                f"Did you mean <{show(meant)}>, which stands for what the event tells?",
            )
