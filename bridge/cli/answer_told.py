"""The answer of `bridge explain`, for people."""

from collections import defaultdict
from collections.abc import Iterable

import click

from bridge.cli.answer import Answer
from bridge.cli.columns import pairs, table, wrapped
from bridge.cli.doing import day, each_once, told
from bridge.cli.wording import INDENT, item_words, ordered, say_lines, shown, what_came, who
from bridge.entitlements.desired import Value
from bridge.explain.upcoming import words_of
from bridge.model import Event, Sort
from bridge.model.text import hand_words
from bridge.reconcile.intake import set_aside
from bridge.rules import Verdict
from bridge.rules.effects import effects_of
from bridge.rules.wording import money


def say_answer(answer: Answer) -> None:
    say_lines(_about(answer))
    aside = set_aside(answer.event)
    if aside:
        click.echo(f"\n{wrapped(f'No rule is asked ({aside[0]}): {aside[1]}')}")
        return
    asked = _asked(answer)
    if asked:
        say_lines(table(("RULE", "LINE", "DOES"), asked, margin=INDENT), "These rules match:")
    else:
        click.echo(f"\nNo rule of {answer.rules.name} asks for anything.")
    _say_others(answer)
    if answer.known:
        say_lines(pairs(_ends(answer), INDENT), "For this contact, with all that is known of her:")
    elif asked or answer.tags:
        say_lines(pairs(_ends(answer), INDENT), "For a contact of whom nothing else is known:")
    if answer.coming:
        rows = each_once((day(each.at), words_of(each)) for each in answer.coming)
        heads = ("ON", "WHAT")
        say_lines(table(heads, rows, margin=INDENT), "Later, unless an event comes first:")


def _about(answer: Answer) -> list[str]:
    """All that conditions and values go by, as far as the event tells it."""
    event, ids = answer.event, answer.known.ids if answer.known else {}
    number, left = event.subscription.payment_number, event.subscription.payments_left
    payment = (f"number {number}" if number is not None else "",
               f"{left} left" if left is not None else "")  # fmt: skip
    amount, currency = event.money.amount, event.money.currency
    return pairs([
        ("Event", what_came(event)),
        ("Happened", shown(event.occurred_at)),
        ("Ordered", ordered(event)),
        ("Contact", who(event)),
        *hand_words(event, ids),
        ("Items", ", ".join(map(item_words, event.items))),
        ("Order", event.order_id),
        ("Amount", "" if amount is None else f"{money(amount)} {currency}".strip()),
        ("Coupon", event.coupon),
        ("Payment", ", ".join(filter(None, payment))),
        ("Next payment", shown(event.subscription.next_payment_at)),
        ("Paid until", shown(event.subscription.paid_until)),
    ])  # fmt: skip


def _asked(answer: Answer) -> list[tuple[str, int, str]]:
    return each_once(
        (verdict.rule.name, verdict.rule.line, words)
        for verdict in answer.verdicts
        if verdict.matched
        for words in (*_does(verdict, answer.event), *verdict.notes)
    )


def _does(verdict: Verdict, event: Event) -> list[str]:
    if verdict.calls_off:
        wished = dict.fromkeys((action.sort, name) for action, name in verdict.rule.wishes)
        return [f"calls off, or takes back, {_of_sort(*each)}" for each in wished]
    return [told(each, verdict.rule.later, event) for each in effects_of(verdict.rule, event)]


def _of_sort(sort: Sort, name: str) -> str:
    return f"'{name}'" if sort is Sort.TAG else f"the {sort} '{name}'"


def _say_others(answer: Answer) -> None:
    """Rules that wait for such an event, and why they do not match; the rest are only counted."""
    unmatched = [verdict for verdict in answer.verdicts if not verdict.matched]
    kind = answer.event.kind
    near = [each for each in unmatched if kind in each.rule.when]
    if near:
        rows = _by_reason(near)
        title = f"These wait for '{kind}', too, and do not match:"
        say_lines(table(("RULE (LINE)", "WHY NOT"), rows, ("RULE (LINE)",), INDENT), title)
    if far := len(unmatched) - len(near):
        waits = "1 other rule waits" if far == 1 else f"{far} other rules wait"
        click.echo(f"\n{waits} for other events.")


def _by_reason(verdicts: Iterable[Verdict]) -> list[tuple[str, str]]:
    """One row for each reason, with all rules it holds for: a shop may have hundreds."""
    rules: dict[str, list[str]] = defaultdict(list)
    for verdict in verdicts:
        rules[verdict.why_not].append(f"{verdict.rule.name} ({verdict.rule.line})")
    return [(", ".join(names), reason) for reason, names in rules.items()]


def _ends(answer: Answer) -> list[tuple[str, object]]:
    ends: list[tuple[str, object]] = [
        ("has then", ", ".join(tag for tag, due in answer.tags.items() if due)),
        ("has not", ", ".join(tag for tag, due in answer.tags.items() if not due)),
    ]
    if answer.known:
        ends.append(("gains", ", ".join(answer.gains) or "nothing"))
        ends.append(("loses", ", ".join(answer.loses) or "nothing"))
    of_sort: dict[tuple[Sort, bool], list[str]] = defaultdict(list)
    for each in answer.others:
        is_field = each.sort is Sort.FIELD
        told_as = f"{each.name}: {each.text}" if is_field else each.name
        of_sort[each.sort, each.value is Value.WANTED].append(told_as)
    labels = {
        (Sort.LIST, True): "on the lists",
        (Sort.LIST, False): "off the lists",
        (Sort.FIELD, True): "fields",
    }
    ends += [(label, ", ".join(of_sort[which])) for which, label in labels.items()]
    ends.append(("once", ", ".join(each.name for each in answer.once)))
    return ends if any(words for _, words in ends) else [("has then", "none of the rules' tags")]
