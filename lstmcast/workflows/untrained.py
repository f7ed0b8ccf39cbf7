"""Data for the pretrained networks, which see values alone; what else there is, is left out."""

from __future__ import annotations

from dataclasses import replace

from lstmcast.config import Config, CovariateConfig
from lstmcast.data.columns.offers import list_unused
from lstmcast.data.covariates import Covariates
from lstmcast.data.load import LoadedData, load_series
from lstmcast.data.notes import Note
from lstmcast.data.placing.survey_covariates import survey_covariates
from lstmcast.data.roles import Roles
from lstmcast.workflows.naming import listed

#: Remarks on what covariates would be to a training.
_OF_TRAINING = frozenset({"covariate-gaps", "early-covariate", "known-ahead", "unused-columns"})


def load_untrained(source: str, config: Config) -> LoadedData:
    """Read a CSV file (``-`` for standard input) as `train` would, for a pretrained network.

    Covariates that change from step to step are left out, and a remark says so; those of whole
    series stay, as new series are likened to others by them. Raises DataError and UsageError.
    """
    loaded = load_series(source, config.data, covariates=replace(config.covariates, future=None))
    covariates = loaded.series.covariates
    series = replace(
        loaded.series, covariates=None if covariates is None else _static_alone(covariates)
    )
    return replace(
        loaded,
        series=series,
        roles=replace(loaded.roles, known=(), past=()),
        notes=(
            *(note for note in loaded.notes if note.code not in _OF_TRAINING),
            *survey_covariates(series, training=False),
            *_remark_left_out(loaded.roles, config.covariates),
            *_remark_unused(loaded),
        ),
    )


def _static_alone(covariates: Covariates) -> Covariates | None:
    """Return what is said of series as a whole; None where nothing is."""
    if not covariates.static:
        return None
    return replace(covariates, dynamic=(), values=covariates.values[:, :0])


def _remark_left_out(roles: Roles, asked: CovariateConfig) -> tuple[Note, ...]:
    """Return what a training would use, and the pretrained network does not."""
    settings = {"calendar": asked.calendar, "holidays": asked.holidays, "events": asked.events}
    names = [*roles.known, *roles.past, *(name for name, value in settings.items() if value)]
    if not names:
        return ()
    verb, them = ("is", "it") if len(names) == 1 else ("are", "them")
    text = (
        f"the pretrained LSTM sees values alone: {listed(names, 'and')} {verb} not used;"
        f" `lstmcast train` can learn from {them}"
    )
    return (Note("values-alone", text),)


def _remark_unused(loaded: LoadedData) -> tuple[Note, ...]:
    """Return which other columns are not used; the flags that would use them are `train`'s."""
    said = next((note.text for note in loaded.notes if note.code == "unused-columns"), None)
    if said is None:
        return ()
    text = list_unused(loaded.roles)
    if text != said:
        text += "; `lstmcast inspect` says how `lstmcast train` could use some"
    return (Note("unused-columns", text),)
