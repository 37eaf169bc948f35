"""The contracts' modules are no `test_*`, and shall say as much when a promise is not kept."""

import pytest

pytest.register_assert_rewrite(
    *(
        f"tests.destinations.contract{part}"
        for part in ("", "_access", "_other_targets", "_refusals")
    )
)
