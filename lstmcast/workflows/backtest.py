"""Backtest: read, plan the cutoffs, make models and forecasts as of then, score them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lstmcast import clock
from lstmcast.config import Config
from lstmcast.errors import RunInterruptedError, UsageError
from lstmcast.evaluation.scoring import score_record
from lstmcast.training.events import StopFlag
from lstmcast.workflows.assembling import assemble
from lstmcast.workflows.backtest_checkpoint import Done, Keeper, identity_of, read_done
from lstmcast.workflows.backtest_plan import Plan, Subject, make_plan
from lstmcast.workflows.kinds import remark_scores
from lstmcast.workflows.playing import Limits, play_all
from lstmcast.workflows.reports import BacktestEnded, BacktestReport
from lstmcast.workflows.rounds import FoldForecasts

#: Hears how many windows are done, and of how many.
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpointing:
    """Where the windows that are done are kept meanwhile, and whether to go on from there."""

    path: Path | None  # None: nowhere
    resume: bool = False


def backtest(
    source: str,
    config: Config,
    *,
    subject: Subject,
    checkpointing: Checkpointing,
    tell: Tell,
    stop: StopFlag,
) -> BacktestReport:
    """Forecast from past cutoffs of a CSV file (``-`` for standard input), and score.

    Everything that forecasts from a cutoff is made from the rows before it. Ends early when
    ``stop`` is set or the time limit is reached: the report then holds the windows that are
    done, and a checkpoint is left. Raises DataError, UsageError, ModelFileError,
    MissingDependencyError, NumericalError, and RunInterruptedError where no window is done.
    """
    started = clock.monotonic()
    plan = make_plan(source, config, subject)
    limits = Limits(
        jobs=config.backtest.jobs,
        stop=stop,
        seconds=config.training.time_limit,
        started=started,
    )
    done = _play(plan, limits, checkpointing, tell)
    made = [each for place in sorted(done) for each in done[place]]
    if not made:
        raise _nothing_done(limits)
    record, dropped = assemble(plan.scene, made, config.forecast)
    finished, scores = len(done) == len(plan.rounds), score_record(record)
    figures = {each.name: each.scores.rmsse for each in scores.standings}
    return BacktestReport(
        record=record,
        scores=scores,
        source=plan.loaded.source,
        roles=plan.loaded.roles,
        notes=plan.loaded.notes
        + plan.notes
        + dropped
        + remark_scores(record.data.select(np.unique(record.series)), record.season, figures),
        pretrained=subject.pretrained,
        refit=plan.refit,
        planned=plan.windows,
        ended="finished" if finished else _ended(limits),
        checkpoint_path=None if finished else checkpointing.path,
        seconds=clock.monotonic() - started,
    )


def _play(plan: Plan, limits: Limits, checkpointing: Checkpointing, tell: Tell) -> Done:
    """Play what is not done yet, and keep what is."""
    path, rounds = checkpointing.path, plan.rounds
    identity = identity_of(plan.scene, rounds)
    done: Done = {}
    if path is not None and checkpointing.resume and path.exists():
        done = read_done(path, rounds, identity)

    keeper = Keeper(path=path, identity=identity)

    def windows() -> int:
        return sum(len(forecasts) for forecasts in done.values())

    def finish(place: int, forecasts: tuple[FoldForecasts, ...]) -> None:
        done[place] = forecasts
        keeper.keep(done)
        tell(windows(), plan.windows)

    tell(windows(), plan.windows)
    waiting = {place: turn for place, turn in enumerate(rounds) if place not in done}
    try:
        play_all(plan.scene, waiting, limits=limits, finished=finish)
    finally:
        keeper.catch_up(done)
    return done


def _ended(limits: Limits) -> BacktestEnded:
    return "time limit" if limits.stop.requested is None else "interrupted"


def _nothing_done(limits: Limits) -> Exception:
    if limits.stop.requested is not None:
        return RunInterruptedError("interrupted", signal_number=limits.stop.requested)
    return UsageError(
        "the time limit came before the first window was done",
        hint="allow more with --time-limit, or test the pretrained networks: --pretrained",
    )
