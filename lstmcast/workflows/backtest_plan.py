"""Plan a backtest: which cutoffs, which models, which rivals; all that can be refused is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lstmcast.artifact.store import Model, read_model
from lstmcast.config import Config
from lstmcast.data.bounds import Bounds
from lstmcast.data.horizon import most_steps
from lstmcast.data.load import LoadedData, load_series
from lstmcast.data.notes import Note
from lstmcast.data.season import find_seasons
from lstmcast.data.series import SeriesSet
from lstmcast.errors import DataError, UsageError
from lstmcast.evaluation.folds import Fold, plan_folds
from lstmcast.evaluation.rivals.registry import choose_rivals
from lstmcast.features.matrix import with_features
from lstmcast.inference.ensemble import Ensemble
from lstmcast.prior.library import pretrained
from lstmcast.windows.design import choose_horizon
from lstmcast.workflows.backtest_remarks import remark_fewer, remark_seen, remark_untested
from lstmcast.workflows.bounding import bounds_of_model, bounds_to_learn
from lstmcast.workflows.covariates import add_features
from lstmcast.workflows.design import with_values
from lstmcast.workflows.preparation import features_of_model, load_as_trained
from lstmcast.workflows.remarks import remark_assumed_season, remark_rolled_forward
from lstmcast.workflows.rounds import (
    Maker,
    Ready,
    Round,
    Scene,
    Trained,
    forecastable,
    plan_rounds,
    without_backtest,
)
from lstmcast.workflows.untrained import load_untrained


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is tested: a model file, the pretrained networks, or (neither) training itself."""

    model_path: Path | None = None
    pretrained: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
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


def make_plan(source: str, config: Config, subject: Subject) -> Plan:
    """Read the data and plan; what can be refused is refused before any work.

    Raises DataError, UsageError, ModelFileError, MissingDependencyError.
    """
    rivals = choose_rivals(config.backtest.rivals or None)
    model = None if subject.model_path is None else read_model(subject.model_path)
    loaded = _load(source, config, model, subject)
    horizon = _horizon(loaded.series, config, model)
    data, remarks = _add_features(loaded, config, model, subject, horizon)
    asked = _plan_folds(data, config, horizon)
    folds, seen = _unseen(asked, data, config, subject, model)
    season = _season(data, folds[0], config, model)
    maker = _maker(config, model, subject, season=season, horizon=horizon)
    refit = config.backtest.refit if isinstance(maker, Trained) else ""
    return Plan(
        loaded=loaded,
        scene=Scene(
            data=data,
            horizon=horizon,
            season=season,
            history=config.backtest.history,
            maker=maker,
            rivals=rivals,
            bounds=_bounds(data, config, model),
        ),
        rounds=plan_rounds(folds, refit or "each"),
        refit=refit,
        notes=(
            *remarks,
            *remark_fewer(len(asked), config.backtest.windows),
            *remark_untested(asked, data),
            *seen,
            *_remark_rolled(maker, horizon),
            *(
                ()
                if model or config.window.season
                else remark_assumed_season(season, folds[0].ends)
            ),
        ),
    )


def _load(source: str, config: Config, model: Model | None, subject: Subject) -> LoadedData:
    if subject.pretrained:
        return load_untrained(source, config)
    if model is None or subject.model_path is None:
        return load_series(source, config.data, covariates=config.covariates)
    return load_as_trained(source, config, model.manifest, subject.model_path)


def _add_features(
    loaded: LoadedData, config: Config, model: Model | None, subject: Subject, horizon: int
) -> tuple[SeriesSet, tuple[Note, ...]]:
    """Return the series that hold a value with all that the calendar says of them."""
    data = with_values(loaded)
    if subject.pretrained:  # its networks see values alone
        return data, ()
    if model is None:
        day_first = loaded.roles.day_first
        made = add_features(data, config.covariates, horizon=horizon, day_first=day_first)
        return made.series, made.notes
    plan, notes = features_of_model(model.manifest, config.covariates)
    return with_features(data, plan, ahead=horizon), notes


