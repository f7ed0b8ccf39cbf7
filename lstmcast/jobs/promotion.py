"""Whether a new model takes over: both forecast what neither has seen, and the better one stays.

A challenger is judged by its networks as they were before they saw the newest horizon
(``Outcome.validated``); what forecasts afterwards is the same model refitted on everything
(``Outcome.published``). Of the newest horizon the champion may have seen the beginning: what
it has seen is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from lstmcast.artifact.manifest import Manifest
from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.evidence import Margin, clearly_better, standard_error
from lstmcast.evaluation.validation import ValidationWindows, measure, unit_of
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import forecast_at
from lstmcast.inference.history import repeat_before
from lstmcast.windows.sampling import gather_future
from lstmcast.windows.splits import plan_splits

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

Evidence = Literal["first", "nothing to judge", "clear", "unclear", "drift", "worse"]

#: By what share of the champion's loss a challenger has to be better, besides beyond chance.
_MARGIN = Margin(tested=0.005, untested=0.05)
#: A challenger that is worse at all, where chance cannot be told, is clearly worse.
_NO_MARGIN = Margin(tested=0.0, untested=0.0)
_MOST_WORSE = 0.02  # share of a drifted champion's loss that a challenger may lose by chance
_MOST_WINDOWS = 4096  # more than that cost more than they tell


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionVerdict:
    """Which of two models is to forecast, and by what evidence."""

    promote: bool
    reason: str  # a sentence
    evidence: Evidence
    champion_loss: float | None = None  # pinball, in units of the mean seasonal change
    challenger_loss: float | None = None
    series: int = 0  # that were judged
    windows: int = 0  # of all series together

    @property
    def gain(self) -> float | None:
        """Return by what share the challenger's loss is lower; below zero it is higher."""
        if not self.champion_loss or self.challenger_loss is None:
            return None
        return 1 - self.challenger_loss / self.champion_loss


def judge_challenger(
    champion: Ensemble | None,
    challenger: Ensemble,
    data: SeriesSet,
    *,
    horizon: int,
    season: int,
    windows: int,
    seen: int | None = None,
    drifted: bool = False,
) -> PromotionVerdict:
    """Let champion and challenger forecast from the latest cutoffs, and say which is better.

    ``data`` are the series that the challenger was trained on, each with a value, ``horizon`` and
    ``season`` those it was designed for, in steps: so what was held out of its training is known.
    ``windows`` cutoffs of each series lie in there, evenly, and what follows them up to the end
    is judged, but for steps up to ``seen``, the grid ordinal of the last one that the champion
    was trained on. A challenger is promoted where it is better by more than chance explains;
    where the champion has ``drifted``, it is enough that it is not worse by more.
    """
    if champion is None:
        return PromotionVerdict(promote=True, evidence="first", reason="There was no model before.")
    judged = _windows(data, horizon=horizon, season=season, windows=windows, seen=seen)
    levels = tuple(sorted(set(champion.quantiles) & set(challenger.quantiles)))
    old, new = (_losses(each, judged, levels) for each in (champion, challenger))
    counted = ~np.isnan(old)
    if not counted.any():
        return PromotionVerdict(
            promote=False,
            evidence="nothing to judge",
            reason="Nothing has happened yet that neither model has seen.",
        )
    old, new, series = old[counted], new[counted], judged.series[counted]
    return _decide(old, new, series, drifted=drifted)


def seen_by(manifest: Manifest, data: SeriesSet) -> int | None:
    """Return the grid ordinal of the last step that a model was trained on.

    None where that lies a horizon or more before the end of the data, so that it has seen
    nothing that is judged.
    """
    newest = int((data.starts + data.lengths).max()) - 1
    latest = np.arange(newest, newest - manifest.horizon, -1)
    calendar = replace(data.calendar, style=manifest.calendar.style)
    stamps = calendar.format(latest)
    return int(latest[stamps.index(manifest.data.last)]) if manifest.data.last in stamps else None


