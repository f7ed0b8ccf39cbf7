"""Compare: read, design the window, train networks of several kinds alike, say which is best."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lstmcast.config import Config, TrainingConfig
from lstmcast.data.load import LoadedData, load_series
from lstmcast.errors import RunInterruptedError
from lstmcast.evaluation.comparison import (
    KINDS,
    Budget,
    Comparison,
    Contender,
    Untaught,
    Wanted,
)
from lstmcast.evaluation.examination import Examination, examine, prepare_examination
from lstmcast.prior.library import pretrained
from lstmcast.training.events import StopFlag
from lstmcast.training.recipe import Recipe
from lstmcast.workflows.covariates import Featured
from lstmcast.workflows.design import Design, see_covariates, with_values
from lstmcast.workflows.lesson import design_lesson
from lstmcast.workflows.reports import CompareReport

#: Hears what is being done, how many parts are done (one of them in part), and of how many.
Tell = Callable[[str, float, int], None]

_STEPS = 300  # by then small networks have mostly been at their best; few enough to wait for
_ENDLESS = 10_000_000  # steps, where a time limit is what ends a training


def compare(
    source: str, config: Config, wanted: Wanted, *, tell: Tell, stop: StopFlag
) -> CompareReport:
    """Train networks of several kinds and sizes on a CSV file (``-`` for standard input).

    All start from scratch, see the same windows in the same batches, and take as many steps, or
    as many seconds where the settings limit these. Once ``stop`` is set, the report holds the
    trainings that are done. Raises DataError, UsageError, NumericalError, and
    RunInterruptedError where none is done.
    """
    loaded, featured, design = _settle(source, config)
    data = featured.series
    examination = prepare_examination(
        data, design.splits, design.shape, allow_negative=config.forecast.allow_negative is True
    )
    contenders, recipe = _contenders(wanted, design), _recipe(design, config.training)
    seeds = tuple(range(config.training.seed, config.training.seed + wanted.seeds))
    from lstmcast.training.remembering import LAGS  # torch, one second
    from lstmcast.workflows.trials import Trials, measure_networks

    trials = Trials(
        data=data,
        design=design,
        recipe=recipe,
        seconds=config.training.time_limit,
        config=config.training,
        examination=examination,
    )
    networks = measure_networks(trials, contenders, seeds, probe=wanted.probe, tell=tell, stop=stop)
    if not networks:
        raise RunInterruptedError("interrupted", signal_number=stop.requested or 2)
    planned = len(contenders) * len(seeds)
    return CompareReport(
        comparison=Comparison(
            networks=networks,
            pretrained=_as_it_is(design.shape.season, examination),
            yardstick=examination.yardstick,
            budget=Budget(
                steps=recipe.steps if recipe.steps < _ENDLESS else None,
                seconds=trials.seconds,
                batch_size=recipe.batch_size,
                windows=design.windows,
                seeds=seeds,
            ),
            horizon=design.shape.horizon,
            patches=design.spec.patches,
            lags=LAGS if wanted.probe else (),
        ),
        source=loaded.source,
        roles=loaded.roles,
        series=data,
        season=design.shape.season,
        lookback=design.shape.lookback,
        notes=loaded.notes + design.notes + featured.notes,
        trainings=(sum(len(each.trials) for each in networks), planned),
        probes=(sum(len(each.recalls) for each in networks), planned if wanted.probe else 0),
    )


def _settle(source: str, config: Config) -> tuple[LoadedData, Featured, Design]:
    """Read a file and settle what every network of the comparison sees of it."""
    loaded = load_series(source, config.data, covariates=config.covariates)
    design, featured = design_lesson(loaded, with_values(loaded), config)
    if featured.series.covariates is not None:
        design = see_covariates(design, featured.series, config.training)
    return loaded, featured, design


def _contenders(wanted: Wanted, design: Design) -> tuple[Contender, ...]:
    sizes = wanted.sizes or (design.spec.hidden,)
    return tuple(
        Contender(cell=KINDS[kind][0], bidirectional=KINDS[kind][1], hidden=hidden)
        for kind in wanted.kinds
        for hidden in sizes
    )


def _recipe(design: Design, config: TrainingConfig) -> Recipe:
    """Return one recipe for all: no training ends before the others because it has not improved."""
    if config.steps is not None:
        steps = config.steps
    elif config.time_limit is not None:
        steps = _ENDLESS
    else:
        steps = min(_STEPS, design.recipe.steps)
    return replace(design.recipe, steps=steps, patience=steps)


def _as_it_is(season: int, examination: Examination) -> Untaught:
    """Return the pretrained network for a season, beside which all others can be seen."""
    network = pretrained(season).forecaster
    spec = network.spec
    return Untaught(
        contender=Contender(cell=spec.cell, bidirectional=spec.bidirectional, hidden=spec.hidden),
        weights=sum(int(weight.size) for weight in network.weights.values()),
        errors=examine(network, examination),
    )
