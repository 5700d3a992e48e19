"""The 36 months the samples cover. A month is a number: 0 is the first one."""

from calendar import monthrange
from datetime import date

FIRST_DAY = date(2023, 10, 1)
LAST_DAY = date(2026, 9, 30)


def month_of(day: date) -> int:
    """Number of the month a day lies in; negative before the first one."""
    return (day.year - FIRST_DAY.year) * 12 + day.month - FIRST_DAY.month


MONTHS = month_of(LAST_DAY) + 1


def day_in(month: int, day_of_month: int) -> date:
    """Day of a month, the last one where the month is too short."""
    year, zero_based = divmod(FIRST_DAY.year * 12 + FIRST_DAY.month - 1 + month, 12)
    return date(year, zero_based + 1, min(day_of_month, monthrange(year, zero_based + 1)[1]))


def month_name(month: int) -> str:
    """Month as YYYY-MM."""
    return day_in(month, 1).isoformat()[:7]
