"""Tell columns of moments from columns of anything else."""

from __future__ import annotations

import numpy as np

from lstmcast.data.moments.layouts import match_layout
from lstmcast.data.moments.shapes import group_by_shape
from lstmcast.data.moments.wholenumbers import are_whole_numbers, guess_meaning


def looks_like_time(cells: list[str], name: str, *, numbers_too: bool) -> bool:
    """Return whether most cells of a column are written like moments.

    Plain numbers count only with ``numbers_too``; packed dates and months always do.
    """
    cells = [cell for cell in cells if cell]
    if not cells:
        return False
    if are_whole_numbers(cells):
        values = np.array([int(cell.partition(".")[0]) for cell in cells], dtype=np.int64)
        return numbers_too or guess_meaning(values, name) in {"packed", "month"}
    readable = sum(
        len(group.rows)
        for group in group_by_shape(cells)
        if (numbers_too or not _is_number(group.shape)) and match_layout(group.shape) is not None
    )
    return 2 * readable > len(cells)


def _is_number(shape: str) -> bool:
    """Return whether cells of a shape may be plain numbers such as ``1.25``."""
    return (
        not shape.strip("9.,+-")
        and shape.count(".") + shape.count(",") < 2
        and ("-" not in shape[1:])
    )
