"""One series, one cutoff: what a series' own past says of what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A series on its regular grid; NaN where the file has no value."""

    name: str
    times: tuple[str, ...]
    values: FloatArray  # [N]
    season: int  # what forecasters are told
    scoring_season: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A series cut after ``cutoff`` steps, of which the next ``horizon`` are to be forecast."""

    line: Line
    cutoff: int
    horizon: int

    @property
    def name(self) -> str:
        """Return a name that no other case has."""
        return f"{self.line.name} from {self.cutoff}"

    @property
    def steps(self) -> int:
        """Return the steps from the last observed value to the end of the horizon."""
        past = self.line.values[: self.cutoff]
        return self.cutoff + self.horizon - 1 - int(np.flatnonzero(~np.isnan(past))[-1])

    def write_history(self, path: Path) -> None:
        """Write what was observed before the cutoff, alone: columns ds, y."""
        past = self._rows(0, self.cutoff).dropna(subset="y")
        past[["ds", "y"]].to_csv(path, index=False)

    def filled_history(self) -> FloatArray:
        """Return the past [cutoff] for methods that know no gaps: interpolated linearly."""
        past = pd.Series(self.line.values[: self.cutoff])
        return np.asarray(past.interpolate(limit_direction="both"), dtype=np.float64)

    def _rows(self, start: int, end: int) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "unique_id": self.name,
                "ds": self.line.times[start:end],
                "y": self.line.values[start:end],
            }
        )

    def history_rows(self) -> pd.DataFrame:
        """Return the past without gaps as columns unique_id, ds, y."""
        return self._rows(0, self.cutoff).assign(y=self.filled_history())

    def future_rows(self) -> pd.DataFrame:
        """Return the steps to forecast as columns unique_id, ds, y, with their gaps."""
        return self._rows(self.cutoff, self.cutoff + self.horizon)


def last_horizons(line: Line, horizon: int, count: int) -> list[Case]:
    """Return the cases of the last ``count`` horizons of a series, the earliest first.

    Left out are cutoffs with a history no longer than a horizon (none can be held out to train
    by) or no longer than a season (there is no MASE), and horizons without any value.
    """
    length = len(line.values)
    cases = [
        Case(line=line, cutoff=length - back * horizon, horizon=horizon)
        for back in range(count, 0, -1)
        if length - back * horizon > max(horizon, line.scoring_season, line.season)
    ]
    return [case for case in cases if not case.future_rows()["y"].isna().all()]


def without_end(line: Line, steps: int) -> Line:
    """Return a series without its last steps, and without the gap that may then be its end."""
    kept = len(line.values) - steps
    observed = np.flatnonzero(~np.isnan(line.values[:kept]))
    end = int(observed[-1]) + 1 if len(observed) else 0
    return Line(
        name=line.name,
        times=line.times[:end],
        values=line.values[:end],
        season=line.season,
        scoring_season=line.scoring_season,
    )


def join_histories(cases: Sequence[Case], path: Path) -> None:
    """Write the gapless pasts of many cases as one long file."""
    pd.concat([case.history_rows() for case in cases]).to_csv(path, index=False)


def join_futures(cases: Sequence[Case], path: Path, *, observed: bool) -> None:
    """Write what follows as one long file: what was observed of it, or every step, gaps empty."""
    rows = pd.concat([case.future_rows() for case in cases])
    (rows.dropna(subset="y") if observed else rows).to_csv(path, index=False)
