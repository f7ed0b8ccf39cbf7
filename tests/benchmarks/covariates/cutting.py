"""Hold out the newest known rows of each series: a file to train on, one of rows to come."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tests.benchmarks.scoring import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The two files, and what followed."""

    history: Path  # with the target
    future: Path  # without it
    actual: Series  # NaN where the file has no value


def read_rows(path: Path) -> pd.DataFrame:
    """Return the rows of a CSV file as the text they are."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def hold_out(
    rows: pd.DataFrame, *, id: str, target: str, horizon: int, skipped: int, folder: Path
) -> Cut:
    """Cut ``horizon`` rows off each series, counted from its last value or ``skipped`` before it.

    What lies later is in neither file. Raises ValueError where a series would have no history.
    """
    back = rows.groupby(id, sort=False).cumcount(ascending=False)
    last = back.where(rows[target] != "").groupby(rows[id]).transform("min")
    place = back - last - skipped  # zero: the last row held out
    before, held_out = rows[place >= horizon], rows[(place >= 0) & (place < horizon)]
    lost = set(rows[id]) - set(before[id])
    if lost:
        raise ValueError(f"{min(lost)} has no history before the {horizon} rows held out")
    history, future = folder / "history.csv", folder / "future.csv"
    before.to_csv(history, index=False)
    held_out.drop(columns=target).to_csv(future, index=False)
    values = pd.to_numeric(held_out[target])  # NaN where empty
    actual = {str(name): part.tolist() for name, part in values.groupby(held_out[id], sort=False)}
    return Cut(history=history, future=future, actual=actual)
