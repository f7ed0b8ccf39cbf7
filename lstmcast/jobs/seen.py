"""What the model of a job has seen: from earlier cutoffs it must not forecast."""

from __future__ import annotations

from lstmcast.errors import UsageError
from lstmcast.jobs.reference_file import read_reference, reference_path
from lstmcast.jobs.versions import Version


def newest_seen(version: Version) -> int | None:
    """Return the grid ordinal of the last step that a model was trained on, if that is known."""
    reference = read_reference(reference_path(version.path))
    return None if reference is None else reference.end


def ensure_unseen(version: Version | None, newest: int, cutoff: str | None) -> None:
    """Raise UsageError where a model was trained on values after the ``cutoff`` of a run.

    ``newest`` is the grid ordinal of the last value that is known then. Forecasts of what a
    model has seen would be no forecasts, and nobody could tell by the ledger.
    """
    seen = None if version is None or cutoff is None else newest_seen(version)
    if seen is not None and seen > newest:
        raise UsageError(
            f"the model in use has seen values after {cutoff}, so it cannot forecast them",
            hint="to look back, use `lstmcast backtest`; or give a later --cutoff",
        )
