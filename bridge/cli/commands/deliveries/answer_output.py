"""The answer of `bridge explain`, for people and for scripts."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import click

from bridge.cli.delivery_listing import occasion, purchase
from bridge.cli.output import picked, plain, say_json, say_pairs, say_table, wrapped
from bridge.entitlements.desired import Value
from bridge.entitlements.memberships import is_open
from bridge.explain.as_json.record_json import event_json
from bridge.explain.trial.answer import Answer
from bridge.explain.trial.answer_words import matched, missed, waiting_for_others
from bridge.explain.trial.rule_words import day
from bridge.explain.upcoming import upcoming_words as words_of
from bridge.model import Event, Sort
from bridge.model.text import clock, counted, money
from bridge.reconcile.intake import set_aside

_EFFECT = ("action", "item", "rule", "line", "sort", "value", "due_at")


def say_answer(answer: Answer) -> None:
    say_pairs(_about(answer))
    if aside := set_aside(answer.event):
        click.echo(f"\n{wrapped(f'No rule is asked ({aside[0]}): {aside[1]}')}")
        return
    asked = [(each.rule, each.line, each.does) for each in matched(answer)]
    if asked:
        say_table(("RULE", "LINE", "DOES"), asked, title="These rules match:")
    else:
        click.echo(f"\nNo rule of {answer.rules.name} asks for anything.")
    _say_others(answer)
    if answer.known:
        say_pairs(_ends(answer), "For this contact, with all that is known of her:")
    elif asked or answer.tags:
        say_pairs(_ends(answer), "For a contact of whom nothing else is known:")
    rows = dict.fromkeys((day(each.at), words_of(each)) for each in answer.coming)
    say_table(("ON", "WHAT"), rows, title="Later, unless an event comes first:")


def _about(answer: Answer) -> Iterator[tuple[str, str]]:
    """All that conditions and values go by, as far as the event tells it."""
    event, ids = answer.event, answer.known.ids if answer.known else {}
    number, left = event.subscription.payment_number, event.subscription.payments_left
    payment = (f"number {number}" if number is not None else "",
               f"{left} left" if left is not None else "")  # fmt: skip
    amount = event.money.amount
    yield from occasion(event)
    yield from purchase(event, ids)
    yield "Amount", "" if amount is None else money(amount, event.money.currency)
    yield "Coupon", event.coupon
    yield "Payment", ", ".join(filter(None, payment))
    yield "Next payment", clock(event.subscription.next_payment_at)
    yield "Paid until", clock(event.subscription.paid_until)


def _say_others(answer: Answer) -> None:
    """Rules that wait for such an event, and why they do not match; the rest are only counted."""
    rows = [
        (", ".join(f"{name} ({line})" for name, line in each.rules), each.why)
        for each in missed(answer)
    ]
    title = f"These wait for '{answer.event.kind}', too, and do not match:"
    say_table(("RULE (LINE)", "WHY NOT"), rows, ("RULE (LINE)",), title)
    if far := waiting_for_others(answer):
        waits = "waits" if far == 1 else "wait"
        click.echo(f"\n{counted(far, 'other rule')} {waits} for other events.")


def _ends(answer: Answer) -> list[tuple[str, str]]:
    of_sort: dict[tuple[Sort, bool], list[str]] = defaultdict(list)
    for each in answer.others:
        told_as = f"{each.name}: {each.text}" if each.sort is Sort.FIELD else each.name
        of_sort[each.sort, each.value is Value.WANTED].append(told_as)
    ends = {
        "has then": [tag for tag, due in answer.tags.items() if due],
        "has not": [tag for tag, due in answer.tags.items() if not due],
    }
    if answer.known:
        ends |= {"gains": answer.gains or ["nothing"], "loses": answer.loses or ["nothing"]}
    ends |= {
        "on the lists": of_sort[Sort.LIST, True],
        "off the lists": of_sort[Sort.LIST, False],
        "fields": of_sort[Sort.FIELD, True],
        "once": [each.name for each in answer.once],
    }
    if not any(ends.values()):
        ends = {"has then": ["none of the rules' tags"]}
    return [(label, ", ".join(names)) for label, names in ends.items()]


def say_answer_json(answer: Answer) -> None:
    aside = set_aside(answer.event)
    say_json({
        "rules_file": answer.rules.name,
        "rules_version": answer.rules.version,
        "event": {**event_json(answer.event), **_facts(answer.event)},
        "set_aside": {"state": aside[0], "reason": aside[1]} if aside else None,
        "rules": [
            {
                "rule": each.rule.name,
                "line": each.rule.line,
                **picked(each, "matched", "why_not", "calls_off", "notes"),
            }
            for each in answer.verdicts
        ],
        "effects": [
            {"tag": each.name, **picked(each, *_EFFECT)} for each in answer.effects
        ],
        "memberships": {
            name: {
                "open": is_open(held),
                "entitlements": [
                    {**picked(each, "entitlement", "granted", "ended", "ends_at"),
                     "blocks": [*each.blocks]}
                    for each in held
                ],
            }
            for name, held in answer.held.items()
        },
        "contact_known": answer.known is not None,
        **picked(answer, "tags", "gains", "loses"),
        "lists": {d.name: d.value == "wanted" for d in answer.others if d.sort is Sort.LIST},
        "fields": {d.name: d.text for d in answer.others if d.sort is Sort.FIELD},
        "triggers": [each.name for each in answer.once if each.sort is Sort.TAG],
        "automations": [each.name for each in answer.once if each.sort is Sort.AUTOMATION],
        "coming": [{"due_at": each.at, "what": words_of(each)} for each in answer.coming],
    })  # fmt: skip


def _facts(event: Event) -> dict[str, Any]:
    """What conditions and values go by."""
    amount = event.money.amount
    return {
        "amount": None if amount is None else money(amount),
        "currency": event.money.currency,
        "ordered_at": plain(event.ordered_at),
        "coupon": event.coupon,
        **picked(event.subscription, "payment_number", "payments_left", "next_payment_at",
                 "paid_until"),
    }  # fmt: skip
