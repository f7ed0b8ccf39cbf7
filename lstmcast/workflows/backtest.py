"""Backtest: read, plan the cutoffs, make models and forecasts as of then, score them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lstmcast import clock
from lstmcast.artifact.store import Model, read_model
from lstmcast.config import Config
from lstmcast.data.load import Expected, LoadedData, load_series
from lstmcast.data.notes import Note
from lstmcast.data.season import find_seasons
from lstmcast.data.series import SeriesSet
from lstmcast.errors import DataError, RunInterruptedError, UsageError
from lstmcast.evaluation.folds import Fold, plan_folds
from lstmcast.evaluation.rivals.registry import choose_rivals
from lstmcast.evaluation.scoring import score_record
from lstmcast.inference.ensemble import Ensemble
from lstmcast.prior.library import pretrained
from lstmcast.training.events import StopFlag
from lstmcast.windows.design import choose_horizon
from lstmcast.workflows.assembling import assemble
from lstmcast.workflows.backtest_checkpoint import Done, identity_of, read_done, write_done
from lstmcast.workflows.design import refuse_long_season, with_values
from lstmcast.workflows.playing import Limits, play_all
from lstmcast.workflows.reports import BacktestEnded, BacktestReport
from lstmcast.workflows.rounds import (
    FoldForecasts,
    Maker,
    Ready,
    Round,
    Scene,
    Trained,
    plan_rounds,
    without_backtest,
)

#: Hears how many windows are done, and of how many.
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is tested: a model file, the pretrained networks, or (neither) training itself."""

    model_path: Path | None = None
    pretrained: bool = False


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
    plan = _prepare(source, config, subject)
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
    finished = len(done) == len(plan.rounds)
    return BacktestReport(
        record=record,
        scores=score_record(record),
        source=plan.loaded.source,
        roles=plan.loaded.roles,
        notes=plan.loaded.notes + plan.notes + dropped,
        pretrained=subject.pretrained,
        refit=plan.refit,
        planned=plan.windows,
        ended="finished" if finished else _ended(limits),
        checkpoint_path=None if finished else checkpointing.path,
        seconds=clock.monotonic() - started,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Everything that is decided before the first window."""

    loaded: LoadedData
    scene: Scene
    rounds: tuple[Round, ...]
    refit: str  # "" where nothing is trained
    notes: tuple[Note, ...]

    @property
    def windows(self) -> int:
        """Return how many windows are planned."""
        return sum(len(turn.folds) for turn in self.rounds)


def _prepare(source: str, config: Config, subject: Subject) -> _Plan:
    """Read the data and plan; what can be refused is refused before any work."""
    rivals = choose_rivals(config.backtest.rivals or None)
    model = None if subject.model_path is None else read_model(subject.model_path)
    loaded = _load(source, config, model)
    data = with_values(loaded)
    horizon = _horizon(data, config, model)
    asked = _plan_folds(data, config, horizon)
    folds, notes = (asked, ()) if model is None else _unseen(asked, data, model, subject)
    season = _season(data, folds[0], config, model)
    scene = Scene(
        data=data,
        horizon=horizon,
        season=season,
        history=config.backtest.history,
        maker=_maker(config, model, subject, season=season, horizon=horizon),
        rivals=rivals,
    )
    refit = config.backtest.refit if isinstance(scene.maker, Trained) else ""
    return _Plan(
        loaded=loaded,
        scene=scene,
        rounds=plan_rounds(folds, refit or "each"),
        refit=refit,
        notes=_remark_fewer(asked, config) + notes,
    )


def _load(source: str, config: Config, model: Model | None) -> LoadedData:
    if model is None:
        return load_series(source, config.data)
    manifest = model.manifest
    expected = Expected(roles=manifest.roles, calendar=manifest.calendar, reading=manifest.reading)
    return load_series(source, config.data, expected=expected)


def _horizon(data: SeriesSet, config: Config, model: Model | None) -> int:
    if config.window.horizon is not None:
        return config.window.horizon
    if model is not None:
        return model.manifest.horizon
    return choose_horizon(data.calendar.frequency.horizon, data.lengths)


def _plan_folds(data: SeriesSet, config: Config, horizon: int) -> tuple[Fold, ...]:
    """Return the folds that fit into the data; raises DataError where none does."""
    wanted = config.backtest
    folds = plan_folds(
        data.lengths,
        data.starts,
        horizon=horizon,
        step=wanted.step or horizon,
        windows=wanted.windows,
    )
    if not folds:
        longest = int(data.lengths.max())
        raise DataError(
            f"no window of {horizon} steps fits: the longest series has {longest} steps, and a"
            " window needs more than two horizons",
            hint=f"try --horizon {max(1, (longest - 1) // 3)}",
        )
    return folds


def _unseen(
    folds: Sequence[Fold], data: SeriesSet, model: Model, subject: Subject
) -> tuple[tuple[Fold, ...], tuple[Note, ...]]:
    """Return the folds that a model file has not seen, and a remark on those it has.

    A cutoff is fair where nothing the model was trained on came after it.
    """
    last = model.manifest.data.last
    fair: list[Fold] = []
    for fold in folds:
        ends = data.starts[fold.series] + fold.cutoffs - 1
        known = data.calendar.format(ends)
        kept = fold.series[[not _before(text, last) for text in known]]
        if len(kept):
            fair.append(replace(fold, number=len(fair), series=kept))
    if not fair:
        raise UsageError(
            f"{subject.model_path} was trained on rows up to {last}, and every window begins"
            " before: its score would flatter it",
            hint="test it on newer rows, or leave --model out to train a model for each window",
        )
    if len(fair) == len(folds):
        return tuple(fair), ()
    text = (
        f"{len(folds) - len(fair)} of {len(folds)} windows begin before {last}, the end of what"
        f" {subject.model_path} was trained on, and are left out"
    )
    return tuple(fair), (Note("seen-before", text, "warning"),)


def _before(text: str, last: str) -> bool:
    """Return whether a time stamp comes before another one in the same style."""
    if text.lstrip("-").isdigit() and last.lstrip("-").isdigit():
        return int(text) < int(last)  # row numbers
    return text < last


def _season(data: SeriesSet, first: Fold, config: Config, model: Model | None) -> int:
    """Return the season of scales and rivals, found in what is known at the first cutoff."""
    known = data.until(first.ends)
    if config.window.season is not None:
        refuse_long_season(config.window.season, known)
        return config.window.season
    if model is not None:
        return model.manifest.season
    return find_seasons(known, data.calendar.frequency.seasons)[0]


def _maker(
    config: Config, model: Model | None, subject: Subject, *, season: int, horizon: int
) -> Maker:
    if model is not None:
        return Ready(ensemble=model.ensemble)
    if subject.pretrained:
        return Ready(ensemble=Ensemble(members=(pretrained(season).forecaster,)))
    return Trained(config=without_backtest(config, horizon=horizon))


def _play(plan: _Plan, limits: Limits, checkpointing: Checkpointing, tell: Tell) -> Done:
    """Play what is not done yet, and keep what is."""
    path, rounds = checkpointing.path, plan.rounds
    identity = identity_of(plan.scene, rounds)
    done: Done = {}
    if path is not None and checkpointing.resume and path.exists():
        done = read_done(path, rounds, identity)

    def windows() -> int:
        return sum(len(forecasts) for forecasts in done.values())

    def finish(place: int, forecasts: tuple[FoldForecasts, ...]) -> None:
        done[place] = forecasts
        if path is not None:
            write_done(path, done, identity)
        tell(windows(), plan.windows)

    tell(windows(), plan.windows)
    waiting = {place: turn for place, turn in enumerate(rounds) if place not in done}
    play_all(plan.scene, waiting, limits=limits, finished=finish)
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


def _remark_fewer(folds: Sequence[Fold], config: Config) -> tuple[Note, ...]:
    wanted = config.backtest.windows
    if len(folds) >= wanted:
        return ()
    return (Note("fewer-windows", f"{len(folds)} of {wanted} windows fit into the data"),)
