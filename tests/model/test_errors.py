"""What can go wrong tells who must act, in words for a person."""

from bridge.model.errors import AccountRefused, BridgeError, ConfigError, CrmRefused, CrmUnavailable


def test_every_mistake_of_a_set_up_is_told_at_once() -> None:
    error = ConfigError(["A is missing.", "B is wrong."])
    assert (error.problems, str(error)) == (
        ("A is missing.", "B is wrong."),
        "A is missing.\nB is wrong.",
    )


def test_what_refuses_the_account_refuses_its_contacts_too() -> None:
    assert issubclass(AccountRefused, CrmRefused)
    assert not issubclass(CrmUnavailable, CrmRefused)
    assert issubclass(CrmRefused, BridgeError)


def test_who_asks_for_quiet_names_the_seconds() -> None:
    assert (CrmUnavailable("later", 30).retry_after, CrmUnavailable("later").retry_after) == (
        30,
        None,
    )
