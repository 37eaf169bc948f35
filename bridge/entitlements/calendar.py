"""Calendar months: the same day of a later month, or its last day."""

import calendar
from datetime import UTC, datetime


def months_later(second: int, months: int) -> int:
    """31 January and one month is the last of February. Seconds since 1970, UTC."""
    begun = datetime.fromtimestamp(second, UTC)
    year, month = divmod(begun.year * 12 + begun.month - 1 + months, 12)
    if year > 9000:  # the calendar ends soon after
        return int(datetime(9000, 1, 1, tzinfo=UTC).timestamp())
    day = min(begun.day, calendar.monthrange(year, month + 1)[1])
    return int(begun.replace(year=year, month=month + 1, day=day).timestamp())
