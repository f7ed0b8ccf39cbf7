"""Judge a model by the file that holds what came next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.processes import LSTMCAST, run_or_fail
from tests.benchmarks.scoring import Score, Series, read_series, score, seasonal_naive

#: Seasons that the published evaluations of these sets use, where they are not the plain ones.
_PUBLISHED_SEASONS: Mapping[str, int] = {
    "m4/weekly": 1,
    "m3/yearly": 1,
    "m3/quarterly": 4,
    "m3/monthly": 12,
    "m3/other": 1,
    "m4/hourly": 24,
    "exchange_rate/long": 5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Scores on a test file, and those of seasonal naive on the same values."""

    season: int
    horizon: int
    seconds: float
    own: Score
    naive: Score


def judge(data: Path, roles: Mapping[str, Any], season: int, limit: Sequence[str]) -> Judged | None:
    """Train for the horizon of the test file beside ``data`` and score; None without one.

    ``season`` is what lstmcast found; the published one is used where it is known.
    """
    stem = data.name.removesuffix(".gz").removesuffix(".csv")
    test = data.with_name(data.name.replace(stem, f"{stem}-test", 1))
    if not test.exists():
        return None
    season = _PUBLISHED_SEASONS.get(f"{data.parent.name}/{stem}", season)
    id, value = roles["ids"][0], roles["targets"][0]
    history, actual = (read_series(path, id=id, value=value) for path in (data, test))
    horizon = max(len(values) for values in actual.values())
    with TemporaryDirectory(prefix="lstmcast-sweep-") as folder:
        place = Path(folder)
        command = [*LSTMCAST, "train", str(data), "--quiet", "--horizon", str(horizon), *limit]
        trained = run_or_fail(command, place)
        run_or_fail([*LSTMCAST, "predict", "--quiet"], place)
        made, lower, upper = (
            _first(read_series(place / "forecast.csv", id=id, value=column), actual)
            for column in ("forecast", "lo-80", "hi-80")
        )
    naive = {
        name: seasonal_naive(history[name], len(truth), season) for name, truth in actual.items()
    }
    return Judged(
        season=season,
        horizon=horizon,
        seconds=trained.seconds,
        own=score(history, actual, made, season=season, lower=lower, upper=upper),
        naive=score(history, actual, naive, season=season),
    )


def _first(made: Series, actual: Series) -> Series:
    """Return as many steps of each series as the test file has."""
    return {name: made[name][: len(truth)] for name, truth in actual.items()}
