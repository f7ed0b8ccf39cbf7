"""What the figures mean, in sentences: whether it is better, and whether intervals hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lstmcast.evaluation.backtest_scores import BacktestScores, IntervalScores, Standing
from lstmcast.evaluation.scores import Interval
from lstmcast.outputs.figures import percent
from lstmcast.outputs.report.measures import error_of
from lstmcast.outputs.standings import skill_verdict

Tone = Literal["good", "unsure", "bad"]

_VAGUE = 0.1  # where chance may do more to a coverage, nothing can be said of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A sentence, and how it is meant."""

    tone: Tone
    text: str


def best(standings: Sequence[Standing]) -> Standing:
    """Return the forecaster with the least error; of equals the first, so the model."""
    errors = [error_of(each) for each in standings]
    ranked = [float("inf") if error is None else error for error in errors]
    return standings[ranked.index(min(ranked))]


def verdict(scores: BacktestScores) -> Judgement:
    """Return whether the model is worth having, in the words that a backtest prints."""
    said = skill_verdict(scores)
    skill = scores.standings[0].skill
    tone: Tone = "bad" if skill is not None and skill <= 0 else "unsure"
    return Judgement(tone="good" if said.style == "green" else tone, text=said.plain)


def promise(interval: IntervalScores) -> Judgement | None:
    """Return whether the interval of one level held what followed; None if nothing is known."""
    if interval.coverage is None:
        return None
    held, level = percent(interval.coverage), f"{interval.level:g} %"
    text = f"{held} of what followed lay inside the {level} interval"
    off = interval.coverage - interval.level / 100
    if interval.expected_error is None or interval.expected_error > _VAGUE:
        return Judgement(tone="unsure", text=f"{text}; there is too little to tell it from chance.")
    if abs(off) <= interval.expected_error:
        return Judgement(tone="good", text=f"{text}, as it should be.")
    if off < 0:
        return Judgement(tone="bad", text=f"{text}: too few, by more than chance explains.")
    return Judgement(tone="unsure", text=f"{text}: it is wider than it would have to be.")


def span(interval: Interval) -> str:
    """Return "18…42 %", or "−3…11 %"."""
    low, high = (percent(share) for share in (interval.low, interval.high))
    return f"{low.removesuffix(' %')}…{high}"
