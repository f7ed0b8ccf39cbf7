"""What the errors say: whether they are zero on average, forget each other, and how they spread."""

from __future__ import annotations

import numpy as np

from lstmcast.outputs.figures import percent
from lstmcast.outputs.report.content import ReportPage
from lstmcast.outputs.report.elements import joined
from lstmcast.outputs.report.frame import Chart
from lstmcast.outputs.report.residual_charts import draw_bias, draw_memory, draw_spread
from lstmcast.outputs.report.residuals import (
    Bias,
    Memory,
    Spread,
    bias_by_fold,
    memory_of,
    scaled_errors,
    spread_of,
)
from lstmcast.outputs.report.section import Section, figure, paragraph, side_by_side

_INTRODUCTION = (
    "Errors are forecast minus actual value, in units of the typical change of their series: above"
    " zero, too much was forecast. Good forecasts leave errors that are zero on average and do not"
    " tell the next one."
)
_TOO_FEW = (
    "There are too few cutoffs to tell whether errors hang together. More of them, one step apart,"
    " show it: --windows 20 --step 1."
)


def check_residuals(page: ReportPage) -> Section:
    """Return bias, autocorrelation and distribution of the errors."""
    errors = scaled_errors(page.record)
    biases = bias_by_fold(errors, page.record.folds)
    memory, spread = memory_of(page.record, errors), spread_of(errors)
    shown: list[tuple[Chart, str, str]] = []
    if biases:
        words = _bias_words(biases)
        last = {each.fold: each.latest for each in page.scores.by_cutoff}
        names = tuple(last[each.fold] for each in biases)
        shown.append((draw_bias(biases, names, words), "Bias by cutoff", words))
    if memory is not None:
        words = _memory_words(memory)
        shown.append((draw_memory(memory, words), "Memory from cutoff to cutoff", words))
    if spread is not None:
        words = _spread_words(spread)
        shown.append((draw_spread(spread, words), "Distribution", words))
    body = [
        paragraph(_INTRODUCTION),
        "" if memory else paragraph(_TOO_FEW, kind="note"),
        side_by_side(*(figure(*each) for each in shown), thirds=True),
    ]
    charts = tuple(chart for chart, _, _ in shown)
    return Section(name="residuals", title="What the errors say", body=joined(body), charts=charts)


def _bias_words(biases: tuple[Bias, ...]) -> str:
    mean = float(np.mean([each.mean for each in biases]))
    side = "high" if mean > 0 else "low"
    text = f"On average forecasts were too {side} by {abs(mean):.2f} of a typical change"
    margins = [(each.mean, each.margin) for each in biases if each.margin is not None]
    off = sum(abs(mean) > margin for mean, margin in margins)
    if not margins:
        return f"{text}."
    return (
        f"{text}; at {off} of {len(margins)} cutoffs by more than chance explains (the upright"
        " lines: 95 %, series drawn anew)."
    )


def _memory_words(memory: Memory) -> str:
    start = (
        "Errors one step ahead, correlated with those so many cutoffs before. Between the dashes"
        " lie 95 % of what chance makes, if series do not hang together."
    )
    if memory.telling:
        return f"{start} All in all this is more than that: something is left to learn."
    return f"{start} All in all this is no more than that."


def _spread_words(spread: Spread) -> str:
    middle = f"{spread.median:+.2f}".replace("-", "−")
    return (
        f"{percent(spread.above)} of the forecasts were above what followed,"
        f" {percent(spread.below)} below it; the error in the middle is {middle}. The outermost"
        " bars also hold all larger errors."
    )
