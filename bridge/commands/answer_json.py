"""The answer of `bridge explain`, for scripts."""

from bridge.commands.answer import Answer
from bridge.commands.record_json import change_json, event_json
from bridge.commands.wording import local
from bridge.model import Event, Sort
from bridge.rules.wording import money
from bridge.working.task import set_aside


def as_json(answer: Answer) -> dict[str, object]:
    aside = set_aside(answer.event)
    return {
        "rules_file": answer.rules.name,
        "rules_version": answer.rules.version,
        "event": {**event_json(answer.event), **_facts(answer.event)},
        "set_aside": {"state": aside[0], "reason": aside[1]} if aside else None,
        "rules": [
            {
                "rule": verdict.rule.name,
                "line": verdict.rule.line,
                "matched": verdict.matched,
                "why_not": verdict.why_not,
                "calls_off": verdict.calls_off,
                "notes": [*verdict.notes],
            }
            for verdict in answer.verdicts
        ],
        "changes": [change_json(change) for change in answer.changes],
        "contact_known": bool(answer.ledger),
        "tags": answer.tags,
        "gains": answer.gains,
        "loses": answer.loses,
        "lists": {each.name: each.due for each in answer.others if each.sort is Sort.LIST},
        "fields": {each.name: each.value for each in answer.others if each.sort is Sort.FIELD},
        "automations": [each.name for each in answer.others if each.sort is Sort.AUTOMATION],
        "coming": [change_json(change) for change in answer.coming],
    }


def _facts(event: Event) -> dict[str, object]:
    """What conditions and values go by."""
    amount, subscription = event.money.amount, event.subscription
    return {
        "amount": None if amount is None else money(amount),
        "currency": event.money.currency,
        "ordered_at": local(event.ordered_at) or None,
        "coupon": event.coupon,
        "payment_number": subscription.payment_number,
        "payments_left": subscription.payments_left,
        "next_payment_at": local(subscription.next_payment_at) or None,
        "paid_until": local(subscription.paid_until) or None,
    }
