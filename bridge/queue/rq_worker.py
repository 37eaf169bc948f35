"""RQ's worker as the bridge wants it: it takes signals from the queues of all destinations in turn,
and it stops when it is told to."""

import logging
import time
from collections.abc import Callable, Collection, Iterable
from typing import Any

from redis import Redis
from rq import Queue
from rq.exceptions import StopRequested
from rq.worker import SimpleWorker, WorkerStatus

from bridge.queue import jobs
from bridge.queue.jobs import Tasks, queue_of, queues_of

logger = logging.getLogger(__name__)

_BEAT_SECONDS = 5.0


class Worker(SimpleWorker):
    """After a job of one queue the others come first: none waits for another one's backlog. Those
    of destinations that are `ailing` come last, while there is anything else to do."""

    ailing: Callable[[], Collection[str]] = staticmethod(frozenset[str])
    max_connection_wait_time = 5.0  # seconds between looks for a Redis that went away
    dequeue_timeout = 1  # second that empty queues are waited on, so that a stop is soon noticed
    _beaten = 0.0
    _told_to_stop = False

    def subscribe(self) -> None:
        """Nobody sends this worker commands: it stops by a signal. A listener would cost one of the
        few connections that a small Redis allows."""

    def unsubscribe(self) -> None:
        """Nothing was subscribed to."""

    def reorder_queues(self, reference_queue: Queue) -> None:
        """What is to be taken in comes before any place: it is a matter of milliseconds."""
        first, *rest = self._ordered_queues
        if reference_queue in rest:
            after = rest.index(reference_queue) + 1
            rest = [*rest[after:], *rest[:after]]
        last = {*map(queue_of, self.ailing())}
        self._ordered_queues = [first, *sorted(rest, key=lambda queue: queue.name in last)]

    def request_stop(self, *_: object) -> None:
        """It is noted, and looked at between jobs. RQ would raise from this handler, or ask Redis:
        what is interrupted by that may keep its connection for good, of the two that there are,
        and the exception is lost where somebody catches all of them, as redis-py does."""
        self._told_to_stop = self._stop_requested = True

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


def run_worker(
    redis: Redis,
    work: Tasks,
    destinations: Iterable[str] = (),
    ailing: Callable[[], Collection[str]] = frozenset[str],
) -> None:
    """Take signals from the queues until SIGTERM or SIGINT; a job that runs is finished first.
    `ailing` tells which destinations come last just now."""
    jobs.Job.work = work
    # That Redis does not answer is said once, by the supervisor.
    logging.getLogger("rq.worker").addFilter(lambda line: "connect to Redis" not in str(line.msg))
    worker = worker_for(redis, destinations)
    worker.ailing = ailing
    worker.work(logging_level="WARNING")


def worker_for(redis: Redis, destinations: Iterable[str] = ()) -> Worker:
    """RQ's worker, which runs jobs in its own process and logs no values."""
    worker = Worker(queues_of(destinations), connection=redis)
    worker.log_job_description = False
    return worker
