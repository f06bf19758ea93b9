"""Moments as whole numbers, which lose nothing."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    """Since 1970."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment_at(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
