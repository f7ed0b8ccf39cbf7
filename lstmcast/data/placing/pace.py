"""How far apart neighbouring rows are on the grid: a coarser file than the model's is found out."""

from __future__ import annotations

from dataclasses import replace

from lstmcast.data.placing.lattice import Lattice
from lstmcast.data.placing.timeline import Timeline
from lstmcast.errors import DataError

_ENOUGH = 4  # steps between rows, before they say anything
_MOST = 0.8  # share of steps that make a pace


def find_pace(timeline: Timeline, lattice: Lattice) -> int:
    """Return how many grid steps most rows are apart; 0 where rows do not agree."""
    steps = timeline.tally_steps(lattice.ordinals)
    if steps.total < _ENOUGH:
        return 0
    return steps.commonest if steps.counts.max() >= _MOST * steps.total else 0


def require_pace(timeline: Timeline, lattice: Lattice, trained: int) -> None:
    """Raise DataError for rows that are further apart than those of the training file.

    Where the training rows lay at all distances (``trained`` is 0), so may these.
    """
    pace = find_pace(timeline, lattice)
    if trained == 0 or pace <= trained:
        return
    frequency = lattice.calendar.frequency
    coarser = replace(frequency, multiple=frequency.multiple * pace)
    raise DataError(
        f"{timeline.places.file}: the rows are {pace} steps of the model's grid apart; they look "
        f"like data for every {coarser}, and the model wants {frequency}",
        hint="Use data with the model's frequency or train a new model.",
    )
