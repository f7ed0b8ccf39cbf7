"""When a job runs, in the words of systemd: ``OnCalendar=`` for a cron expression."""

from __future__ import annotations

from collections.abc import Sequence

from lstmcast.jobs.cron import Cron

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def on_calendar(cron: Cron) -> tuple[str, ...]:
    """Return calendar events that together mean what ``cron`` does.

    Two where cron is content with a day of the month or a weekday, as systemd wants both.
    """
    clock = f"{_listed(cron.hours, 0, 23)}:{_listed(cron.minutes, 0, 59)}:00"
    month = _listed(cron.months, 1, 12)
    weekdays, dated = _weekdays(cron.weekdays), f"*-{month}-{_listed(cron.days, 1, 31)} {clock}"
    if not cron.either_day:
        return (f"{weekdays} {dated}".strip(),)
    if not weekdays:  # named one by one, all of them
        return (f"*-{month}-* {clock}",)
    return (dated, f"{weekdays} *-{month}-* {clock}")


def _listed(values: Sequence[int], least: int, most: int) -> str:
    """Return numbers as a component: ``*`` for all of them, else steps, ranges or a list."""
    if len(values) == most - least + 1:
        return "*"
    step = values[1] - values[0] if len(values) > 2 else 0
    if step > 1 and tuple(values) == tuple(range(values[0], most + 1, step)):
        return f"{values[0]:02d}/{step}"
    parts = [
        f"{first:02d}" if first == last else f"{first:02d}..{last:02d}"
        for first, last in _runs(values)
    ]
    return ",".join(parts)


def _weekdays(days: Sequence[int]) -> str:
    """Return weekdays, Sunday being 0, as "Mon..Fri,Sun"; empty for all of them."""
    if len(days) == len(_WEEKDAYS):
        return ""
    from_monday = sorted((day - 1) % 7 for day in days)
    return ",".join(
        _WEEKDAYS[first] if first == last else f"{_WEEKDAYS[first]}..{_WEEKDAYS[last]}"
        for first, last in _runs(from_monday)
    )


def _runs(values: Sequence[int]) -> list[tuple[int, int]]:
    """Return first and last of the stretches without a hole."""
    runs: list[tuple[int, int]] = []
    for value in values:
        if runs and runs[-1][1] == value - 1:
            runs[-1] = (runs[-1][0], value)
        else:
            runs.append((value, value))
    return runs
