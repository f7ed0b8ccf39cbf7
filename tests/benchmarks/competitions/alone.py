"""Forecast every case of a group alone, and have the referee judge the group.

Zero-shot is the command line, one process for each case. Hundreds of models are trained in
this process, by the functions the command line calls: starting a process costs more than
training on one short series.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from lstmcast.config import Config, TrainingConfig, WindowConfig
from lstmcast.errors import LstmcastError
from lstmcast.inference.forecast import ForecastSet
from lstmcast.training.events import StopFlag, TrainingEvent
from lstmcast.workflows.predict import predict
from lstmcast.workflows.train import train
from tests.benchmarks.competitions.cases import Case
from tests.benchmarks.competitions.lstmcast_runs import CommandFailedError, forecast_file
from tests.benchmarks.competitions.results import Cost, Way


def forecast_alone(
    cases: Sequence[Case], way: Way, seed: int, folder: Path
) -> tuple[pd.DataFrame, Cost]:
    """Return the forecasts of all cases as one long frame, and what they took together.

    Raises CommandFailedError that names the first case which could not be forecast.
    """
    frames, spent = [], Cost()
    for case in cases:
        try:
            made, cost = (
                _zero_shot(case, folder) if way == "zero-shot" else _trained(case, seed, folder)
            )
        except (CommandFailedError, LstmcastError) as error:
            raise CommandFailedError(f"{case.name}: {error}") from error
        frames.append(made.assign(unique_id=case.name))
        spent += cost
    return pd.concat(frames), spent


def _zero_shot(case: Case, folder: Path) -> tuple[pd.DataFrame, Cost]:
    data = folder / "alone.csv"
    case.write_history(data)
    made, cost = forecast_file(
        "zero-shot", data, horizon=case.steps, season=case.line.season, folder=folder
    )
    return pd.read_csv(made), cost


def _trained(case: Case, seed: int, folder: Path) -> tuple[pd.DataFrame, Cost]:
    data, model = str(folder / "alone.csv"), folder / "alone.safetensors"
    case.write_history(folder / "alone.csv")
    config = Config(
        window=WindowConfig(horizon=case.steps, season=case.line.season),
        training=TrainingConfig(seed=seed),
    )
    seconds, processor = time.perf_counter(), time.process_time()
    train(data, config, model_path=model, resume=False, listen=_ignore, stop=StopFlag())
    made = predict(data, Config(), model_path=model).forecast
    cost = Cost(
        seconds=time.perf_counter() - seconds,
        processor_seconds=time.process_time() - processor,
    )
    return _frame(made), cost


def _ignore(event: TrainingEvent) -> None:
    """Listen to nothing."""


def _frame(made: ForecastSet) -> pd.DataFrame:
    """Return the forecast of an only series in the columns of a forecast file."""
    columns = {"ds": made.calendar.format(made.ordinals[0]), "forecast": made.point[0]}
    for place, level in enumerate(made.levels):
        columns[f"lo-{level:g}"] = made.lower[place, 0]
        columns[f"hi-{level:g}"] = made.upper[place, 0]
    return pd.DataFrame(columns)
