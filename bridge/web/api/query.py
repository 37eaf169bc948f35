"""What stands behind the ? of an address."""

from flask import request

from bridge.web.api.api import BadRequestError


def number_of(name: str, *, most: int, otherwise: int) -> int:
    """Of digits alone, from 1; `otherwise` where it is not there. Raises BadRequestError."""
    told = request.args.get(name)
    if told is None:
        return otherwise
    is_number = told.isascii() and told.isdigit() and len(told) < 20
    if not is_number or not 1 <= int(told) <= most:
        raise BadRequestError(f"{name}: must be a whole number from 1 to {most}.")
    return int(told)
