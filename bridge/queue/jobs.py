"""The signals that something waits, and their jobs; rq_worker.py takes them.

Redis only carries signals. A job holds the number of a delivery or of a place and nothing more;
whatever is lost with Redis is found again in Postgres by the sweeper.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

from redis import BlockingConnectionPool, Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.timeouts import JobTimeoutException
from sqlalchemy.exc import InterfaceError, OperationalError

logger = logging.getLogger(__name__)

# What is to be taken in, and the places of the only destination; of several each has its own.
QUEUE = "deliveries"
_JOB_SECONDS = 300  # a job makes a handful of calls, each bounded; past this something hangs
_ALIVE, _ALIVE_SECONDS = "bridge:workers-alive", 30
_CARRIES = "bridge:carries-signals"

Do = Callable[[int], object]
DELIVERY, PLACE = "delivery", "place"


def queue_of(destination: str) -> str:
    """The name of the queue of its places, where there are several destinations."""
    return f"places:{destination}"


def queues_of(destinations: Iterable[str]) -> list[str]:
    """The names of all queues, that of what is to be taken in first."""
    every = [*destinations]
    return [QUEUE, *map(queue_of, every if len(every) > 1 else ())]


def redis_for(url: str, timeout: float | None = None, connections: int = 1) -> Redis:
    """A client for `url`; rediss:// is taken with a self-signed certificate, as Heroku's has.

    `timeout` bounds connecting and answering, in seconds; a worker that blocks on the queue
    needs None. No more than so many `connections` are open at once: a small Redis allows twenty to
    the receiver and all workers together (Heroku's mini, by its documentation).
    """
    options: dict[str, Any] = {"socket_timeout": timeout, "socket_connect_timeout": timeout or 5}
    if url.startswith("rediss://"):
        options |= {"ssl_cert_reqs": "none", "ssl_check_hostname": False}
    pool = BlockingConnectionPool.from_url(
        url, max_connections=connections, timeout=timeout or 20, **options
    )
    return Redis(connection_pool=pool)


@dataclass(frozen=True)
class Workers:
    """Whether one was `seen` in the last half minute, and what they said is wrong with their rules;
    neither is known where `redis` does not answer."""

    redis: bool = True
    seen: bool = False
    trouble: str = ""

    @property
    def troubles(self) -> Iterator[str]:
        """What keeps them from working, in sentences for people."""
        if not self.redis:
            yield (
                "Redis does not answer, so what comes waits until it does. Is it running, and is "
                "REDIS_URL right?"
            )
        elif not self.seen:
            yield "No worker was seen for half a minute, so what comes waits. Does worker.py run?"
        yield from filter(None, [self.trouble])


class Signals:
    """Tells the workers that deliveries wait, and places of these `destinations`. Losing a signal
    costs time, never a delivery."""

    def __init__(
        self, redis: Redis, silence: float = 2.0, destinations: Iterable[str] = ()
    ) -> None:
        self._redis = redis
        self._queues = {name: Queue(name, connection=redis) for name in queues_of(destinations)}
        self._silence = silence  # seconds without trying, once Redis did not answer
        self._silent_until = 0.0

    def send(self, delivery_id: int) -> bool:
        """Have the delivery worked on now; False when Redis does not answer (it is swept later)."""
        return self.send_all([delivery_id])

    def send_all(self, delivery_ids: Iterable[int]) -> bool:
        """Likewise for several, in one round trip."""
        return self._try(lambda: self._enqueue(QUEUE, take_in, DELIVERY, delivery_ids))

    def send_place(self, place_id: int, destination: str = "") -> bool:
        """Have the place of that destination brought to where it should be; likewise."""
        name = queue_of(destination)
        name = name if name in self._queues else QUEUE
        return self._try(lambda: self._enqueue(name, reconcile, PLACE, [place_id]))

    def waiting(self) -> set[tuple[str, int]]:
        """What has a signal in a queue still: DELIVERY or PLACE, and its number.

        Raises RedisError."""
        every = (queue.get_job_ids() for queue in self._queues.values())
        named = (job_id.split("-") for ids in every for job_id in ids)
        return {(what, int(number)) for what, number, *_ in named}

    def queued(self) -> int | None:
        """How many signals no worker has taken yet; None where Redis does not answer."""
        try:
            return sum(queue.count for queue in self._queues.values())
        except RedisError:
            return None

    def workers(self) -> Workers:
        try:
            said = self._redis.get(_ALIVE)
        except RedisError:
            return Workers(redis=False)
        told = said.decode() if isinstance(said, bytes) else ""
        return Workers(seen=said is not None, trouble=told)

    def beat(self, trouble: str = "") -> bool:
        """Say that workers are alive, and what is wrong with their rules. True when Redis has lost
        everything since the last beat.

        Raises RedisError.
        """
        self._redis.set(_ALIVE, trouble, ex=_ALIVE_SECONDS)
        return bool(self._redis.set(_CARRIES, 1, nx=True))

    def _enqueue(self, queue: str, job: Do, what: str, numbers: Iterable[int]) -> None:
        # Without a pipeline of ours RQ asks Redis twice, and the receiver's sender waits for it.
        # One that breaks off half way leaves a job that no queue names; the sweeper signals anew.
        with self._redis.pipeline(transaction=False) as pipeline:
            for number in numbers:
                self._queues[queue].enqueue_call(job, **_job(what, number), pipeline=pipeline)
            pipeline.execute()

    def _try(self, send: Callable[[], object]) -> bool:
        if time.monotonic() < self._silent_until:
            return False
        try:
            send()
        except RedisError as error:
            self._silent_until = time.monotonic() + self._silence
            logger.warning("Redis does not answer (%s); the sweeper will signal", _name(error))
            return False
        return True


def _job(what: str, number: int) -> dict[str, Any]:
    return {
        "args": (number,),
        # A name of its own for each signal: RQ forgets all that goes by the name of a job when it
        # ends, and one thing may be signalled again while it is being worked on.
        "job_id": f"{what}-{number}-{uuid4().hex}",
        "description": f"{what} {number}",
        "timeout": _JOB_SECONDS,
        "result_ttl": 0,
        "failure_ttl": 0,
    }


class Tasks(Protocol):
    """What a worker process does with a signal."""

    def take_in(self, delivery_id: int) -> object: ...

    def reconcile(self, place_id: int) -> object: ...

    def surprised(self, what: str, number: int, kind: str) -> object:
        """Something unforeseen of that kind happened: it is tried again later."""


class Job:
    """Made once in each worker process, by `run_worker`."""

    work: Tasks


def take_in(delivery_id: int) -> None:
    _do(Job.work.take_in, DELIVERY, delivery_id)


def reconcile(place_id: int) -> None:
    _do(Job.work.reconcile, PLACE, place_id)


def _do(work: Do, what: str, number: int) -> None:
    """Whatever happens, the row in Postgres says so and it is tried again."""
    try:
        work(number)
    except (OperationalError, InterfaceError) as error:
        # It still waits in Postgres; the sweeper finds it when Postgres is back.
        logger.warning("%s %d: Postgres went away (%s)", what, number, _name(error))
    except (Exception, JobTimeoutException) as error:
        Job.work.surprised(what, number, _name(error))
        raise


def _name(error: BaseException) -> str:
    """The kind of error only: its text may hold a buyer's address."""
    return type(error).__name__
