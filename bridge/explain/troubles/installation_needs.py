"""What of the installation itself needs somebody: workers, Redis, the rules file, the secret."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Engine

from bridge.explain import publication
from bridge.explain.health.rhythm import silence_of
from bridge.explain.next_steps import PAGES
from bridge.explain.rules_file import RulesNow
from bridge.explain.troubles.need import Need, NeedAction, NeedKind, Remedy
from bridge.model.text import clock
from bridge.store.readiness import sightings

_REDIS = "Start it, or put REDIS_URL right. Everything goes on by itself then."
_WORKERS = "Start worker.py; on Heroku: `heroku ps:scale worker=1`."
_LATELY = timedelta(days=1)
_RULES = NeedAction(Remedy.SHOW_RULES, "Look at the rules")
_SET_UP = NeedAction(Remedy.SHOW_SET_UP, "See where it stands")


class WorkersTold(Protocol):
    """Whether Redis answers, whether one was seen lately, and what they say is wrong."""

    @property
    def redis(self) -> bool: ...
    @property
    def seen(self) -> bool: ...
    @property
    def trouble(self) -> str: ...


def worker_needs(workers: WorkersTold) -> Iterator[Need]:
    if not workers.redis:
        words = "Redis does not answer, so what comes is stored and waits."
        yield Need("redis", NeedKind.REDIS, words, _REDIS)
    elif not workers.seen:
        words = "No worker was seen for half a minute, so what comes is stored and waits."
        yield Need("workers", NeedKind.WORKERS, words, _WORKERS)
    if workers.trouble:
        words = "The workers say that something is wrong with the rules."
        yield Need("workers:rules", NeedKind.WORKERS, words, "Mend it and restart them.",
                   quote=workers.trouble, action=_RULES)  # fmt: skip


def rules_needs(engine: Engine, file_rules: RulesNow) -> Iterator[Need]:
    if told := publication.difference(engine, file_rules, PAGES):
        words = "The rules file is not what the workers go by."
        yield Need("rules", NeedKind.RULES, words, "", quote=told, action=_RULES)


def deploy_needs(engine: Engine) -> Iterator[Need]:
    """Where a release was refused for its rules, and none got through since: what runs is the one
    before."""
    if at := sightings.seen(engine).get(sightings.REFUSED_DEPLOY):
        words = (
            f"A deploy was refused ({clock(at)}): its rules file has mistakes, or contradicts what "
            "was changed in the console."
        )
        what = "Its log says which, and `bridge check` says it again. Mend it and deploy."
        yield Need("deploy", NeedKind.RULES, words, what, at, action=_RULES)


def secret_needs(engine: Engine, now: datetime) -> Iterator[Need]:
    """Where a wrong secret came within a day, and no right one after it."""
    seen = sightings.seen(engine)
    wrong, right = seen.get(sightings.WRONG), seen.get(sightings.MATCHED)
    if wrong and wrong > now - _LATELY and (right is None or right < wrong):
        words = "A delivery came with another secret than THRIVECART_SECRET, and was refused."
        what = (
            "Copy the secret from ThriveCart (Settings > API & Webhooks > ThriveCart order "
            "validation) into THRIVECART_SECRET. ThriveCart sends it again for a while."
        )
        yield Need("secret", NeedKind.SECRET, words, what, wrong, action=_SET_UP)


def silence_needs(engine: Engine, now: datetime) -> Iterator[Need]:
    """Where the shop received nothing for unusually long, by its own rhythm."""
    if told := silence_of(engine, now):
        yield Need("silence", NeedKind.SILENCE, told.words, told.what_to_do, told.last,
                   action=_SET_UP)  # fmt: skip
