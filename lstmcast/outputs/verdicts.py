"""Whether a model is worth its weights: plain sentences on its test, and who was best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from lstmcast.evaluation.coverage import largest_chance_error
from lstmcast.evaluation.scores import REFERENCE
from lstmcast.outputs.figures import UNICODE, Glyphs, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstmcast.artifact.manifest import Manifest
    from lstmcast.evaluation.scores import HoldoutReport, Scores

RIVAL = REFERENCE  # what a model has to be better than
_BASELINES = (RIVAL, "naive", "drift")
CARE = "use it with care"
NO_RIVAL = f"Cannot be compared with {RIVAL}, which makes no error here."


def forecasters(scores: Mapping[str, Scores]) -> list[str]:
    """Return the names, the model first: a model file keeps them in alphabetical order."""
    own = [name for name in scores if name not in _BASELINES]
    return [*own, *(name for name in _BASELINES if name in scores)]


def own_name(holdout: HoldoutReport) -> str:
    """Return what the model is called among the forecasters: LSTM, GRU, RNN, LSTM+GRU."""
    return forecasters(holdout.scores)[0]


def best(holdout: HoldoutReport) -> str:
    """Return the forecaster with the least error; of equals the first, so the model."""
    return min(forecasters(holdout.scores), key=lambda name: _error(holdout, name))


def verdict(holdout: HoldoutReport, manifest: Manifest, *, glyphs: Glyphs = UNICODE) -> Text:
    """Return one plain sentence on whether the model is better than what costs nothing."""
    if manifest.untaught:
        return Text(_not_learnt(holdout, manifest.training.ended), style="yellow")
    skill = holdout.scores[own_name(holdout)].skill
    if skill is None:
        return Text(NO_RIVAL, style="yellow")
    rival, lead = _ahead(holdout)
    if round(100 * skill) <= 0:
        worse = f" (worse by {percent(-skill)})" if round(100 * skill) < 0 else ""
        start = "Not better than" if worse else "No better than"
        other = "" if rival in {None, RIVAL} else f", and {rival} is better by {percent(lead)}"
        return Text(f"{start} {RIVAL}{worse}{other}: {CARE}.", style="yellow")
    chance = holdout.skill_interval
    around = "" if chance is None else f" (95 %: {between(chance.low, chance.high, glyphs=glyphs)})"
    if chance is not None and chance.low <= 0:
        found = percent(skill, sign=True, glyphs=glyphs)
        return Text(
            f"Not better than {RIVAL} by more than chance: skill {found}{around}; {CARE}.",
            style="yellow",
        )
    better = f"Better than {RIVAL} by {percent(skill)}{around}"
    if rival is None:
        return Text(f"{better}.", style="green")
    return Text(
        f"{better}, but {rival} is better still (by {percent(lead)}): {CARE}.", style="yellow"
    )


def between(low: float, high: float, *, glyphs: Glyphs = UNICODE) -> str:
    """Return "18…42 %", with signs where one of them is below zero."""
    ends = [percent(share, sign=low < 0, glyphs=glyphs) for share in (low, high)]
    dots = "…" if glyphs.fine else "..."
    return f"{ends[0].removesuffix(' %')}{dots}{ends[1]}"


def coverage_warnings(holdout: HoldoutReport) -> list[Text]:
    """Return one plain sentence for each level whose intervals held too little, or too much.

    Too much for chance, that is: see ``evaluation/coverage``.
    """
    coverage = holdout.scores[own_name(holdout)].coverage or {}
    sentences = []
    for level, share in sorted(coverage.items(), key=lambda each: float(each[0])):
        promised = float(level) / 100
        if share is None or percent(share) == percent(promised):
            continue
        if abs(share - promised) > largest_chance_error(float(level), holdout.series):
            off = "narrow" if share < promised else "wide"
            sentences.append(
                f"{level} % intervals held {percent(share)} of held-out values:"
                f" too {off}, by more than chance."
            )
    return [Text(sentence, style="yellow") for sentence in sentences]


def _not_learnt(holdout: HoldoutReport, ended: str) -> str:
    reason = "Nothing was learnt" if ended == "too short" else "Learning did not help"
    rival, lead = _ahead(holdout)
    other = "" if rival is None else f"; {rival} is better (by {percent(lead)})"
    repeated = "season or the last value" if holdout.season > 1 else "value"
    return f"{reason}: the model repeats the last {repeated}{other}."


def _ahead(holdout: HoldoutReport) -> tuple[str | None, float]:
    """Return the best baseline and its lead over the model, if it is a percent or more."""
    own, name = own_name(holdout), best(holdout)
    error = _error(holdout, own)
    lead = 1 - _error(holdout, name) / error if error > 0 else 0.0
    return (name, lead) if round(100 * lead) > 0 else (None, 0.0)


def _error(holdout: HoldoutReport, name: str) -> float:
    """Return MASE, or MAE where MASE is undefined: for all forecasters or for none."""
    scores = holdout.scores[name]
    return scores.mae if scores.mase is None else scores.mase