def _windows(
    data: SeriesSet, *, horizon: int, season: int, windows: int, seen: int | None
) -> ValidationWindows:
    """Return the windows that begin in what was held out of the challenger's training."""
    splits = plan_splits(data.lengths, data.starts, horizon=horizon, season=season)
    count = min(windows, horizon)
    shifts = np.arange(count, dtype=np.int64) * horizon // count
    most = max(_MOST_WINDOWS // count, 1)
    held = len(splits.holdout_series)
    even = np.linspace(0, held - 1, min(held, most)).astype(np.int64)
    series = np.repeat(splits.holdout_series[even], count)
    cutoffs = np.repeat(splits.holdout_cutoffs[even], count) + np.tile(shifts, len(even))
    actual = gather_future(data, series, cutoffs, horizon)
    if seen is not None:
        steps = (data.starts[series] + cutoffs)[:, None] + np.arange(horizon)
        actual = np.where(steps <= seen, np.nan, actual)
    units = np.array(
        [
            unit_of(data.series(int(index))[: int(cutoff)], season)
            for index, cutoff in zip(series, cutoffs, strict=True)
        ]
    )
    return ValidationWindows(
        data=data,
        series=series,
        cutoffs=cutoffs,
        actual=actual,
        repeated=repeat_before(data, series, cutoffs, (season,), horizon=horizon),
        units=units,
        lags=(season,),
    )


def _losses(ensemble: Ensemble, judged: ValidationWindows, levels: tuple[float, ...]) -> FloatArray:
    """Return the pinball loss of each window [V] at some quantile levels; NaN where none counts."""
    made = forecast_at(ensemble, judged.data, judged.series, judged.cutoffs, horizon=judged.horizon)
    places = [ensemble.quantiles.index(level) for level in levels]
    return measure(made[..., places], judged, slice(None), levels).pinball


def _decide(
    old: FloatArray, new: FloatArray, series: IntArray, *, drifted: bool
) -> PromotionVerdict:
    """Compare the losses of champion and challenger in the same windows [V]."""
    # The windows of one series overlap and lie within one horizon: they are one piece of evidence.
    blocks = series
    champion_loss, challenger_loss = float(old.mean()), float(new.mean())
    evidence: Evidence = "unclear"
    if clearly_better(new, old, blocks, _MARGIN):
        evidence = "clear"
    elif clearly_better(old, new, blocks, _NO_MARGIN):
        evidence = "worse"
    elif drifted and challenger_loss <= champion_loss * (1 + _MOST_WORSE) < np.inf:
        evidence = "drift"
    return PromotionVerdict(
        promote=evidence in {"clear", "drift"},
        evidence=evidence,
        reason=_sentence(evidence, old, new, blocks),
        champion_loss=champion_loss,
        challenger_loss=challenger_loss,
        series=len(np.unique(series)),
        windows=len(series),
    )


def _sentence(evidence: Evidence, old: FloatArray, new: FloatArray, blocks: IntArray) -> str:
    """Say by how much the new model is better or worse, and whether chance explains that."""
    if not np.isfinite(new).all():
        return "The new model does not forecast finite numbers."
    if not np.isfinite(old).all():
        return "The present model does not forecast finite numbers, and the new one does."
    base = float(old.mean())
    change = 100 * (1 - float(new.mean()) / base) if base > 0 else 0.0
    by = f"{abs(change):.1f} % {'better' if change >= 0 else 'worse'}"
    count = len(np.unique(blocks))
    told = standard_error(new - old, blocks) is not None
    beyond_chance = "more than chance explains" if told else "where chance cannot be told"
    ending = {
        "clear": beyond_chance,
        "worse": beyond_chance,
        "unclear": "which is not enough" if change >= 0 else "which may be chance",
        "drift": "and the present model has drifted",
    }
    return f"The new model is {by} on the latest cutoffs of {count} series, {ending[evidence]}."
