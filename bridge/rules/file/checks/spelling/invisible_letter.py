import re
import unicodedata

from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns

# Not those that join letters and emoji into one (U+200C, U+200D).
_UNSEEN = re.compile("[\u00a0\u00ad\u2000-\u200b\u200e\u200f\u202f\u205f\u2060\u3000\ufeff]")


@warns
def invisible_letter(file: RulesFile) -> Problems:
    """A tag, list, automation or code holds a letter that nobody sees, such as a no-break space
    from a web page, or two blanks in a row. In the CRM it is another name than it seems.

      rules:
    -   - {name: Buyers, when: purchase, add: VIP  Gold}
    +   - {name: Buyers, when: purchase, add: VIP Gold}
    """
    for each in file.names:
        what, word = each.form.what, show(each.word)
        if unseen := _UNSEEN.search(each.word):
            name = unicodedata.name(unseen[0], "a letter").lower()
            message = f"the {what} '{word}' holds an invisible letter (U+{ord(unseen[0]):04X}, "
            message += f"{name}), so it is another {what} than it seems."
            yield file.problem(each, message, "Type it anew.")
        if "  " in each.word:
            message = f"the {what} '{word}' holds two blanks in a row, so it is another {what} "
            yield file.problem(each, f"{message}than it seems.", "Take one of them out.")
