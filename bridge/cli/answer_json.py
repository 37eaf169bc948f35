"""The answer of `bridge explain`, for scripts."""

from bridge.cli.answer import Answer
from bridge.cli.record_json import effect_json, event_json
from bridge.cli.wording import local
from bridge.entitlements.desired import Held
from bridge.entitlements.memberships import is_open
from bridge.explain.upcoming import words_of
from bridge.model import Event, Sort
from bridge.reconcile.intake import set_aside
from bridge.rules.wording import money


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
        "effects": [effect_json(effect) for effect in answer.effects],
        "memberships": {
            name: {"open": is_open(held), "entitlements": [_held(each) for each in held]}
            for name, held in answer.held.items()
        },
        "contact_known": answer.known is not None,
        "tags": answer.tags,
        "gains": answer.gains,
        "loses": answer.loses,
        "lists": {d.name: d.value == "wanted" for d in answer.others if d.sort is Sort.LIST},
        "fields": {d.name: d.text for d in answer.others if d.sort is Sort.FIELD},
        "triggers": [each.name for each in answer.once if each.sort is Sort.TAG],
        "automations": [each.name for each in answer.once if each.sort is Sort.AUTOMATION],
        "coming": [{"due_at": local(each.at), "what": words_of(each)} for each in answer.coming],
    }


def _held(each: Held) -> dict[str, object]:
    return {
        "entitlement": each.entitlement,
        "granted": each.granted,
        "ended": each.ended,
        "blocks": [*each.blocks],
        "ends_at": local(each.ends_at) or None,
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
