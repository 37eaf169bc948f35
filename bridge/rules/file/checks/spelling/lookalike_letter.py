import unicodedata

from bridge.model import tag_key
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.checks.written_words import NAMES, Written

# Letters of the Cyrillic and Greek alphabets, signs and digits that look like Latin letters.
_LATIN = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁһΑΒΕΖΗΙΚΜΝΟΡΤΥΧον‐‑–—−’‘I1|0",
    "ABESljKMHOPCTYXaesijopcyxdhABEZHlKMNOPTYXov-----''lllO",
)


@warns
def lookalike_letter(file: RulesFile) -> Problems:
    """Two tags, lists or automations look the same and are two: one of them holds a letter of
    another alphabet, a digit for a letter, or a long dash, mostly from a text that was pasted. What
    one rule puts on, the other would never take off.

      rules:
        - {name: Buyers, when: purchase, add: VIP}
    -   - {name: Refunds, when: refund, remove: V1P}
    +   - {name: Refunds, when: refund, remove: VIP}
    """
    first: dict[tuple[str, str], str] = {}
    seen: set[str] = set()
    for each in sorted((each for each in file.words if each.form.what in NAMES), key=_oddness):
        what, word = each.form.what, each.word
        other = first.setdefault((what, tag_key(word.translate(_LATIN))), word)
        if tag_key(other) != tag_key(word) and tag_key(word) not in seen:
            seen.add(tag_key(word))
            pairs = zip(word, other, strict=False)
            odd = next((a for a, b in pairs if a.casefold() != b.casefold()), word[:1])
            yield file.problem(
                each,
                f"the {what} '{show(word)}' looks like '{show(other)}' and is another one: it "
                f"holds U+{ord(odd):04X}, {unicodedata.name(odd, 'a letter').lower()}.",
                "Make both the same." if odd.isascii() else "Type it anew.",
            )


def _oddness(each: Written) -> tuple[bool, int]:
    """The plainest spelling is the one that the others are told to look like."""
    return not each.word.isascii(), sum(letter in "01|" for letter in each.word)
