"""Scores of the parts of a record: each series, each step ahead, each cutoff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation import means
from lstmcast.evaluation.backtest_scores import (
    CutoffScores,
    PartErrors,
    SeriesScores,
    StepScores,
)
from lstmcast.evaluation.intervals import inside
from lstmcast.evaluation.means import Division, Groups, Steps
from lstmcast.evaluation.metrics import absolute_errors, in_units
from lstmcast.evaluation.record import Record
from lstmcast.evaluation.scores import REFERENCE

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is said of a part, whatever it is a part of."""

    points: int
    errors: Mapping[str, PartErrors]
    coverage: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The scores of every part of a record."""

    by_series: tuple[SeriesScores, ...]
    by_step: tuple[StepScores, ...]
    by_cutoff: tuple[CutoffScores, ...]


def forecasters(record: Record) -> dict[str, FloatArray]:
    """Return all point forecasts [R, H] by name, the model's first."""
    return {record.name: record.forecast.point, **record.rivals}


def score_parts(record: Record, scale: FloatArray) -> Parts:
    """Score each series, each step and each cutoff; ``scale`` [R] is MASE's."""
    series, each_series = np.unique(record.series, return_inverse=True)
    folds, each_fold = np.unique(record.folds, return_inverse=True)
    divisions = (
        Groups(numbers=each_series, parts=len(series)),
        Steps(),
        Groups(numbers=each_fold, parts=len(folds)),
    )
    of_series, of_steps, of_folds = _score(record, scale, divisions)
    return Parts(
        by_series=tuple(
            SeriesScores(
                key=record.data.keys[int(index)],
                rows=int(rows),
                points=part.points,
                errors=part.errors,
                coverage=part.coverage,
            )
            for index, rows, part in zip(series, np.bincount(each_series), of_series, strict=True)
        ),
        by_step=tuple(
            StepScores(step=step, points=part.points, errors=part.errors, coverage=part.coverage)
            for step, part in enumerate(of_steps, start=1)
        ),
        by_cutoff=_by_cutoff(record, folds, each_fold, of_folds),
    )


def _by_cutoff(
    record: Record, folds: IntArray, each_fold: IntArray, parts: Sequence[Part]
) -> tuple[CutoffScores, ...]:
    """Say when each fold was cut; ``each_fold`` [R] are positions among ``folds``."""
    last = record.data.starts[record.series] + record.cutoffs - 1  # [R] ordinals known last
    order = np.argsort(each_fold, kind="stable")
    begins = np.searchsorted(each_fold[order], np.arange(len(folds)))
    stamp = record.data.calendar.format
    earliest = stamp(np.minimum.reduceat(last[order], begins)) if len(last) else []
    latest = stamp(np.maximum.reduceat(last[order], begins)) if len(last) else []
    return tuple(
        CutoffScores(
            fold=int(fold),
            earliest=first,
            latest=final,
            rows=int(rows),
            points=part.points,
            errors=part.errors,
            coverage=part.coverage,
        )
        for fold, first, final, rows, part in zip(
            folds, earliest, latest, np.bincount(each_fold), parts, strict=True
        )
    )


def _score(record: Record, scale: FloatArray, divisions: Sequence[Division]) -> list[list[Part]]:
    """Score each part of each division."""
    observed = ~np.isnan(record.actual)
    errors: list[dict[str, tuple[FloatArray, FloatArray]]] = [{} for _ in divisions]
    for name, made in forecasters(record).items():
        plain = absolute_errors(record.actual, made)
        scaled = in_units(plain, scale)
        for found, division in zip(errors, divisions, strict=True):
            found[name] = division.over_points(plain), division.over_rows(scaled)
    coverage: list[dict[str, FloatArray]] = [{} for _ in divisions]
    bounds = zip(record.forecast.levels, record.forecast.lower, record.forecast.upper, strict=True)
    for level, lower, upper in bounds:
        covered = inside(record.actual, lower, upper)
        for shares, division in zip(coverage, divisions, strict=True):
            shares[f"{level:g}"] = division.over_rows(covered)
    return [
        _parts(division.count(observed).tolist(), found, shares)
        for division, found, shares in zip(divisions, errors, coverage, strict=True)
    ]


def _parts(
    points: list[int],
    errors: Mapping[str, tuple[FloatArray, FloatArray]],
    coverage: Mapping[str, FloatArray],
) -> list[Part]:
    """Return the parts of a division, given MAE and MASE [P] by forecaster."""
    base = _judged(*errors[REFERENCE])
    figures = {}
    for name, (mae, mase) in errors.items():
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            skill = np.where(base > 0, 1 - _judged(mae, mase) / base, np.nan)
        figures[name] = np.stack([mae, mase, means.bounded(skill)]).T.tolist()
    shares = {level: each.tolist() for level, each in coverage.items()}
    return [
        Part(
            points=count,
            errors={name: _part_errors(each[place]) for name, each in figures.items()},
            coverage={level: means.known(each[place]) for level, each in shares.items()},
        )
        for place, count in enumerate(points)
    ]


def _judged(mae: FloatArray, mase: FloatArray) -> FloatArray:
    """Return the errors that skill is made of: MASE, or MAE where MASE is undefined."""
    return np.where(np.isnan(mase), mae, mase)


def _part_errors(figures: Sequence[float]) -> PartErrors:
    mae, mase, skill = (means.known(figure) for figure in figures)
    return PartErrors(mae=mae, mase=mase, skill=skill)
