"""Small data, plans and models that tests of several packages build on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from lstmcast.artifact.manifest import (
    FORMAT_VERSION,
    DataRecord,
    Manifest,
    Member,
    TrainingRecord,
)
from lstmcast.artifact.store import Model
from lstmcast.data.calendar import Calendar
from lstmcast.data.covariates import Column, Covariates
from lstmcast.data.frequency import Frequency
from lstmcast.data.roles import Roles
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.inference.weights import expected_shapes
from lstmcast.model.spec import CovariateSpec, ModelSpec
from lstmcast.windows.covariate_inputs import CovariateInputs
from lstmcast.windows.sampling import Inputs, WindowShape
from lstmcast.windows.scaling import Scale

NAN = float("nan")
MONTHLY = Calendar(frequency=Frequency.parse("MS"), zone=None, style="YYYY-MM-DD")


def series_set(*series: Sequence[float] | npt.NDArray[np.float64]) -> SeriesSet:
    """Return monthly series, the k-th one starting k steps after the first."""
    arrays = [np.asarray(values, dtype=np.float64) for values in series]
    lengths = [len(values) for values in arrays]
    return SeriesSet(
        keys=tuple(SeriesKey((f"s{index}",), "y") for index in range(len(arrays))),
        values=np.concatenate([*arrays, np.empty(0)]),
        offsets=np.cumsum([0, *lengths], dtype=np.int64),
        starts=np.arange(len(arrays), dtype=np.int64),
        calendar=MONTHLY,
    )


def seasonal_panel(*lengths: int, season: int = 12, noise: float = 0.1, seed: int = 0) -> SeriesSet:
    """Return series with a trend and a season of their own, and a little noise."""
    random = np.random.default_rng(seed)
    made = []
    for length in lengths:
        pattern = random.normal(size=season)
        steps = np.arange(length)
        made.append(
            50
            + random.normal() * steps / 30
            + 5 * pattern[steps % season]
            + noise * random.normal(size=length)
        )
    return series_set(*made)


def with_covariates(
    data: SeriesSet,
    columns: Sequence[Column],
    rows: Sequence[npt.NDArray[np.float64]],
    attributes: npt.NDArray[np.float64] | None = None,
) -> SeriesSet:
    """Return the data with covariates: for each series its rows [rows, K], attributes [S, J]."""
    dynamic = tuple(column for column in columns if column.when != "static")
    static = tuple(column for column in columns if column.when == "static")
    made = Covariates(
        dynamic=dynamic,
        static=static,
        values=np.concatenate([np.empty((0, len(dynamic))), *rows]),
        offsets=np.cumsum([0, *map(len, rows)], dtype=np.int64),
        attributes=np.empty((len(data), 0)) if attributes is None else attributes,
    )
    return replace(data, covariates=made)


def random_weights(spec: ModelSpec, seed: int = 0) -> dict[str, npt.NDArray[np.float32]]:
    """Return weights of a network that has learnt nothing, each of a sensible size."""
    random = np.random.default_rng(seed)
    return {
        name: random.normal(scale=0.5 * shape[-1] ** -0.5, size=shape).astype(np.float32)
        for name, shape in expected_shapes(spec).items()
    }


def random_inputs(spec: ModelSpec, rows: int, seed: int = 0) -> Inputs:
    """Return what a network of ``spec`` may see: a fifth not observed, paces over decades."""
    random = np.random.default_rng(seed)
    observed = (random.random((rows, spec.lookback)) > 0.2).astype(np.float32)
    past, changes = random.normal(size=(2, *observed.shape)).astype(np.float32) * observed
    return Inputs(
        past=past,
        observed=observed,
        baseline=random.normal(size=(rows, spec.horizon)).astype(np.float32),
        changes=changes,
        pace=np.exp(random.uniform(np.log(0.01), np.log(3), rows)).astype(np.float32),
        scale=Scale(centre=np.zeros(rows), spread=np.ones(rows)),
        covariates=spec.covariates and _random_covariates(spec, spec.covariates, rows, random),
    )


def _random_covariates(
    spec: ModelSpec, covariates: CovariateSpec, rows: int, random: np.random.Generator
) -> CovariateInputs:
    behind, steps = spec.lookback, spec.lookback + spec.horizon

    def numbers(*shape: int) -> tuple[np.ndarray, np.ndarray]:
        seen = (random.random((rows, *shape)) > 0.2).astype(np.float32)
        return random.normal(size=seen.shape).astype(np.float32) * seen, seen

    def codes(levels: tuple[int, ...], *shape: int) -> np.ndarray:
        drawn = [random.integers(0, count + 1, (rows, *shape)) for count in levels]
        return np.stack(drawn, axis=-1) if drawn else np.zeros((rows, *shape, 0), dtype=np.int64)

    ahead, ahead_seen = numbers(steps, covariates.known)
    past, past_seen = numbers(behind, covariates.past)
    static, static_seen = numbers(covariates.static)
    return CovariateInputs(
        ahead=ahead,
        ahead_seen=ahead_seen,
        ahead_codes=codes(covariates.known_levels, steps),
        behind=past,
        behind_seen=past_seen,
        behind_codes=codes(covariates.past_levels, behind),
        age=random.random((rows, behind, 1 + covariates.past)).astype(np.float32),
        static=static,
        static_seen=static_seen,
        static_codes=codes(covariates.static_levels),
        source=random.integers(0, behind, (rows, spec.horizon)),
        lag=random.integers(1, behind + 1, rows),
    )


def small_model(*specs: ModelSpec, seed: int = 0) -> Model:
    """Return a model with random weights and a full manifest, all of it made up."""
    specs = specs or (ModelSpec(horizon=4, lookback=24, patch=4, hidden=6),)
    weights = tuple(random_weights(spec, seed + index) for index, spec in enumerate(specs))
    manifest = Manifest(
        format_version=FORMAT_VERSION,
        created="2024-02-29T12:00:00+00:00",
        versions={"lstmcast": "0.1.0", "python": "3.11.9"},
        members=tuple(
            Member(
                spec=spec,
                shape=WindowShape(
                    lookback=spec.lookback, horizon=spec.horizon, season=12, lags=(12, 1)
                ),
                origin="scratch",
            )
            for spec in specs
        ),
        horizon=specs[0].horizon,
        season=12,
        trust=0.75,
        roles=Roles(time=("month",), ids=("shop",), targets=("sales",), day_first=None),
        calendar=MONTHLY,
        data=DataRecord(
            path="sales.csv",
            sha256="0" * 64,
            rows=144,
            series=1,
            first="1949-01-01",
            last="1960-12-01",
        ),
        training=TrainingRecord(
            seed=0,
            steps=100,
            batch_size=64,
            learning_rate=2e-3,
            windows=96,
            parameters=sum(int(tensor.size) for each in weights for tensor in each.values()),
            seconds=1.5,
            refitted=True,
            ended="finished",
        ),
        holdout=None,
    )
    return Model(manifest=manifest, weights=weights)
