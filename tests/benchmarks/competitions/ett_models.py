"""Networks that can be asked for windows inside of a series, which the command line cannot."""

from __future__ import annotations

from pathlib import Path

from lstmcast.artifact.store import read_model
from lstmcast.inference.ensemble import Ensemble
from lstmcast.prior.library import pretrained
from tests.benchmarks.competitions.lstmcast_runs import train_model
from tests.benchmarks.competitions.results import Cost, Way


def ensemble_for(
    way: Way, data: Path, *, horizon: int, season: int, folder: Path
) -> tuple[Ensemble, Cost]:
    """Return what forecasts, and what it took; raises CommandFailedError."""
    if way == "zero-shot":
        return pretrained_ensemble(season=season), Cost()
    model, spent = train_model(data, horizon=horizon, season=season, folder=folder)
    return read_model(model).ensemble, spent


def pretrained_ensemble(*, season: int) -> Ensemble:
    """Return the pretrained network for a season; it rolls on beyond its own horizon."""
    return Ensemble(members=(pretrained(season).forecaster,))
