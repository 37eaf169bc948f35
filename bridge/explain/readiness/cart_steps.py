"""Whether the cart reaches us, and knows our secret: shown by what it sent."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from bridge.explain.readiness.step import Head, ReadinessStep, Seen, Stand, StepGroup
from bridge.sources.thrivecart.menus import VALIDATION_MENU, WEBHOOK_MENU
from bridge.store.readiness.sightings import MATCHED, PING, TESTED, UNSIGNED, WRONG

Arrivals = Mapping[str, datetime]
_TOLD = {MATCHED: "Last with your secret word", WRONG: "Last with another word",
         UNSIGNED: "Last without any", PING: "ThriveCart's last try",
         TESTED: "Your own last test"}  # fmt: skip
_ADDRESS: Head = ("address", StepGroup.CART, "The webhook's address is in ThriveCart",
                  "Put the webhook's address into ThriveCart")  # fmt: skip
_PING: Head = ("ping", StepGroup.CART, "ThriveCart reaches the bridge",
               "Let ThriveCart reach the bridge")  # fmt: skip
_SECRET: Head = ("secret", StepGroup.CART, "The secret word is ThriveCart's own",
                 "Show that the secret word is ThriveCart's own")  # fmt: skip
_AWAY = "What came is known once Postgres answers and has its tables."


def cart_steps(arrivals: Arrivals | None) -> Iterator[ReadinessStep]:
    """None: the record cannot be read."""
    yield _address(arrivals)
    yield _ping(arrivals)
    yield _secret(arrivals)


def _address(arrivals: Arrivals | None) -> ReadinessStep:
    is_known = bool(arrivals and (MATCHED in arrivals or PING in arrivals))
    said = "Something came to it." if is_known else "ThriveCart posts each sale to this address."
    return ReadinessStep(
        *_ADDRESS,
        Stand.DONE if is_known else Stand.UNDONE, said,
        "" if is_known else f"Copy it, and paste it in ThriveCart: {WEBHOOK_MENU}.",
    )  # fmt: skip


def _ping(arrivals: Arrivals | None) -> ReadinessStep:
    if arrivals is None:
        return ReadinessStep(*_PING, Stand.UNKNOWN, _AWAY)
    seen = _seen(arrivals, PING)
    if seen:
        return ReadinessStep(*_PING, Stand.DONE, "Its try came through.", seen=seen)
    if MATCHED in arrivals:
        said = "Deliveries come through, so it does."
        return ReadinessStep(*_PING, Stand.DONE, said, seen=_seen(arrivals, MATCHED))
    came = "Only tests of your own came yet." if TESTED in arrivals else "Nothing came yet."
    said = f"{came} ThriveCart tries the address when you save it."
    where = f"Save the webhook in ThriveCart under {WEBHOOK_MENU}; this page sees it at once."
    return ReadinessStep(*_PING, Stand.UNDONE, said, where, _seen(arrivals, TESTED))


def _secret(arrivals: Arrivals | None) -> ReadinessStep:
    if arrivals is None:
        return ReadinessStep(*_SECRET, Stand.UNKNOWN, _AWAY)
    stand, said, where = _secret_stand(arrivals)
    seen = _seen(arrivals, MATCHED, WRONG, *(() if MATCHED in arrivals else (UNSIGNED,)))
    return ReadinessStep(*_SECRET, stand, said, where, seen)


def _secret_stand(arrivals: Arrivals) -> tuple[Stand, str, str]:
    matched, wrong = arrivals.get(MATCHED), arrivals.get(WRONG)
    if matched and not (wrong and wrong > matched):
        return Stand.DONE, "A delivery came that carried it.", ""
    if wrong:
        since = "since the last one that did" if matched else "and none that did"
        return (
            Stand.UNDONE,
            f"A delivery came that carried another word than THRIVECART_SECRET, {since}: it was "
            "refused, and ThriveCart sends it again.",
            f"Copy the secret word from ThriveCart ({VALIDATION_MENU}) into THRIVECART_SECRET, and "
            "restart the receiver.",
        )
    is_set = "was in your own test" if TESTED in arrivals else "is set"
    return (
        Stand.UNDONE,
        f"THRIVECART_SECRET {is_set}. Whether it is ThriveCart's shows with the first delivery.",
        f"ThriveCart shows it under {VALIDATION_MENU}. Buy one of your products in test mode.",
    )


def _seen(arrivals: Arrivals, *every: str) -> tuple[Seen, ...]:
    return tuple(Seen(_TOLD[what], arrivals[what]) for what in every if what in arrivals)
