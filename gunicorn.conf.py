"""How gunicorn runs the receiver; read by `gunicorn app:app`. It binds to $PORT."""

import gc
import os
from typing import Any

from bridge.settings import take_env_file

take_env_file()
if port := os.environ.get("PORT"):
    bind = f"0.0.0.0:{port}"
# Two processes answer while one of them waits for the disk; more only help on more cores.
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
# Threads, and no sender that dawdles holds one for long.
worker_class = "bridge.web.deadline_worker.DeadlineWorker"
threads = 4
# The processes are forked after the imports and share that memory.
preload_app = True
# Behind Heroku's router a connection is kept; longer than its 90 seconds saves a reconnect.
keepalive = 95
graceful_timeout = 20
# gunicorn's heartbeat file: memory, so that a slow disk does not look like a hung process.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 # not a file of ours
# Headers that name a path of their own are for other set-ups; here they would only be mistaken.
forwarder_headers = ""
# Nobody operates the receiver through it, and two on one machine would share its address.
control_socket_disable = True


def when_ready(server: object) -> None:  # noqa: ARG001 # gunicorn's hook
    """Before the processes are forked: what exists now stays shared, untouched by the collector."""
    gc.collect()
    gc.freeze()


def post_fork(server: object, worker: Any) -> None:  # noqa: ARG001 # gunicorn's hook
    """In each process: whoever is told of troubles is told from here, too, for the workers may be
    what is gone."""
    if lookout := getattr(worker.app.wsgi(), "extensions", {}).get("bridge.lookout"):
        lookout.start()
