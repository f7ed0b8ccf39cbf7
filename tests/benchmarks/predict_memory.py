"""What ``predict`` holds in memory, by the size of its input and of its output.

The first figure is about reading, whose peak is when the rows are put in order: each is a few small
numbers then, as no more than a few rows are text at a time. The second is about forecasts, of which
few are text at a time likewise.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from math import sin
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.processes import LSTMCAST, run_or_fail

_SERIES, _STEPS = 1000, 1000
_HORIZON = 1000
_GOAL_PER_ROW = 80  # bytes, of a file with three columns, whose rows are 26 bytes long
_GOAL_CHUNKED = 0.7  # of the memory that all series at once take


def measure_predict_memory(folder: Path) -> list[Figure]:
    """Measure peak memory: of a million rows read, and of a million rows forecast."""
    small, large, wide = (folder / f"{name}.csv" for name in ("small", "large", "wide"))
    _write(small, series=1, steps=100)
    _write(large, series=_SERIES, steps=_STEPS)
    _write(wide, series=_SERIES, steps=30)
    base, reading = _peak(folder, small), _peak(folder, large)
    far = ["--horizon", str(_HORIZON)]
    chunked = _peak(folder, wide, *far, "--chunk-series", "50")
    at_once = _peak(folder, wide, *far, "--chunk-series", "1000000")
    rows = _SERIES * _STEPS
    return [
        Figure(
            name="predict, a million rows: memory per row",
            measured=(reading - base) * 2**20 / rows,
            unit="B",
            against="bytes per row of the file",
            baseline=large.stat().st_size / rows,
            goal=_GOAL_PER_ROW,
            of="measured",
        ),
        Figure(
            name="predict, a million forecasts in chunks: peak memory",
            measured=chunked - base,
            unit="MB",
            against="all series at once",
            baseline=at_once - base,
            goal=_GOAL_CHUNKED,
        ),
    ]


def _peak(folder: Path, data: Path, *more: str) -> float:
    command = [*LSTMCAST, "predict", str(data), "--pretrained", "--quiet", "--output", "out.csv"]
    return run_or_fail([*command, *more], folder).peak_mb


def _write(path: Path, *, series: int, steps: int) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write("shop,day,sales\n")
        for shop in range(series):
            stream.writelines(_rows(shop, steps))


def _rows(shop: int, steps: int) -> Iterator[str]:
    first = date(2020, 1, 1)
    for step in range(steps):
        sales = 100 + 10 * sin(0.9 * step + shop) + sin(12.9 * step * shop)
        yield f"shop {shop},{first + timedelta(days=step)},{sales:.2f}\n"