def _bounds(data: SeriesSet, config: Config, model: Model | None) -> tuple[Bounds, ...]:
    """Return the bounds of a model file; those of a training are found at each cutoff.

    Raises UsageError for settings that contradict each other, and DataError where values lie
    outside of those that are set.
    """
    if model is not None:
        manifest = model.manifest
        return bounds_of_model(manifest.bounds, manifest.roles.targets, config.forecast)
    bounds_to_learn(data, config.forecast)
    return ()


def _horizon(data: SeriesSet, config: Config, model: Model | None) -> int:
    if config.window.horizon is not None:
        return most_steps(config.window.horizon, data.calendar)
    if model is not None:
        return model.manifest.horizon
    return choose_horizon(data.calendar.frequency.horizon, data.lengths)


def _plan_folds(data: SeriesSet, config: Config, horizon: int) -> tuple[Fold, ...]:
    """Return the folds that fit into the data; raises DataError where none does."""
    wanted = config.backtest
    if wanted.history is not None and wanted.history <= horizon:
        raise UsageError(
            f"--history {wanted.history} is not longer than the horizon of {horizon} steps",
            hint=f"try --history {8 * horizon}, or leave it out to know all that went before",
        )
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
    known = forecastable(data, folds, wanted.history)
    if not known:
        raise DataError(
            f"no series has a value in the {wanted.history} steps before a window",
            hint="leave out --history, or know more with it",
        )
    return known


def _unseen(
    folds: Sequence[Fold],
    data: SeriesSet,
    config: Config,
    subject: Subject,
    model: Model | None,
) -> tuple[tuple[Fold, ...], tuple[Note, ...]]:
    """Return the folds without what a model file has seen, and a remark on those.

    A cutoff is fair where nothing came after it that the model was trained on: the one that is
    tested, or the one that every training starts from. Raises UsageError where none is left.
    """
    path, hint = subject.model_path, "leave --model out to train a model for each window"
    given = config.training.start
    if model is None and not subject.pretrained and given not in {None, "scratch", "pretrained"}:
        path, hint = Path(str(given)), "start from what has seen no data: --from pretrained"
        model = read_model(path)
    if model is None:
        return tuple(folds), ()
    last = model.manifest.data.last
    fair: list[Fold] = []
    for fold in folds:
        known = data.calendar.format(data.starts[fold.series] + fold.cutoffs - 1)
        kept = fold.series[[not _before(text, last) for text in known]]
        if len(kept):
            fair.append(replace(fold, number=len(fair), series=kept))
    if not fair:
        raise UsageError(
            f"{path} was trained on rows up to {last}, and every window begins before: its score"
            " would flatter it",
            hint=f"test it on newer rows, or {hint}",
        )
    return tuple(fair), remark_seen(folds, fair, last=last, path=path)


def _before(text: str, last: str) -> bool:
    """Return whether a time stamp comes before another one in the same style."""
    if text.lstrip("-").isdigit() and last.lstrip("-").isdigit():
        return int(text) < int(last)  # row numbers
    return text < last


def _season(data: SeriesSet, first: Fold, config: Config, model: Model | None) -> int:
    """Return the season of scales and rivals, found in what is known at the first cutoff."""
    known = data.until(first.ends)
    wanted, longest = config.window.season, int(known.lengths.max())
    if wanted is not None and wanted >= longest:
        raise UsageError(
            f"a season of {wanted} steps does not fit: {longest} are known before the first window",
            hint="test fewer windows with --windows, or give a shorter --season",
        )
    if wanted is not None:
        return wanted
    if model is not None:
        return model.manifest.season
    return find_seasons(known, data.calendar.frequency.seasons)[0]


def _maker(
    config: Config, model: Model | None, subject: Subject, *, season: int, horizon: int
) -> Maker:
    if model is not None:
        return Ready(ensemble=model.ensemble)
    if subject.pretrained:
        return Ready(ensemble=Ensemble(members=(pretrained(season).forecaster,), intermittent=0.0))
    return Trained(config=without_backtest(config, horizon=horizon))


def _remark_rolled(maker: Maker, horizon: int) -> tuple[Note, ...]:
    if not isinstance(maker, Ready):
        return ()
    return remark_rolled_forward(horizon, maker.ensemble.steps_ahead)
