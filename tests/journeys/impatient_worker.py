"""`worker.py` with short waits, so that a journey through failures takes seconds."""

import worker
from bridge.reconcile.patience import Patience

IMPATIENT = worker.Timing(
    patience=Patience(first=0.3, longest=2, lease=4, call=2.5),
    sweep_every=1,
    slack=2,
    check_every=0.5,
    answer=2,
)

if __name__ == "__main__":
    worker.main(IMPATIENT)
