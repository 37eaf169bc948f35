"""What people write for a key or an event, in four languages, and what is right: data alone."""

from collections.abc import Mapping


def by_name(names: Mapping[str, str]) -> dict[str, str]:
    """Each other name with the right word, from texts of other names by right words."""
    return {name: right for right, others in names.items() for name in others.split(", ")}


# Other names that carts, CRMs and people give the same events.
EVENTS = by_name({
    "purchase": "sale, order, bought, order.success, order success, trial, free trial, "
                "trial started, trial starts, trial begins, trial start, subscription started, "
                "signup, sign up, kauf, gekauft, bestellung, compra, achat",
    "rebill": "renewal, recurring payment, subscription payment, payment, paid, pays, "
              "payment received, payment made, payment worked, payment succeeded, "
              "successful payment, next payment, order.subscription payment, zahlung, "
              "verlängerung, pago, paiement",
    "payment failed": "rebill failed, failed payment, missed payment, payment missed, no payment, "
                      "not paid, unpaid, order.rebill failed, zahlung fehlgeschlagen, "
                      "pago fallido, paiement échoué, échec de paiement",
    "payment declined": "declined, zahlung abgelehnt",
    "cancelled": "canceled, cancellation, subscription cancelled, order.subscription cancelled, "
                 "kündigung, gekündigt, storniert, cancelado, cancelación, annulé, annulation, "
                 "resiliado, résiliation",
    "refund": "order.refund, money back, rückerstattung, erstattung, reembolso, devolución, "
              "remboursement",
    "paused": "order.subscription paused, pausiert, pausa, en pause",
    "resumed": "order.subscription resumed, fortgesetzt",
    "abandoned cart": "cart abandoned, cart.abandoned, abgebrochener warenkorb",
})  # fmt: skip
# Other names for access that starts or ends, which only rules know.
TURNS = by_name({
    "access starts": "access begins, access started, access start, access granted, access gained, "
                     "gains access, gets access, membership starts, membership begins, "
                     "zugang beginnt",
    "access ends": "access ended, access end, access stops, access lost, access revoked, "
                   "access expires, loses access, membership ends, membership ended, "
                   "membership expires, membership expired, expired, expires, zugang endet",
})  # fmt: skip
# Told where the event is what was probably meant.
MEANING = {"rebill": "a later payment that worked"}

# What no cart tells, and what somebody says by hand instead.
NO_CHARGEBACK = (
    "ThriveCart tells nobody of a chargeback or dispute. "
    "Say it by hand: end it, or ban her, on her page of the console; or by bridge end EMAIL "
    "MEMBERSHIP --why chargeback, or bridge ban EMAIL."
)
NEVER_TOLD = dict.fromkeys(
    ("chargeback", "charge back", "chargebacks", "dispute", "disputed", "rückbuchung"),
    NO_CHARGEBACK,
) | dict.fromkeys(
    ("trial ends", "trial ended", "trial end", "trial over", "trial expired", "trial expires",
     "end of trial", "after trial"),
    "No event tells a trial's end. Write 'when: purchase' with its 'items' and 'plans', 'after: 15 "
    "days' and 'unless: rebill'; the cookbook has a whole trial.",
)  # fmt: skip

