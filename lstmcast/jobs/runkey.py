"""The key of a run: two runs with the same one would publish the same forecast.

Late and corrected rows change it, and so do rows that are new; rows after the cutoff do not, nor
does the order of rows and series in a file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lstmcast.artifact.codec import to_plain
from lstmcast.config import Config
from lstmcast.data.covariates import Covariates
from lstmcast.data.series import SeriesSet
from lstmcast.errors import DataError
from lstmcast.files import digest

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What was known at a cutoff, in short."""

    digest: str  # SHA-256 in hexadecimal
    values: int  # observed ones
    series: int
    newest: int | None  # grid ordinal of the latest observed value; None without any
    grid: str = ""  # what ordinals count


def run_key(
    found: Fingerprint, *, model: str, cutoff: int, horizon: int, options: Mapping[str, Any]
) -> str:
    """Return the key of a run, a SHA-256 in hexadecimal.

    ``found`` is the fingerprint, at the same ``cutoff`` and ``horizon``, of data that hold the
    covariates that the ``model`` (see ``model_digest``) uses, and no others; ``cutoff`` is the
    grid ordinal of the last step that counts as known, ``horizon`` is in steps. ``options`` are
    plain JSON data: all else that changes what is published.
    """
    facts = {
        "data": found.digest,
        "model": model,
        "cutoff": int(cutoff),
        "horizon": int(horizon),
        "options": to_plain(options),
    }
    return digest(json.dumps(facts, sort_keys=True).encode())


def options_of(config: Config) -> dict[str, Any]:
    """Return the settings, as plain JSON data, that change a forecast of the same data."""
    return {
        "forecast": to_plain(config.forecast),
        "future_fill": config.covariates.future_fill,
    }


def newest_step(data: SeriesSet) -> int:
    """Return the grid ordinal of the latest observed value; raises DataError without any."""
    filled = data.lengths > 0
    if not filled.any():
        raise DataError(
            "no series holds a value", hint="Give rows with values, of one series at least."
        )
    return int((data.starts + data.lengths)[filled].max()) - 1


def fingerprint(data: SeriesSet, *, cutoff: int, horizon: int) -> Fingerprint:
    """Return what was known at a cutoff, the grid ordinal of the last step that counts.

    Of covariates that are known ahead, the ``horizon`` steps after it count as well. Series that
    begin later do not count; those without any value do.
    """
    whole = data.lengths
    begun = np.flatnonzero((whole == 0) | (data.starts <= cutoff))
    known = data.select(begun)
    ends = np.maximum(np.minimum(known.lengths, cutoff + 1 - known.starts), 0)
    known = known.until(ends)
    found = hashlib.sha256(json.dumps(known.calendar.to_dict(), sort_keys=True).encode())
    covariates = known.covariates
    if covariates is not None:
        found.update(json.dumps(to_plain(covariates.columns)).encode())
    values, newest = 0, None
    for index in sorted(range(len(known)), key=lambda place: known.keys[place]):
        observed = np.flatnonzero(~np.isnan(known.series(index)))
        # What a cutoff leaves of a series may end with a gap; a shorter file would not show it.
        length = int(observed[-1]) + 1 if len(observed) else 0
        start = int(known.starts[index]) if length else None
        _add_text(found, [to_plain(known.keys[index]), start])
        _add_array(found, known.series(index)[:length])
        if covariates is not None:
            ahead = cutoff + 1 + horizon - int(known.starts[index])
            _add_covariates(found, covariates, index, rows=max(ahead, 0))
        values += len(observed)
        if start is not None:
            newest = max(start + length - 1, start if newest is None else newest)
    return Fingerprint(
        digest=found.hexdigest(),
        values=values,
        series=len(known),
        newest=newest,
        grid=grid_of(known),
    )


def grid_of(data: SeriesSet) -> str:
    """Return what the ordinals of series count, in short."""
    return f"{data.calendar.frequency}+{data.calendar.phase}"


def _add_covariates(found: Any, covariates: Covariates, index: int, *, rows: int) -> None:
    """Add the covariates of a series, ``rows`` steps of them at most, gaps at the end aside."""
    steps = covariates.series(index)[:rows]
    told = np.flatnonzero(~np.isnan(steps).all(axis=1))
    _add_array(found, steps[: int(told[-1]) + 1 if len(told) else 0])
    _add_array(found, covariates.attributes[index])


def _add_text(found: Any, plain: Any) -> None:
    found.update(json.dumps(plain).encode() + b"\n")


def _add_array(found: Any, values: FloatArray) -> None:
    """Add numbers and their shape; zeros of both signs are one number, as all NaN are one."""
    plain = np.where(np.isnan(values), np.nan, values + 0.0).astype("<f8")
    _add_text(found, plain.shape)
    found.update(plain.tobytes())
