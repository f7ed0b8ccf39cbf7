"""Write the golden model of the present format, and what it forecasts.

    python tests/golden/make_golden.py

Run once for each released format version; the files are then kept for ever, so that every
later lstmcast still reads them and forecasts the same.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from lstmcast.artifact.manifest import (
    FORMAT_VERSION,
    Candidate,
    DataRecord,
    Manifest,
    Member,
    TrainingRecord,
)
from lstmcast.artifact.store import Model, encode_model, read_model
from lstmcast.data.calendar import Calendar
from lstmcast.data.frequency import Frequency
from lstmcast.data.reading import Reading
from lstmcast.data.roles import Roles
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.evaluation.scores import HoldoutReport, Scores
from lstmcast.files import digest
from lstmcast.inference.forecast import forecast
from lstmcast.inference.weights import Weights, expected_shapes
from lstmcast.model.spec import ModelSpec
from lstmcast.windows.sampling import WindowShape

HERE = Path(__file__).parent
HORIZON = 7  # beyond the trained four steps
LEVELS = (80.0, 95.0, 99.0)


def main() -> None:
    """Write ``format-N.safetensors`` and ``format-N.json``."""
    path = HERE / f"format-{FORMAT_VERSION}.safetensors"
    specs = (
        ModelSpec(
            horizon=4, lookback=24, patch=6, bidirectional=True, layers=2, hidden=8, dropout=0.1
        ),
        ModelSpec(horizon=6, lookback=36, patch=3, cell="gru", hidden=5, changes=True, filters=3),
    )
    weights = tuple(_weights(spec, seed) for seed, spec in enumerate(specs, start=1))
    path.write_bytes(encode_model(Model(manifest=_manifest(specs), weights=weights)))
    history = _history()
    made = forecast_golden(path, history)
    story = {
        "sha256": digest(path.read_bytes()),
        "history": [[None if np.isnan(v) else v for v in values] for values in history],
        "horizon": HORIZON,
        "levels": LEVELS,
        **made,
    }
    text = json.dumps(story, indent=1)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


def forecast_golden(path: Path, history: list[list[float]]) -> dict[str, list[object]]:
    """Return stamps, point forecasts and bounds of some series, by the model at ``path``."""
    model = read_model(path)
    lengths = [len(values) for values in history]
    data = SeriesSet(
        keys=tuple(SeriesKey((str(index),), "sales") for index in range(len(history))),
        values=np.concatenate([np.array(values, dtype=np.float64) for values in history]),
        offsets=np.cumsum([0, *lengths], dtype=np.int64),
        starts=np.arange(len(history), dtype=np.int64),
        calendar=model.manifest.calendar,
    )
    made = forecast(model.ensemble, data, horizon=HORIZON, levels=LEVELS, allow_negative=False)
    return {
        "stamps": [made.calendar.format(ordinals) for ordinals in made.ordinals],
        "point": made.point.tolist(),
        "lower": made.lower.tolist(),
        "upper": made.upper.tolist(),
    }


def _weights(spec: ModelSpec, seed: int) -> Weights:
    random = np.random.default_rng(seed)
    return {
        name: random.normal(scale=shape[-1] ** -0.5, size=shape).astype(np.float32)
        for name, shape in expected_shapes(spec).items()
    }


def _history() -> list[list[float]]:
    """Return a seasonal series, one with gaps, a short one, a constant and a small one."""
    random = np.random.default_rng(2)
    steps = np.arange(60)
    seasonal = 100 + steps + 20 * np.sin(steps * np.pi / 6) + random.normal(size=60)
    gappy = np.where(random.random(60) < 0.3, np.nan, -seasonal)
    gappy[-1] = -150.0
    small = random.poisson(0.7, size=40).astype(np.float64)
    made = [seasonal, gappy, seasonal[:5], np.full(30, 7.0), small]
    return [[round(float(value), 3) for value in values] for values in made]


def _manifest(specs: tuple[ModelSpec, ModelSpec]) -> Manifest:
    tuned, fresh = (
        WindowShape(lookback=spec.lookback, horizon=spec.horizon, season=12, lags=(12, 1))
        for spec in specs
    )
    return Manifest(
        format_version=FORMAT_VERSION,
        created="2024-02-29T12:00:00+00:00",
        versions={"lstmcast": "0.1.0", "numpy": "2.1.0", "python": "3.11.9", "torch": "2.6.0"},
        members=(
            Member(spec=specs[0], shape=tuned, origin="fine-tuned"),
            Member(spec=specs[1], shape=fresh, origin="scratch"),
        ),
        horizon=4,
        season=12,
        trust=0.75,
        roles=Roles(
            time=("Monat",),
            ids=("Geschäft",),
            targets=("sales",),
            ignored=(("note", "it is text"),),
            day_first=True,
        ),
        calendar=Calendar(
            frequency=Frequency.parse("MS"), zone=None, style="YYYY-MM-DD", phase=588
        ),
        data=DataRecord(
            path="sales.csv",
            sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            rows=195,
            series=5,
            first="2019-01-01",
            last="2023-12-01",
        ),
        training=TrainingRecord(
            seed=1,
            steps=130,
            batch_size=64,
            learning_rate=2e-3,
            windows=240,
            parameters=int(
                sum(np.prod(shape) for spec in specs for shape in expected_shapes(spec).values())
            ),
            seconds=2.5,
            refitted=True,
            ended="finished",
        ),
        holdout=HoldoutReport(
            horizon=4,
            series=3,
            points=11,
            season=12,
            scores={
                "LSTM": Scores(
                    mae=2.5,
                    rmse=3.0,
                    smape=4.25,
                    mase=0.8,
                    coverage={"80": 0.75, "95": None},
                    skill=0.2,
                ),
                "naive": Scores(mae=3.5, rmse=4.0, smape=None, mase=None, skill=None),
            },
            skill_by_step=(0.3, 0.2, None, -0.1),
        ),
        reading=Reading(duplicates="mean", decimal=",", delimiter=";", encoding="cp1252", pace=1),
        candidates=(
            Candidate(name="fine-tuned", loss=0.25, skill=0.125, chosen=False),
            Candidate(name="scratch", loss=0.5, skill=-0.25, chosen=False),
            Candidate(name="median", loss=0.2, skill=0.15, chosen=True),
        ),
    )


if __name__ == "__main__":
    main()
