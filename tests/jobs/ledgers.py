"""A ledger in memory and hourly forecasts, for tests of what watches over a job."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from lstmcast.data.calendar import Calendar
from lstmcast.data.frequency import Frequency
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.jobs.ledger.rows import ForecastRow, ScoreRow
from lstmcast.jobs.scoring import Name, name_of

HOURLY = Calendar(frequency=Frequency.parse("h"), zone=None, style="YYYY-MM-DD hh:mm")
DAY = 24
DEVIATION = 1.0
SCORES = {80.0: 1.2816, 95.0: 1.96}


@dataclass
class MemoryLedger:
    """Forecasts and scores by name, as the real ledger keeps them."""

    made: dict[Name, ForecastRow] = field(default_factory=dict)
    scored: dict[Name, ScoreRow] = field(default_factory=dict)

    def add_forecasts(self, rows: Iterable[ForecastRow]) -> int:
        found = {name_of(row): row for row in rows}
        self.made.update(found)
        return len(found)

    def open_forecasts(self, until: int) -> list[ForecastRow]:
        return [r for name, r in self.made.items() if name not in self.scored and r.time <= until]

    def forecasts(self, since: int) -> list[ForecastRow]:
        return [row for row in self.made.values() if row.time >= since]

    def add_scores(self, rows: Iterable[ScoreRow]) -> None:
        self.scored.update({name_of(row): row for row in rows})

    def scores(self, since: int) -> list[ScoreRow]:
        return [row for row in self.scored.values() if row.time >= since]


def hourly(*series: npt.ArrayLike, starts: tuple[int, ...] | None = None) -> SeriesSet:
    """Return hourly series s0, s1, ..., all from the same hour on unless told otherwise."""
    arrays = [np.asarray(values, dtype=np.float64) for values in series]
    return SeriesSet(
        keys=tuple(SeriesKey((f"s{place}",), "y") for place in range(len(arrays))),
        values=np.concatenate([*arrays, np.empty(0)]),
        offsets=np.cumsum([0, *map(len, arrays)], dtype=np.int64),
        starts=np.array(starts or [0] * len(arrays), dtype=np.int64),
        calendar=HOURLY,
    )


def daily_pattern(steps: int) -> npt.NDArray[np.float64]:
    """Return the expected value of each hour: a day that repeats itself."""
    return 50 + 10 * np.sin(2 * np.pi * np.arange(steps) / DAY)


def panel(days: int, *, seed: int, series: int = 4, noise: float = DEVIATION) -> SeriesSet:
    """Return series of a daily pattern, each with noise of its own, and some that they share."""
    random = np.random.default_rng(seed)
    steps = days * DAY
    shared = 0.3 * random.normal(size=steps)
    made = [daily_pattern(steps) + shared + noise * random.normal(size=steps)
            for _ in range(series)]  # fmt: skip
    return hourly(*made)


def forecasts_at(
    data: SeriesSet, end: int, *, horizon: int = DAY, model: str = "0001", factor: float = 1.0
) -> list[ForecastRow]:
    """Return forecasts by one who knows the pattern, from the first ``end`` steps on."""
    times = data.calendar.instants(np.arange(end - 1, end + horizon))
    expected = daily_pattern(end + horizon)[end:]
    return [
        ForecastRow(
            run=1,
            series=key.ids,
            target=key.target,
            cutoff=int(times[0]),
            model=model,
            step=step,
            time=int(times[step]),
            value=float(middle),
            lower={level: float(middle - factor * far) for level, far in SCORES.items()},
            upper={level: float(middle + factor * far) for level, far in SCORES.items()},
        )
        for key in data.keys
        for step, middle in enumerate(expected, start=1)
    ]
