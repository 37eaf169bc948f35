"""The only room that knows RQ: the signals that something waits, their jobs, and their worker.

Redis only carries signals. A job holds the number of a delivery or of a place and nothing more;
whatever is lost with Redis is found again in Postgres by the sweeper.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any, Protocol
from uuid import uuid4

from redis import BlockingConnectionPool, Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import StopRequested
from rq.timeouts import JobTimeoutException
from rq.worker import SimpleWorker, WorkerStatus
from sqlalchemy.exc import InterfaceError, OperationalError

logger = logging.getLogger(__name__)

QUEUE = "deliveries"
_JOB_SECONDS = 300  # a job makes a handful of calls, each bounded; past this something hangs
_ALIVE, _ALIVE_SECONDS = "bridge:workers-alive", 30
_CARRIES = "bridge:carries-signals"
_BEAT_SECONDS = 5.0

Do = Callable[[int], object]
DELIVERY, PLACE = "delivery", "place"


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
    """Tells the workers that deliveries wait. Losing a signal costs time, never a delivery."""

    def __init__(self, redis: Redis, silence: float = 2.0) -> None:
        self._redis = redis
        self._queue = Queue(QUEUE, connection=redis)
        self._silence = silence  # seconds without trying, once Redis did not answer
        self._silent_until = 0.0

    def send(self, delivery_id: int) -> bool:
        """Have the delivery worked on now; False when Redis does not answer (it is swept later)."""
        return self.send_all([delivery_id])

    def send_all(self, delivery_ids: Iterable[int]) -> bool:
        """Likewise for several, in one round trip."""
        return self._try(lambda: self._enqueue(take_in, DELIVERY, delivery_ids))

    def send_place(self, place_id: int) -> bool:
        """Have the place brought to where it should be; likewise."""
        return self._try(lambda: self._enqueue(reconcile, PLACE, [place_id]))

    def waiting(self) -> set[tuple[str, int]]:
        """What has a signal in the queue still: DELIVERY or PLACE, and its number.

        Raises RedisError."""
        named = (job_id.split("-") for job_id in self._queue.get_job_ids())
        return {(what, int(number)) for what, number, *_ in named}

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

    def _enqueue(self, job: Do, what: str, numbers: Iterable[int]) -> None:
        # Without a pipeline of ours RQ asks Redis twice, and the receiver's sender waits for it.
        # One that breaks off half way leaves a job that no queue names; the sweeper signals anew.
        with self._redis.pipeline(transaction=False) as pipeline:
            for number in numbers:
                self._queue.enqueue_call(job, **_job(what, number), pipeline=pipeline)
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


class Worker(SimpleWorker):
    max_connection_wait_time = 5.0  # seconds between looks for a Redis that went away
    dequeue_timeout = 5  # seconds that an empty queue is waited on, so that a lost stop is noticed
    _beaten = 0.0
    _told_to_stop = False

    def subscribe(self) -> None:
        """Nobody sends this worker commands: it stops by a signal. A listener would cost one of the
        few connections that a small Redis allows."""

    def unsubscribe(self) -> None:
        """Nothing was subscribed to."""

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """RQ raises from this handler when no job runs, and the exception is lost where the code
        that it interrupts catches all of them, as redis-py's statistics do. So it is noted, too."""
        self._told_to_stop = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call] # RQ's lacks them

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """RQ beats five times a job, each beat good for minutes; one in five seconds will do."""
        if self._told_to_stop and self.get_state() != WorkerStatus.BUSY:
            raise StopRequested
        if pipeline is None and time.monotonic() < self._beaten + _BEAT_SECONDS:
            return
        super().heartbeat(timeout, pipeline)
        self._beaten = time.monotonic()

    def request_force_stop(self, signum: int, frame: object) -> None:
        """A platform tells every process to stop, and our supervisor tells the workers once more:
        the job that runs is finished all the same. Who takes too long is killed."""

    def handle_exception(self, job: Any, *exc_info: Any) -> None:
        """Logs where it happened and of which kind it was; never the values."""
        kind, _, trace = exc_info
        logger.error("%s ended with %s at %s", job.description, kind.__name__, _place(trace))


def _place(trace: Any) -> str:
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"


def run_worker(redis: Redis, work: Tasks) -> None:
    """Take signals from the queue until SIGTERM or SIGINT; a job that runs is finished first."""
    Job.work = work
    # That Redis does not answer is said once, by the supervisor.
    logging.getLogger("rq.worker").addFilter(lambda line: "connect to Redis" not in str(line.msg))
    worker_for(redis).work(logging_level="WARNING")


def worker_for(redis: Redis) -> Worker:
    """RQ's worker, which runs jobs in its own process and logs no values."""
    worker = Worker([QUEUE], connection=redis)
    worker.log_job_description = False
    return worker
