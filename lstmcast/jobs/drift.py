"""Whether the newest data are still like those that the model was trained on.

The newest block of every series is held against the reference that was kept at training. What
chance may do to one series of a thousand is no finding: a tenth of them have to be beyond what
was ever seen, or one of them far beyond it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, inf

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.jobs.covariate_drift import find_covariate_drift
from lstmcast.jobs.findings import Code, Finding
from lstmcast.jobs.reference import Reference, SeriesReference, blocks_of

FloatArray = npt.NDArray[np.float64]

_FAR = 2.0  # times the most that is usual: one series is enough
_MANY = 0.1  # of the series beyond what is usual
_MOVE = 1.25  # times the largest move of training, and one seasonal change more: is not unusual
_SPREAD = 1.5  # times the widest block of training
_MISSING = 0.25  # more missing, as a share of all, than in any block of training
_NAMED = 10  # series in a finding


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """How the newest block of one series compares, as shares of the most that is usual."""

    label: str
    level: float  # above 1 is unusual
    scale: float
    missing: float
    direction: float  # how far the level has moved, in the unit of the data


def find_drift(data: SeriesSet, reference: Reference) -> tuple[Finding, ...]:
    """Return how the newest block of the data differs from the reference; nothing if it is old.

    ``data`` is on the grid of the reference. Values that are not there yet count as missing
    where other series have them.
    """
    ends = data.starts + data.lengths
    if not len(data) or not (data.lengths > 0).any() or int(ends.max()) - 1 <= reference.end:
        return ()
    end = int(ends.max())
    labels = dict(zip(data.keys, data.labels, strict=True))
    places = {key: place for place, key in enumerate(data.keys)}
    measured = [
        _measure(_newest(data, places[each.key], end, reference.block), each, labels[each.key],
                 blocks=ceil((end - 1 - reference.end) / reference.block))
        for each in reference.series
        if each.key in places
    ]  # fmt: skip
    gone = [each.key for each in reference.series if each.key not in places]
    found = [
        _level(measured),
        _scale(measured),
        _missing(measured),
        _gone(gone, len(reference.series)),
    ]
    return tuple(finding for finding in found if finding) + find_covariate_drift(data, reference)


def _newest(data: SeriesSet, place: int, end: int, block: int) -> FloatArray:
    """Return the values [block] of a series before the ordinal ``end``, NaN where it has none."""
    values, newest = data.series(place), np.full(block, np.nan)
    late = end - int(data.starts[place] + len(values))  # steps that other series are ahead
    taken = values[-max(block - late, 0) :] if late < block else values[:0]
    newest[block - late - len(taken) : block - late] = taken
    return newest


def _measure(
    values: FloatArray, reference: SeriesReference, label: str, *, blocks: int
) -> _Measured:
    block = blocks_of(values, len(values))
    level, spread = float(block.level[0]), float(block.spread[0])
    moved, scale = 0.0, 0.0
    if not np.isnan(level) and reference.level is not None and reference.moves:
        moved = level - reference.level
    if not np.isnan(spread) and reference.widest:
        narrow = (reference.narrowest or 0.0) / _SPREAD
        scale = max(spread / (_SPREAD * reference.widest), narrow / spread if spread > 0 else inf)
        scale = scale if spread > 0 or narrow > 0 else 0.0
    return _Measured(
        label=label,
        level=_share_of(abs(moved), _usual_move(reference, blocks)),
        scale=scale,
        missing=float(block.missing[0]) / min(reference.missing + _MISSING, 1.0),
        direction=moved,
    )


def _usual_move(reference: SeriesReference, blocks: int) -> float:
    """Return how far the level may have moved within so many blocks.

    Beyond the longest stretch that was looked at, it may go on at the same pace.
    """
    if not reference.moves:
        return inf
    rung = (blocks - 1).bit_length()
    longest = 1 << (len(reference.moves) - 1)
    within = reference.moves[min(rung, len(reference.moves) - 1)] * max(blocks / longest, 1.0)
    return _MOVE * within + reference.change


def _share_of(value: float, most: float) -> float:
    if value == 0:
        return 0.0
    return value / most if most > 0 else inf


def _beyond(
    everyone: Sequence[_Measured], how_far: Callable[[_Measured], float]
) -> list[_Measured]:
    """Return the series beyond what is usual, the worst first; none where it may be chance."""
    beyond = sorted((each for each in everyone if how_far(each) > 1), key=how_far, reverse=True)
    if not beyond:
        return []
    many = len(beyond) >= _MANY * len(everyone)
    return beyond if many or how_far(beyond[0]) > _FAR else []


def _level(everyone: list[_Measured]) -> Finding | None:
    beyond = _beyond(everyone, lambda each: each.level)
    if not beyond:
        return None
    worst = beyond[0]
    direction = "higher" if worst.direction > 0 else "lower"
    return _finding(
        "level",
        f"{_counted(beyond, everyone)} moved further than ever in training; {worst.label} is"
        f" {abs(worst.direction):.4g} {direction} than at its end.",
        "Look whether the unit or the source has changed; if it is real, train again.",
        beyond,
    )


def _scale(everyone: list[_Measured]) -> Finding | None:
    beyond = _beyond(everyone, lambda each: each.scale)
    if not beyond:
        return None
    worst = beyond[0]
    return _finding(
        "scale",
        f"{_counted(beyond, everyone)} varied more, or less, than ever in training, {worst.label}"
        " the most.",
        "Look for stuck or broken sensors and changed units; if it is real, train again.",
        beyond,
    )


def _missing(everyone: list[_Measured]) -> Finding | None:
    beyond = _beyond(everyone, lambda each: each.missing)
    if not beyond:
        return None
    worst = beyond[0]
    return _finding(
        "missing",
        f"{_counted(beyond, everyone)} lacked far more of their newest values than ever in"
        f" training, {worst.label} the most.",
        "See whether the source delivers everything, and on time.",
        beyond,
    )


def _gone(keys: list[SeriesKey], everyone: int) -> Finding | None:
    if not keys:
        return None
    labels = tuple(key.label for key in keys[:_NAMED])
    return Finding(
        code="series-gone",
        message=f"{len(keys)} of {everyone} series of the training data are no longer there:"
        f" {', '.join(labels[:3])}{', ...' if len(keys) > 3 else ''}.",
        suggestion="See whether the source delivers them still; if they have ended, train again.",
        series=labels,
    )


def _counted(beyond: Sequence[_Measured], everyone: Sequence[_Measured]) -> str:
    return f"{len(beyond)} of {len(everyone)} series" if len(everyone) > 1 else "The series"


def _finding(code: Code, message: str, suggestion: str, worst: Sequence[_Measured]) -> Finding:
    return Finding(
        code=code,
        message=message,
        suggestion=suggestion,
        series=tuple(each.label for each in worst[:_NAMED]),
    )
