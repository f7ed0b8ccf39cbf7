"""Whether a new model takes over: both forecast what neither has seen, and the better one stays.

A challenger is judged by its networks as they were before they saw the newest horizon
(``Outcome.validated``); what forecasts afterwards is the same model refitted on everything
(``Outcome.published``). Of the newest horizon the champion may have seen the beginning: what
it has seen is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.evidence import MARGIN, Margin, clearly_better, standard_error
from lstmcast.inference.ensemble import Ensemble
from lstmcast.jobs.judging import Losses, compare_losses

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

Evidence = Literal["first", "nothing to judge", "clear", "unclear", "drift", "worse"]

#: A challenger that is worse at all, where chance cannot be told, is clearly worse.
_NO_MARGIN = Margin(tested=0.0, untested=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionVerdict:
    """Which of two models is to forecast, and by what evidence."""

    promote: bool
    reason: str  # a sentence
    evidence: Evidence
    champion_loss: float | None = None  # see ``judging``, in seasonal changes
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
    was trained on. A challenger is promoted where it is better by more than chance explains.
    Where the data have ``drifted`` since the champion was trained, what speaks for it is gone,
    and one horizon of few series proves nothing: it is enough to be better at all.
    """
    if champion is None:
        return PromotionVerdict(promote=True, evidence="first", reason="There was no model before.")
    losses = compare_losses(
        (champion, challenger), data, horizon=horizon, season=season, windows=windows, seen=seen
    )
    if not len(losses.series):
        return PromotionVerdict(
            promote=False,
            evidence="nothing to judge",
            reason="Nothing has happened yet that neither model has seen.",
        )
    return _decide(losses, drifted=drifted)


def _decide(losses: Losses, *, drifted: bool) -> PromotionVerdict:
    """Compare the losses of champion and challenger in the same windows."""
    old, new = losses.by_model
    # The windows of one series overlap and lie within one horizon: they are one piece of evidence.
    blocks = losses.series
    champion_loss, challenger_loss = float(old.mean()), float(new.mean())
    evidence: Evidence = "unclear"
    if clearly_better(new, old, blocks, MARGIN):
        evidence = "clear"
    elif clearly_better(old, new, blocks, _NO_MARGIN):
        evidence = "worse"
    elif drifted and challenger_loss < champion_loss:
        evidence = "drift"
    return PromotionVerdict(
        promote=evidence in {"clear", "drift"},
        evidence=evidence,
        reason=_sentence(evidence, losses),
        champion_loss=champion_loss,
        challenger_loss=challenger_loss,
        series=losses.count,
        windows=len(losses.series),
    )


def _sentence(evidence: Evidence, losses: Losses) -> str:
    """Say by how much the new model is better or worse, and whether chance explains that."""
    old, new = losses.by_model
    if not np.isfinite(new).all():
        return "The new model does not forecast finite numbers."
    if not np.isfinite(old).all():
        return "The present model does not forecast finite numbers, and the new one does."
    base = float(old.mean())
    change = 100 * (1 - float(new.mean()) / base) if base > 0 else 0.0
    by = f"{abs(change):.1f} % {'better' if change >= 0 else 'worse'}"
    told = standard_error(new - old, losses.series) is not None
    beyond_chance = "more than chance explains" if told else "where chance cannot be told"
    ending = {
        "clear": beyond_chance,
        "worse": beyond_chance,
        "unclear": "which is not enough" if change >= 0 else "which may be chance",
        "drift": "and the data have drifted",
    }
    return (
        f"The new model is {by} on the latest cutoffs of {losses.count} series, {ending[evidence]}."
    )
