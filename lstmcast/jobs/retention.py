"""What a ledger may forget, by more than one clock: one that is wrong must not cost the history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def oldest_kept(
    retention: timedelta, *, now: datetime, newest: datetime | None, before: datetime | None
) -> datetime:
    """Return from when on runs are kept.

    ``retention`` counts back from the earliest of three: ``now`` by the clock, the ``newest``
    value of the data, where these know time, and the beginning of the run ``before``, where there
    was one. A clock that is ahead, once or for long, makes nothing older than it is; and where
    neither data nor runs came for long, what is too old goes a night later, or with newer data.
    """
    known = [moment.astimezone(UTC) for moment in (now, newest, before) if moment is not None]
    # Runs on old data may have a ``now`` as old, and before the year 1 there is no moment.
    return min(known) - min(retention, min(known) - datetime.min.replace(tzinfo=UTC))
