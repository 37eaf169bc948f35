"""How a delivery key was made before, for stores that hold such."""

_AMOUNT = ":amount-"


def with_amount(key: str, amount: int) -> str:
    """The key of something that its amount tells apart from another of the same second."""
    return f"{key}{_AMOUNT}{amount}"


def key_of_before(key: str) -> str:
    """The key under which an older bridge kept the same delivery; "" where it is no other."""
    before, amount, _ = key.partition(_AMOUNT)
    return before if amount else ""
