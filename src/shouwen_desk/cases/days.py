"""Local days of the company's zone, as microseconds UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from django.utils import timezone

US = 1_000_000
DAY_US = 86_400 * US


def zone() -> tzinfo:
    """The company's zone."""
    return timezone.get_default_timezone()


def local(at: int) -> datetime:
    """The instant as a local date and time."""
    return datetime.fromtimestamp(at // US, UTC).astimezone(timezone.get_default_timezone())


def day_end(at: int) -> int:
    """The midnight that ends the local day of the instant."""
    next_day = (local(at) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    # Replacing the fields keeps the old offset; ask again so that a change of clocks is honoured.
    fresh = datetime(
        next_day.year, next_day.month, next_day.day, tzinfo=timezone.get_default_timezone()
    )
    return round(fresh.timestamp()) * US


def day_number(at: int) -> str:
    """The local day as it stands in a case number: 20260318."""
    return local(at).strftime("%Y%m%d")
