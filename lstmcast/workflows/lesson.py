"""What a training learns from: data, covariates, bounds and design; shared with `inspect`."""

from __future__ import annotations

from dataclasses import dataclass

from lstmcast.config import Config
from lstmcast.data.bounds import Bounds
from lstmcast.data.load import LoadedData, load_series
from lstmcast.data.notes import Note
from lstmcast.data.series import SeriesSet
from lstmcast.workflows.bounding import bounds_to_learn, remark_shares
from lstmcast.workflows.covariates import Featured, add_features
from lstmcast.workflows.design import Design, design_training, with_values
from lstmcast.workflows.newcomers import remark_unlearnt, said_once
from lstmcast.workflows.start import Start, choose_start


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Everything that is settled before the first step of training."""

    loaded: LoadedData
    featured: Featured
    bounds: tuple[Bounds, ...]
    design: Design
    start: Start
    notes: tuple[Note, ...]

    @property
    def series(self) -> SeriesSet:
        """Return the series that hold a value, with all that is known of them."""
        return self.featured.series


def design_lesson(loaded: LoadedData, data: SeriesSet, config: Config) -> tuple[Design, Featured]:
    """Return how to learn from ``data``, the series with a value of what was ``loaded``.

    The series come with all that the calendar says of them. Raises DataError, UsageError,
    MissingDependencyError.
    """
    design = design_training(data, config)
    day_first = loaded.roles.day_first
    featured = add_features(
        data, config.covariates, horizon=design.shape.horizon, day_first=day_first
    )
    return design, featured


def prepare_lesson(source: str, config: Config) -> Lesson:
    """Read a CSV file (``-`` for standard input) and settle how to learn from it.

    Raises DataError, UsageError, ModelFileError, MissingDependencyError.
    """
    loaded = load_series(source, config.data, covariates=config.covariates)
    data = with_values(loaded)
    bounds = bounds_to_learn(data, config.forecast)
    design, featured = design_lesson(loaded, data, config)
    start = choose_start(
        config, featured.series, season=design.shape.season, windows=design.windows
    )
    return Lesson(
        loaded=loaded,
        featured=featured,
        bounds=bounds,
        design=design,
        start=start,
        notes=said_once(loaded.notes + remark_unlearnt(loaded.series))
        + design.notes
        + featured.notes
        + start.notes
        + remark_shares(bounds, config.forecast),
    )
