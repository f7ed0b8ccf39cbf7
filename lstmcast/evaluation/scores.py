"""What an evaluation found, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Errors of one forecaster; None where a figure is undefined (say, MASE of a constant)."""

    mae: float
    rmse: float
    smape: float | None  # percent, 0..200
    mase: float | None
    coverage: Mapping[str, float | None] | None = None  # "80" -> share of actual values inside
    skill: float | None = None  # 1 - MASE / MASE of seasonal naive (MAE where MASE is undefined)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldoutReport:
    """Scores on a last horizon that no weight, scale or choice has seen."""

    horizon: int
    series: int
    points: int
    season: int
    scores: Mapping[str, Scores]  # the model first ("LSTM"), then "seasonal naive", ...
    skill_by_step: tuple[float | None, ...]  # [H] against seasonal naive
