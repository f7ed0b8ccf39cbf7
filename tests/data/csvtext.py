"""CSV texts for tests: stamps at even steps, and a column of values next to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from lstmcast.data.load import LoadedData

#: Writes a text or bytes to ``sales.csv`` and loads it; settings by name.
Load = Callable[..., LoadedData]


def stamps(start: str, step: int, unit: str, count: int) -> list[str]:
    """Return ``count`` stamps, ``step`` units apart, with a space before the time of day."""
    times = np.datetime64(start) + np.arange(count) * np.timedelta64(step, unit)
    return [str(time).replace("T", " ") for time in times]


def table(times: Iterable[str], values: Sequence[object] | None = None, head: str = "ds,y") -> str:
    """Return a CSV text with one value per time."""
    times = list(times)
    values = (
        values
        if values is not None
        else [position * 37 % 11 + 0.5 for position in range(len(times))]
    )
    rows = "".join(f"{time},{value}\n" for time, value in zip(times, values, strict=True))
    return f"{head}\n{rows}"


def codes(data: LoadedData) -> list[str]:
    """Return the codes of all notes."""
    return [note.code for note in data.notes]


def times_of(data: LoadedData, series: int = 0) -> list[str]:
    """Return the formatted time of every step of a series."""
    start, length = data.series.starts[series], data.series.lengths[series]
    return data.series.calendar.format(np.arange(start, start + length))
