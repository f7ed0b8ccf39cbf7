"""The sets that come as a training file and a file of what followed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One set, and how its published evaluation treats it."""

    name: str
    title: str
    stem: str  # below the folder of data: STEM.csv.gz and STEM-test.csv.gz
    horizon: int
    scoring_season: int  # of MASE and of seasonal naive, as published
    season: int  # what lstmcast is told with --season

    def train_file(self, data: Path) -> Path:
        """Return the file of the history."""
        return data / f"{self.stem}.csv.gz"

    def test_file(self, data: Path) -> Path:
        """Return the file of what followed."""
        return data / f"{self.stem}-test.csv.gz"


def _panel(
    name: str, title: str, stem: str, horizon: int, scoring_season: int, season: int | None = None
) -> Panel:
    return Panel(
        name=name,
        title=title,
        stem=stem,
        horizon=horizon,
        scoring_season=scoring_season,
        season=scoring_season if season is None else season,
    )


PANELS: tuple[Panel, ...] = (
    _panel("m3-monthly", "M3 monthly", "m3/monthly", 18, 12),
    _panel("m3-quarterly", "M3 quarterly", "m3/quarterly", 8, 4),
    _panel("m3-yearly", "M3 yearly", "m3/yearly", 6, 1),
    _panel("m3-other", "M3 other", "m3/other", 8, 1),
    _panel("m4-hourly", "M4 hourly", "m4/hourly", 48, 24),
    _panel("m4-weekly", "M4 weekly", "m4/weekly", 13, 1, season=52),  # M4 scores it with 1
    _panel("exchange", "exchange rate", "exchange_rate/long", 30, 5),
)
