"""Report: a backtest, the forecast of what comes next, and a look inside, for one page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lstmcast.config import Config
from lstmcast.data.notes import Note
from lstmcast.evaluation.explanation import Explanation
from lstmcast.inference.forecast import ForecastSet
from lstmcast.training.events import StopFlag
from lstmcast.workflows.backtest import Checkpointing, Tell, backtest
from lstmcast.workflows.backtest_plan import Subject
from lstmcast.workflows.explain import explain_prepared
from lstmcast.workflows.predict import predict_prepared
from lstmcast.workflows.preparation import prepare_untrained, prepare_with_model
from lstmcast.workflows.reports import BacktestReport


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReport:
    """What there is to say on a page."""

    tested: BacktestReport
    ahead: ForecastSet
    makers: tuple[str, ...]  # who forecast each series of it, where not always the model
    notes: tuple[Note, ...]  # of the test and of the forecast
    explanation: Explanation
    name: str  # of the series that is explained


def report(
    source: str,
    config: Config,
    *,
    model_path: Path | None,
    series: str | None,
    tell: Tell,
    stop: StopFlag,
) -> PageReport:
    """Gather a page about a CSV file.

    With a model file the forecast ahead and the look inside are that model's, and a model is
    trained for each window of the test, as the file's own has seen them; without one all is the
    pretrained networks'. Raises what `backtest`, `predict` and `explain` raise.
    """
    if model_path is None:
        prepared = prepare_untrained(source, config)
    else:
        prepared = prepare_with_model(source, config, model_path=model_path)
    seen, made = explain_prepared(prepared, series), predict_prepared(prepared, config)
    tested = backtest(
        source,
        config,
        subject=Subject(pretrained=model_path is None),
        checkpointing=Checkpointing(path=None),
        tell=tell,
        stop=stop,
    )
    return PageReport(
        tested=tested,
        ahead=made.forecast,
        makers=made.makers,
        notes=tuple(dict.fromkeys((*tested.notes, *made.notes))),
        explanation=seen.explanation,
        name=seen.name,
    )
