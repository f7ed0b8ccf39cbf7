"""What the test on a held-out horizon found, as plain data that model files hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: The forecaster that all skill is against.
REFERENCE = "seasonal naive"
#: The quantile at the upper end of a two-sided interval of 95 %.
UPPER = 0.975


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Errors of one forecaster; None where a figure is undefined (say, MASE of a constant)."""

    mae: float
    rmse: float
    smape: float | None  # percent, 0..200
    mase: float | None
    coverage: Mapping[str, float | None] | None = None  # "80" -> share of actual values inside
    skill: float | None = None  # 1 - MASE / MASE of seasonal naive (MAE where MASE is undefined)
    rmsse: float | None = None  # as MASE, of squared errors: least for means, not for medians


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An estimate, and where the true figure lies with 95 % confidence; low <= estimate <= high."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldoutReport:
    """Scores on a last horizon that no weight, scale or choice has seen."""

    horizon: int
    series: int
    points: int
    season: int
    scores: Mapping[str, Scores]  # the model first ("LSTM"), then "seasonal naive", ...
    skill_by_step: tuple[float | None, ...]  # [H] against seasonal naive
    skill_interval: Interval | None = None  # of the model; None where chance cannot be told
