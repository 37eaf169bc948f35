"""The shop of the tests of rollouts, where Bea has Gold."""

from tests.reconcile.conftest import clock as clock
from tests.reconcile.conftest import shop as shop
from tests.reconcile.conftest import stage as stage
