"""Shops whose sales follow their prices: files, settings and whole runs that tests share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lstmcast.artifact.manifest import Manifest
from lstmcast.artifact.store import read_model
from lstmcast.config import Config, CovariateConfig, NetworkConfig, TrainingConfig, WindowConfig
from lstmcast.training.events import Listener, StopFlag
from lstmcast.workflows.predict import predict
from lstmcast.workflows.reports import PredictReport, TrainReport
from lstmcast.workflows.train import train

FloatArray = npt.NDArray[np.float64]

SEASON = HORIZON = 7
DAYS, AHEAD = 120, 21
FIRST = np.datetime64("2024-01-01")
SLOPE = -8.0  # sold for each unit of the price
HEAD = ("shop", "day", "sold", "price", "guests", "kind")
COLUMNS = CovariateConfig(known=("price",), past=("guests",), static=("kind",))
#: A network of its own, small enough to be trained in a second.
OWN = Config(
    window=WindowConfig(horizon=HORIZON, season=SEASON, lookback=28),
    network=NetworkConfig(hidden=6),
    training=TrainingConfig(steps=40, batch_size=32, learning_rate=5e-3),
    covariates=COLUMNS,
)

Row = dict[str, str]


def shop(name: str, *, slope: float = SLOPE, seed: int = 0, days: int = DAYS) -> list[Row]:
    """Return the rows of a shop, those to come without what is not known yet."""
    random = np.random.default_rng([seed, *name.encode()])
    steps = np.arange(days + AHEAD)
    price = np.round(random.uniform(1, 5, len(steps)), 2)
    sold = 100 + 5 * np.sin(2 * np.pi * steps / SEASON) + slope * price
    sold += random.normal(0, 0.5 if slope else 3.0, len(steps))
    guests = random.normal(50, 10, len(steps))
    return [
        {
            "shop": name,
            "day": str(FIRST + int(step)),
            "sold": f"{sold[step]:.2f}" if step < days else "",
            "price": f"{price[step]}",
            "guests": f"{guests[step]:.1f}" if step < days else "",
            "kind": "big" if name < "b" else "small",
        }
        for step in steps
    ]


def shops(names: str = "abc", *, slope: float = SLOPE, seed: int = 0) -> list[Row]:
    """Return the rows of several shops."""
    return [row for name in names for row in shop(name, slope=slope, seed=seed)]


def write(path: Path, rows: Sequence[Mapping[str, str]], head: Sequence[str] = HEAD) -> str:
    """Write rows with the columns in ``head``; return the name of the file."""
    lines = [head, *([row[name] for name in head] for row in rows)]
    path.write_text("".join(",".join(line) + "\n" for line in lines))
    return str(path)


def changed(rows: Sequence[Row], column: str, cells: Mapping[int, str]) -> list[Row]:
    """Return rows of which some, counted from the first day, have another cell in a column."""
    days = {str(FIRST + step): cell for step, cell in cells.items()}
    return [row | {column: days.get(row["day"], row[column])} for row in rows]


def ignore(event: object) -> None:
    """Listen to nothing."""
    del event


def train_on(
    source: str,
    model_path: Path,
    config: Config = OWN,
    *,
    resume: bool = False,
    listen: Listener = ignore,
    stop: StopFlag | None = None,
) -> TrainReport:
    """Train a model as the command does."""
    return train(
        source,
        config,
        model_path=model_path,
        resume=resume,
        listen=listen,
        stop=stop or StopFlag(),
    )


def with_covariates(config: Config, **changes: object) -> Config:
    """Return settings with other covariates."""
    return replace(config, covariates=replace(config.covariates, **changes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A model file, and the rows it was trained on."""

    path: Path
    report: TrainReport
    rows: tuple[Row, ...]

    @property
    def used(self) -> bool:
        """Return whether a network of the model sees covariates."""
        assert self.report.model is not None
        return self.report.model.manifest.uses_covariates

    def predict(self, source: str, config: Config | None = None) -> PredictReport:
        """Forecast with the model."""
        return predict(source, config or Config(), model_path=self.path)


def make(
    folder: Path,
    rows: Sequence[Row],
    config: Config = OWN,
    *,
    head: Sequence[str] = HEAD,
    name: str = "m",
) -> Made:
    """Train a model on rows in a folder."""
    source = write(folder / f"{name}.csv", rows, head)
    path = folder / f"{name}.safetensors"
    return Made(path=path, report=train_on(source, path, config), rows=tuple(rows))


def numbers(report: PredictReport) -> dict[tuple[str, ...], bytes]:
    """Return the forecast of each series, intervals included, to the bit."""
    made = report.forecast
    return {
        (*key.ids, key.target): np.concatenate(
            [made.point[[row]], made.lower[:, row], made.upper[:, row], made.ordinals[[row]]]
        ).tobytes()
        for row, key in enumerate(made.keys)
    }


def manifest_of(made: Made) -> Manifest:
    """Return what the model file says."""
    return read_model(made.path).manifest


def points(report: PredictReport) -> FloatArray:
    """Return the point forecasts [S, H]."""
    return report.forecast.point
