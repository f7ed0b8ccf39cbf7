"""Lines and areas as SVG path data: short, in whole numbers, with gaps where values are missing.

A picture is as many units wide as the chart has steps, and ``HEIGHT`` units high; the browser
stretches it. So a step to the right is always one unit, and a value costs four characters.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from lstmcast.outputs.report.axes import Axis

FloatArray = npt.NDArray[np.float64]

HEIGHT = 1000
_BEYOND = 2 * HEIGHT  # a wild bound leaves the picture, but not the numbers a browser can draw


def line(values: FloatArray, axis: Axis, *, start: int = 0) -> str:
    """Return path data through values [N], one unit apart, from ``start`` on.

    NaN breaks the line; a value between two gaps becomes a dot.
    """
    heights = _heights(values, axis, HEIGHT)
    drawn = []
    for first, last in stretches(values):
        moves = [f"M{start + first} {heights[first]}"]
        moves += [f"l1 {down}" for down in np.diff(heights[first:last]).tolist()]
        drawn.append(_joined(moves if last - first > 1 else [*moves, "h0"]))
    return "".join(drawn)


def band(
    lower: FloatArray, upper: FloatArray, axis: Axis, *, start: int = 0, tall: int = HEIGHT
) -> str:
    """Return path data of the areas between two bounds [N]; NaN in either breaks them.

    A band of one step alone is a bar, so that there is something to see. The picture is ``tall``
    units high.
    """
    bottom, top = _heights(lower, axis, tall), _heights(upper, axis, tall)
    drawn = []
    for first, last in stretches(lower + upper):
        x = start + first
        if last - first == 1:
            drawn.append(f"M{x - 0.3:g} {top[first]}h.6V{bottom[first]}h-.6z")
            continue
        moves = [f"M{x} {top[first]}"]
        moves += [f"l1 {down}" for down in np.diff(top[first:last]).tolist()]
        moves.append(f"V{bottom[last - 1]}")
        moves += [f"l-1 {-down}" for down in np.diff(bottom[first:last]).tolist()[::-1]]
        drawn.append(_joined(moves) + "z")
    return "".join(drawn)


def upright(steps: Iterable[float]) -> str:
    """Return path data of lines from top to bottom at steps, or between two."""
    return "".join(f"M{step:g} 0V{HEIGHT}" for step in steps)


def flat(values: Iterable[float], axis: Axis, width: int) -> str:
    """Return path data of lines from left to right at values; ``width`` is that of the picture."""
    heights = _heights(np.array(list(values), dtype=np.float64), axis, HEIGHT)
    return "".join(f"M-.5 {height}h{width}" for height in heights)


def thin(values: FloatArray, buckets: int) -> tuple[FloatArray, FloatArray]:
    """Return the least and the greatest value of each of ``buckets`` equal parts of values [N].

    NaN where a part has no value; with fewer values than buckets each is its own part.
    """
    count = min(buckets, len(values))
    edges = np.linspace(0, len(values), count + 1).astype(int)
    parts = [values[first:last] for first, last in pairwise(edges.tolist())]
    known = [part[np.isfinite(part)] for part in parts]
    least = np.array([part.min() if len(part) else np.nan for part in known])
    greatest = np.array([part.max() if len(part) else np.nan for part in known])
    return least, greatest


def stretches(values: FloatArray) -> list[tuple[int, int]]:
    """Return the half-open stretches of values [N] without a gap."""
    known = np.concatenate([[False], np.isfinite(values), [False]])
    borders = np.flatnonzero(known[1:] != known[:-1]).tolist()
    return list(zip(borders[::2], borders[1::2], strict=True))


def _heights(values: FloatArray, axis: Axis, tall: int) -> list[int]:
    """Return units from the top of so many; what is not a number is of no consequence."""
    with np.errstate(over="ignore", invalid="ignore"):
        shares = (np.asarray(values) - axis.low) / (axis.high - axis.low)
        units = np.clip((1 - shares) * tall, -_BEYOND, _BEYOND)
    return [int(unit) for unit in np.rint(np.nan_to_num(units))]


def _joined(moves: list[str]) -> str:
    """Return the commands, the letter left out where it repeats, as is a blank before a minus."""
    text = moves[0]
    for before, after in pairwise(moves):
        following = after[1:] if before[0] == after[0] == "l" else after
        blank = following[0].isdigit() and following is not after
        text += (" " if blank else "") + following
    return text.replace(" -", "-")
