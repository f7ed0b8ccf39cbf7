"""The first part: what came out of the test, in words, and what was tested."""

from __future__ import annotations

from lstmcast.evaluation.backtest_scores import BacktestScores
from lstmcast.outputs.figures import count, percent
from lstmcast.outputs.report.content import ReportPage
from lstmcast.outputs.report.elements import Html, element, joined
from lstmcast.outputs.report.section import Section, facts, paragraph
from lstmcast.outputs.report.words import Judgement, best, promise, verdict

#: A sign beside the colour, for those who see none.
_SIGNS = {"good": "✓", "unsure": "?", "bad": "!"}
_SPOKEN = {"good": "Good", "unsure": "Uncertain", "bad": "Attention"}


def open_page(page: ReportPage) -> Section:
    """Return verdict, coverage and facts."""
    scores = page.scores
    promises = [_judged(each) for each in map(promise, scores.intervals) if each is not None]
    body = [
        _judged(verdict(scores), name="p", kind="verdict"),
        paragraph(_tested(page), kind="lead"),
        element("ul", {"class": "judgements"}, *promises) if promises else "",
        facts(page.facts),
    ]
    return Section(name="summary", title="Summary", body=element("div", {}, *body))


def _judged(judgement: Judgement, *, name: str = "li", kind: str = "") -> Html:
    sign = element("span", {"class": "sign", "aria-hidden": "true"}, _SIGNS[judgement.tone])
    spoken = element("span", {"class": "spoken"}, f"{_SPOKEN[judgement.tone]}: ")
    classes = f"judgement {judgement.tone} {kind}".rstrip()
    return element(name, {"class": classes}, sign, element("span", {}, spoken, judgement.text))


def _tested(page: ReportPage) -> Html:
    """Return how the test was done, and who came next."""
    scores = page.scores
    first, last = scores.by_cutoff[0].earliest, scores.by_cutoff[-1].latest
    stamps = [element("span", {"class": "stamp"}, stamp) for stamp in dict.fromkeys([first, last])]
    who = count(scores.series, "series", "series")
    return joined(
        [
            f"{page.record.name} forecast {count(scores.horizon, 'step')} ahead of {who}"
            f" from {count(scores.folds, 'cutoff')} in the past (",
            *(stamps if len(stamps) == 1 else [stamps[0], " to ", stamps[1]]),
            "), knowing only what was known by then."
            f" {count(scores.points, 'value')} could be compared with what followed.",
            _next_best(scores),
        ]
    )


def _next_best(scores: BacktestScores) -> str:
    rival = best(scores.standings[1:])
    if rival.skill is None or rival is scores.standings[1]:
        return f" Of the others, {rival.name} came closest."
    return f" Of the others, {rival.name} came closest (skill {percent(rival.skill, sign=True)})."
