"""How much one delivery may hold. A real order of thirty items has about 1,500 fields, 5 deep."""

from bridge.model.errors import WebhookRejected

MAX_FIELDS = 5_000
MAX_DEPTH = 16


def too_deep() -> WebhookRejected:
    return WebhookRejected(
        400,
        f"The fields of this delivery are nested more than {MAX_DEPTH} deep, so it was not stored. "
        "No order looks like that; check what is posting to this address.",
    )


def too_many_fields() -> WebhookRejected:
    return WebhookRejected(
        400,
        f"This delivery has more than {MAX_FIELDS:,} fields, so it was not stored. "
        "No order looks like that; check what is posting to this address.",
    )


def check_size(value: object) -> None:
    """Raises WebhookRejected when a decoded body is too deep or has too many fields."""
    level, depth, fields = [value], 0, 0
    while level:
        deeper: list[object] = []
        for node in level:
            if isinstance(node, dict):
                deeper.extend(node.values())
            elif isinstance(node, list):
                deeper.extend(node)
        level, depth, fields = deeper, depth + 1, fields + len(deeper)
        if fields > MAX_FIELDS:
            raise too_many_fields()
        if depth > MAX_DEPTH + 1:
            raise too_deep()
