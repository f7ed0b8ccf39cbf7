"""What it costs to draw windows from a long panel: time per batch, and memory.

As a program it does the work itself, in a process of its own, and prints JSON.
"""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.benchmarks.figures import REPOSITORY, Figure
from tests.benchmarks.processes import run_or_fail

if TYPE_CHECKING:
    from lstmcast.data.series import SeriesSet

_SERIES, _STEPS = 2_000, 4_000  # 64 MB
_SMALL = _SERIES // 50  # series of the panel to compare with
_LOOKBACK, _HORIZON, _SEASON, _BATCH = 336, 48, 24, 256
_ROUNDS = 15


def measure_windows(_folder: Path) -> list[Figure]:
    """Measure in a child process, which may be as large as it likes."""
    child = run_or_fail([sys.executable, "-m", "tests.benchmarks.windows"], REPOSITORY)
    found = json.loads(child.output)
    return [
        Figure(
            name=f"{_BATCH} windows of {_SERIES * _STEPS / 1e6:.0f} million steps",
            measured=1000 * found["long_seconds"],
            unit="ms",
            against=f"{_BATCH} windows of {_SMALL * _STEPS / 1e3:.0f} thousand",
            baseline=1000 * found["short_seconds"],
            goal=3,
        ),
        Figure(
            name="memory to plan and draw windows",
            measured=found["extra_mb"],
            unit="MB",
            against="the data themselves",
            baseline=found["data_mb"],
            goal=1,
            details={"materialised_mb": found["data_mb"] * (_LOOKBACK + _HORIZON)},
        ),
    ]


def _drawing(data: SeriesSet) -> Callable[[], None]:
    """Plan the splits and return what draws one batch, as training does."""
    import numpy as np

    from lstmcast.windows.sampling import WindowShape, gather
    from lstmcast.windows.splits import plan_splits, training_cutoffs

    shape = WindowShape(lookback=_LOOKBACK, horizon=_HORIZON, season=_SEASON, lags=(_SEASON, 1))
    splits = plan_splits(data.lengths, data.starts, horizon=_HORIZON, season=_SEASON)
    pool = training_cutoffs(splits.training_end, horizon=_HORIZON, season=_SEASON)
    generator = np.random.default_rng(0)

    def draw() -> None:
        gather(data, *pool.draw(_BATCH, generator), shape)

    return draw


def panel(series: int) -> SeriesSet:
    """Return random walks of hourly steps."""
    import numpy as np

    from lstmcast.data.calendar import Calendar
    from lstmcast.data.frequency import Frequency
    from lstmcast.data.series import SeriesKey, SeriesSet

    random = np.random.default_rng(0)
    return SeriesSet(
        keys=tuple(SeriesKey((str(index),), "y") for index in range(series)),
        values=random.normal(size=series * _STEPS).cumsum(),
        offsets=np.arange(series + 1, dtype=np.int64) * _STEPS,
        starts=np.zeros(series, dtype=np.int64),
        calendar=Calendar(frequency=Frequency.parse("h"), zone=None, style="YYYY-MM-DD hh:mm:ss"),
    )


def _main() -> None:
    long, short = panel(_SERIES), panel(_SMALL)
    tracemalloc.start()
    draw = _drawing(long)
    for _ in range(_ROUNDS):
        draw()
    _, extra = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    sides = (draw, _drawing(short))
    seconds: tuple[list[float], list[float]] = ([], [])
    for turn in range(2 * _ROUNDS):
        side = turn % 2
        started = time.perf_counter()
        sides[side]()
        seconds[side].append(time.perf_counter() - started)
    found = {
        "long_seconds": median(seconds[0]),
        "short_seconds": median(seconds[1]),
        "extra_mb": extra / 2**20,
        "data_mb": long.values.nbytes / 2**20,
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    _main()
