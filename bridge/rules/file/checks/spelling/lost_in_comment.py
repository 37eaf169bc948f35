from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.yaml.characters import cut_off


@warns
def lost_in_comment(file: RulesFile) -> Problems:
    """A text goes on behind a '#', which begins a comment: the rest of it is lost. `Fan #1` becomes
    the tag `Fan`.

      rules:
        - name: Buyers
          when: purchase
    -     add: Fan #1
    +     add: "Fan #1"
    """
    for each in file.words:
        if each.form.free and (cut := show(cut_off(each.node, file.rows))):
            word = show(each.word)
            yield file.problem(
                each,
                f"the {each.form.what} is '{word}' alone: a '#' after a blank begins a comment.",
                f"If '{cut}' belongs to it, put it in quotes: \"{word} {cut}\"; if not, write "
                f"'# {cut[1:]}'.",
            )
