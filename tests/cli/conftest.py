"""Workflows that answer at once, so that the command line is tested alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstmcast.artifact.manifest import (
    FORMAT_VERSION,
    Candidate,
    DataRecord,
    Manifest,
    Member,
    TrainingRecord,
)
from lstmcast.data.calendar import Calendar
from lstmcast.data.frequency import Frequency
from lstmcast.data.load import SourceInfo
from lstmcast.data.notes import Note
from lstmcast.data.roles import Roles
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.evaluation.scores import HoldoutReport, Scores
from lstmcast.inference.forecast import ForecastSet
from lstmcast.model.spec import ModelSpec
from lstmcast.prior.card import Card
from lstmcast.windows.sampling import WindowShape
from lstmcast.workflows.reports import (
    DataReport,
    NewModel,
    PredictReport,
    PretrainedUse,
    TrainReport,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from lstmcast.config import Config
    from lstmcast.training.events import Listener, StopFlag

CALENDAR = Calendar(frequency=Frequency.parse("MS"), zone=None, style="YYYY-MM")
ROLES = Roles(time=("Month",), ids=(), targets=("passengers",))
SOURCE = SourceInfo(
    path="/data/air.csv", sha256="0" * 64, rows=48, encoding="utf-8", delimiter=",", decimal="."
)
NOTES = (
    Note("gaps", "2 gaps of 3 months in all", "warning"),
    Note("sorted", "rows were sorted by time"),
)
SPEC = ModelSpec(horizon=12, lookback=24, patch=12)


def history() -> SeriesSet:
    steps = np.arange(48)
    return SeriesSet(
        keys=(SeriesKey((), "passengers"),),
        values=100 + steps + 30 * np.sin(steps * 2 * np.pi / 12),
        offsets=np.array([0, 48]),
        starts=np.array([0]),
        calendar=CALENDAR,
    )


def forecast() -> ForecastSet:
    steps = np.arange(48, 60)
    point = (100 + steps + 30 * np.sin(steps * 2 * np.pi / 12))[None]
    return ForecastSet(
        keys=history().keys,
        calendar=CALENDAR,
        ordinals=steps[None],
        point=point,
        levels=(80.0, 95.0),
        lower=np.stack([point - 5, point - 9]),
        upper=np.stack([point + 5, point + 9]),
    )


def manifest(ended: str = "finished") -> Manifest:
    return Manifest(
        format_version=FORMAT_VERSION,
        created="2024-01-01T00:00:00+00:00",
        versions={"lstmcast": "0.1.0", "python": "3.11.0"},
        members=(
            Member(
                spec=SPEC,
                shape=WindowShape(lookback=24, horizon=12, season=12, lags=(12,)),
                origin="scratch",
            ),
        ),
        horizon=12,
        season=12,
        trust=1.0,
        roles=ROLES,
        calendar=CALENDAR,
        data=DataRecord(
            path="/data/air.csv", sha256="0" * 64, rows=48, series=1,
            first="1970-01", last="1973-12",
        ),
        training=TrainingRecord(
            seed=0, steps=400, batch_size=32, learning_rate=2e-3, windows=100,
            parameters=18213, seconds=6.13, refitted=True, ended=ended,
        ),
        holdout=HoldoutReport(
            horizon=12,
            series=1,
            points=12,
            season=12,
            scores={
                "LSTM": Scores(mae=18.2, rmse=22.1, smape=4.2, mase=0.61,
                               coverage={"80": 0.83, "95": 1.0}, skill=0.31),
                "seasonal naive": Scores(mae=26.5, rmse=30.2, smape=6.4, mase=0.89, skill=0.0),
            },
            skill_by_step=(0.5, 0.3, 0.1),
        ),
    )  # fmt: skip


@dataclass
class Calls:
    """What the command line asked of the workflows, and what they answer."""

    asked: dict[str, Any] = field(default_factory=dict)
    ended: str = "finished"
    published: bool = True
    candidates: tuple[Candidate, ...] = ()
    network: str = "LSTM"
    skipped: tuple[tuple[SeriesKey, str], ...] = ()
    during: Callable[[StopFlag, Listener], None] | None = None


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Replace the workflows; there is a model, as far as a variable can tell."""
    calls = Calls()

    def train(
        source: str,
        config: Config,
        *,
        model_path: Path,
        resume: bool,
        listen: Listener,
        stop: StopFlag,
    ) -> TrainReport:
        calls.asked = {
            "source": source, "config": config, "model_path": model_path, "resume": resume,
        }  # fmt: skip
        if calls.during:
            calls.during(stop, listen)
        return TrainReport(
            model=NewModel(
                manifest=replace(manifest(calls.ended), candidates=calls.candidates),
                example=forecast(),
            )
            if calls.published
            else None,
            model_path=model_path,
            metrics_path=model_path.with_suffix(".metrics.json"),
            source=SOURCE,
            series=history(),
            notes=NOTES,
            checkpoint_path=model_path.with_suffix(".checkpoint")
            if calls.ended != "finished"
            else None,
        )

    def predict(source: str | None, config: Config, *, model_path: Path) -> PredictReport:
        calls.asked = {"source": source, "config": config, "model_path": model_path}
        return PredictReport(
            network=calls.network,
            roles=ROLES,
            source=SOURCE,
            series=history(),
            forecast=forecast(),
            notes=(),
            skipped=calls.skipped,
        )

    def inspect_data(source: str, config: Config) -> DataReport:
        calls.asked = {"source": source, "config": config}
        return DataReport(
            source=SOURCE,
            roles=replace(ROLES, ignored=(("promo", "not a number"),)),
            series=history(),
            season=12,
            horizon=12,
            lookback=24,
            notes=NOTES,
        )

    def inspect_model(path: Path) -> Manifest:
        calls.asked = {"path": path}
        return replace(manifest(), candidates=calls.candidates)

    monkeypatch.setattr("lstmcast.workflows.train.train", train)

    def predict_untrained(source: str, config: Config) -> PredictReport:
        report = predict(source, config, model_path=Path("none"))
        calls.asked = {"source": source, "config": config, "pretrained": True}
        card = Card(
            season=24, generator=1, seed=0, steps=9000, windows=2_304_000, skill=0.3,
            coverage_80=0.8, coverage_95=0.95, torch="2.13.0",
        )  # fmt: skip
        used = PretrainedUse(season=48, matched="folded", card=card)
        return replace(report, pretrained=used)

    monkeypatch.setenv("LSTMCAST_MODEL", "model.safetensors")
    monkeypatch.setattr("lstmcast.workflows.predict.predict", predict)
    monkeypatch.setattr("lstmcast.workflows.predict.predict_untrained", predict_untrained)
    monkeypatch.setattr("lstmcast.workflows.inspect.inspect_data", inspect_data)
    monkeypatch.setattr("lstmcast.workflows.inspect.inspect_model", inspect_model)
    return calls