_ITEMS = "products, product, produkte, produkt, artikel, productos, artículos, produits, articles"
CONDITIONS = by_name({
    "items": _ITEMS,
    "plans": "pricing options, payment plan, payment plans, price option",
    "mode": "test, test mode, testmode, sandbox",
    "amount": "price, total, betrag",
    "coupon": "coupons, gutschein, cupón, code promo",
    "currency": "currencies, währung, moneda, devise",
    "affiliate": "affiliates",
    "consent": "checkbox",
    "custom fields": "fields",
    "payment": "payment number",
    "since order": "within, since purchase, time since order, days since order",
    "any": "or",
    "all": "and",
    "not": "except, none",
})  # fmt: skip
TO = "destination, destinations, where, target, targets, site, sites, account, accounts"
ACTIONS = by_name({
    "add": "tag, tags, apply, add tag, add tags, apply tag, apply tags, "
           "give tag, assign tag, hinzufügen, hinzufuegen, añadir, agregar, ajouter",
    "remove": "untag, delete, entfernen, löschen, quitar, eliminar, retirer, supprimer",
    "subscribe": "list, lists, add to list",
    "subscribe even after opt-out": "resubscribe",
    "unsubscribe": "remove from list",
    "set": "set field, set fields, set custom field",
    "start automation": "automation, automations, start automations",
})  # fmt: skip
LATER = by_name({
    "after": "wait, delay, later, nach, después, después de, après",
    "unless": "until, cancel if, except if, but not if, außer, salvo, sauf",
})  # fmt: skip
RULE = CONDITIONS | LATER | ACTIONS | by_name({
    "name": "bezeichnung, nombre, nom",
    "when": "on, event, events, if, wenn, bei, ereignis, cuando, evento, quand, événement",
    "memberships": "membership, mitgliedschaft",
    "enabled": "disabled",
    "to": TO,
})  # fmt: skip
MEMBERSHIP = by_name({
    "items": _ITEMS,
    "plans": "pricing options, payment plan, payment plans, price option",
    "suffixes": "suffix",
    "failed payment tag": "payment failed tag",
    "enabled": "disabled",
    "lasts": "duration, valid for, expires, expires after, ends after, term",
    "completed": "complete, paid off",
    "patience": "patient",
    "to": TO,
    "access": "title, level, access to, membership level, site membership",
})  # fmt: skip
FILE = by_name({
    "destinations": "destination, accounts, crms, sites, targets, ziele, destinos",
    "memberships": "levels, mitgliedschaften, mitgliedschaft, membresías, suscripciones, "
                   "adhésions, abonnements",
    "rules": "regeln, reglas, règles",
    "examples": "tests, beispiele, ejemplos, exemples",
    "test_events": "test mode",
    "ignore": "ignored, skip, ignore items, ignorieren, ignorar, ignorer",
})  # fmt: skip
# Other names of what may stand between < and > in a field's value.
PLACEHOLDERS = by_name({
    "product name": "name, item name",
    "product": "item",
    "pricing option": "plan",
    "order number": "order, order id",
    "invoice number": "invoice",
    "amount": "price, total",
    "date": "today, purchase date",
    "next payment date": "next payment, next bill date",
    "end of paid period": "period end, paid until",
})  # fmt: skip
PERIOD_END = by_name({
    "period end": "end, end of period, end of the period, end of paid period, paid period, "
                  "paid until",
})  # fmt: skip
UNLESS = EVENTS | TURNS | by_name({
    "never": "no, none, nothing, off, false",
    "purchase": "a purchase, new purchase",
    "any purchase": "any, anything, another purchase, purchase of anything, "
                    "purchase of any item, bought something, buys something, bought anything, "
                    "buys anything, bought again, buys again",
})  # fmt: skip
UNITS = by_name({
    "second": "s, sec, second, sekunde, sekunden, segundo, seconde",
    "minute": "min, minute, minuten, minuto",
    "hour": "h, hr, hour, stunde, stunden, hora, heure",
    "day": "d, day, tag, tage, tagen, día, dia, jour",
    "week": "w, wk, week, woche, wochen, semana, semaine",
    "month": "m, mo, mon, mth, month, monat, monate, monaten, mes, meses, mois",
    "year": "y, yr, year, jahr, jahre, jahren, año, an, année",
})  # fmt: skip
BOUNDS = by_name({
    "at least": "from, min, minimum, >=, mindestens, ab",
    "above": "over, more than, greater than, >, über, mehr als",
    "at most": "up to, max, maximum, <=, höchstens, maximal, bis",
    "below": "under, less than, lower than, <, unter, weniger als",
    "": "exactly, =",
})  # fmt: skip
# A time's own words for a bound; above and below are an amount's.
TIME_BOUNDS = by_name({
    "at most": "within, inside, in, no more than, not more than",
    "more than": "above, after, longer than, later than, beyond, outside",
    "less than": "below, before, shorter than, sooner than, earlier than",
})  # fmt: skip
MODES = by_name({
    "test": "testing, sandbox, demo, test mode",
    "live": "production, real, live mode",
})  # fmt: skip
CURRENCIES = by_name({
    "USD": "$, us$, dollar",
    "EUR": "€, euro",
    "GBP": "£, pound",
})  # fmt: skip
