from bridge.model import Kind, tag_key
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.grammar.keys import SUFFIXES


@warns
def returning_buyer_locked_out(file: RulesFile) -> Problems:
    """A part of a membership puts on a tag that blocks it, and a new purchase does not take that
    tag off. Who comes back and pays again stays locked out.

      memberships:
        Gold:
          items: product-12
    -     purchase: {grant: Gold}
    +     purchase: {grant: Gold, remove: GoldHELD}
          paused: {add: GoldHELD}
    """
    for each in (each for each in file.memberships if not each.tagless):
        removed = each.actions(Kind.PURCHASE).get("remove", ())
        # What stands for a state goes with the state.
        lifted = {tag_key(tag) for tag in (*each.state_tags, *removed)}
        for tag in each.blocking(*SUFFIXES):
            if tag_key(tag) not in lifted:
                what = f"a new purchase does not remove '{show(tag)}',"
                yield file.problem(each, f"{what} which keeps a returning buyer out.")
