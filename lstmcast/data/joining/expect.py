"""The covariates of a model in the files at hand: what is missing, and what is new to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstmcast.config import CovariateConfig
from lstmcast.data.columns.alike import find_alike
from lstmcast.data.columns.find_time import list_names
from lstmcast.data.columns.sheets import Sheets
from lstmcast.data.covariates import Column
from lstmcast.data.notes import Note
from lstmcast.data.roles import Roles
from lstmcast.errors import DataError

#: What to do about a cell that is no number where the model knows numbers.
HINT_FOR_CELLS = "Correct it or leave the cell empty; the model was trained on numbers here."

_NAMED = 3  # unknown categories in a remark


def expect_columns(
    sheets: Sheets, columns: Sequence[Column], roles: Roles, covariates: CovariateConfig
) -> tuple[Note, ...]:
    """Return remarks on columns of the model that no file has, and on categories new to it.

    Raises DataError for a column known ahead that no file has, unless the settings say what
    stands for it.
    """
    absent = [column for column in columns if not sheets.holding(column.name, column.when)]
    known = [column.name for column in absent if column.when == "known"]
    if known and covariates.future_fill == "error":
        table = sheets.main.table
        raise DataError(
            f"{table.name} has no column {known[0]!r}, which the model knows ahead of time; its "
            f"columns are {list_names(table.names)}",
            hint="Add it, for the steps to come as well; --future-fill mask does without it.",
        )
    notes = _remark_absent(sheets, absent)
    for column in columns:
        notes += _remark_unknown(sheets, column)
    asked = {*covariates.known, *covariates.past, *covariates.static} - set(roles.covariates)
    if asked:
        them = "it" if len(asked) == 1 else "them"
        text = f"the model does not use {', '.join(sorted(asked))}; train again to use {them}"
        notes += (Note("unused-covariates", text),)
    return notes


def _remark_absent(sheets: Sheets, absent: Sequence[Column]) -> tuple[Note, ...]:
    """Return a warning about columns that are nowhere."""
    if not absent:
        return ()
    words = {"known": "known ahead", "past": "past only", "static": "static"}
    named = ", ".join(f"{column.name} ({words[column.when]})" for column in absent)
    text = f"{sheets.main.table.name} lacks columns of the model: {named}; it forecasts without"
    if sheets.static is None and any(column.when == "static" for column in absent):
        text += "; --static-file names the file of static ones"
    return (Note("missing-covariates", text, "warning"),)


def _remark_unknown(sheets: Sheets, column: Column) -> tuple[Note, ...]:
    """Return a warning about categories that the model has not seen."""
    if column.levels is None:
        return ()
    levels, new, rows = set(column.levels), set[str](), 0
    for sheet in sheets.holding(column.name, column.when):
        words = sheet.words(column.name)
        strange = np.array([name not in levels for name in words.names], dtype=np.bool_)
        new |= {name for name in words.names if name not in levels}
        rows += int(np.count_nonzero(strange[words.codes[words.codes >= 0]]))
    if not new:
        return ()
    named = ", ".join(repr(name) for name in sorted(new)[:_NAMED])
    more = f" and {len(new) - _NAMED} more" if len(new) > _NAMED else ""
    where = f"{rows} {'row' if rows == 1 else 'rows'}"
    counts = "it counts" if len(new) == 1 else "they count"
    text = (
        f"column {column.name!r}: the model has not seen {named}{more} ({where}); {counts} as "
        "unknown"
    )
    alike = find_alike(((name,) for name in sorted(new)), ((level,) for level in column.levels))
    if alike is not None:
        text += f"; {alike[0]!r} may be {alike[1]!r}"
    return (Note("unknown-categories", text, "warning"),)
