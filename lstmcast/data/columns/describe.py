"""What covariates are, numbers or names, and whether they can say anything: found in training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstmcast.config import CovariateConfig
from lstmcast.data.columns.alike import fold
from lstmcast.data.columns.categories import NOTHING
from lstmcast.data.columns.cells import remark_signs
from lstmcast.data.columns.names import spell
from lstmcast.data.columns.oddities import is_constant
from lstmcast.data.columns.sheets import Sheet, Sheets
from lstmcast.data.covariates import Column, When
from lstmcast.data.notes import Note
from lstmcast.data.roles import Roles
from lstmcast.errors import DataError

_MOST_LEVELS = 1000
_ENOUGH = 20  # rows before a name for each of them is odd


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """The covariates that are used, those by step before those of whole series."""

    columns: tuple[Column, ...]
    useless: dict[str, str]  # why the others are left out
    notes: tuple[Note, ...]


def describe_columns(sheets: Sheets, roles: Roles, covariates: CovariateConfig) -> Description:
    """Find out what each covariate holds; one that says nothing is left out, with a remark.

    Raises DataError for a cell that is no number among numbers, and for names so many that
    they say nothing.
    """
    found: list[Column] = []
    useless: dict[str, str] = {}
    notes: tuple[Note, ...] = ()
    asked = {*covariates.known, *covariates.past, *covariates.static}
    kinds: tuple[tuple[When, tuple[str, ...]], ...] = (
        ("known", roles.known), ("past", roles.past), ("static", roles.static),
    )  # fmt: skip
    for when, names in kinds:
        for name in names:
            holding = sheets.holding(name, when)
            column = _tell_kind(name, when, holding, name in covariates.categorical)
            reason = _find_fault(column, holding, asked=name in asked)
            if reason is not None:
                useless[name] = reason
                notes += (_remark_useless(column, reason, holding),)
                continue
            found.append(column)
            notes += _remark_kind(column, holding)
    return Description(columns=tuple(found), useless=useless, notes=notes)


def hint_for_cells(name: str) -> str:
    """Return what to do about a cell that is no number, in training."""
    return (
        "Correct it or leave the cell empty; if the numbers are names of something, add "
        f"--categorical {spell(name)}."
    )


def _tell_kind(name: str, when: When, sheets: Sequence[Sheet], is_named: bool) -> Column:
    """Return a column of names if it is to be one, or if it holds more text than numbers."""
    numbers = [sheet.numbers[name] for sheet in sheets]
    text = sum(len(column.bad) for column in numbers)
    if not is_named and text <= sum(column.observed for column in numbers):
        return Column(name=name, when=when)
    words = [sheet.words(name) for sheet in sheets]
    levels = sorted({level for column in words for level in column.names})
    filled = sum(column.filled for column in words)
    missing = sum(len(column.codes) for column in words) - filled
    if when != "static" and levels and (missing > filled or (missing and len(levels) == 1)):
        levels = [NOTHING, *levels]
    return Column(name=name, when=when, levels=tuple(levels))


def _find_fault(column: Column, sheets: Sequence[Sheet], *, asked: bool) -> str | None:
    """Return why a column is of no use, if so; raise DataError where that must be a mistake."""
    if column.levels is not None:
        return _find_fault_of_names(column, column.levels, sheets, asked=asked)
    hint = hint_for_cells(column.name)
    values = np.concatenate([sheet.values(column, hint) for sheet in sheets])
    if np.isnan(values).all():
        return "empty"
    if column.when != "static" and is_constant(values):
        return "one value throughout"
    return None


def _find_fault_of_names(
    column: Column, levels: Sequence[str], sheets: Sequence[Sheet], *, asked: bool
) -> str | None:
    if not levels:
        return "empty"
    if len(levels) == 1 and column.when != "static":
        return "one value throughout"
    filled = sum(sheet.words(column.name).filled for sheet in sheets)
    names = len(levels) - (NOTHING in levels)
    is_unique = names == filled > _ENOUGH and (column.when != "static" or not asked)
    if names <= _MOST_LEVELS and not is_unique:
        return None
    if not asked:
        return "a name of its own in each row" if is_unique else "too many names"
    each = "none of them twice" if is_unique else f"more than {_MOST_LEVELS}"
    raise DataError(
        f"{sheets[0].table.name}: the column {column.name!r} holds {names} different names, "
        f"{each}; it looks like an id",
        hint=f"Leave it out, group its names into fewer, or name it with --id {spell(column.name)} "
        "if it tells series apart.",
    )


def _remark_useless(column: Column, reason: str, sheets: Sequence[Sheet]) -> Note:
    """Return the remark on a column that is left out."""
    where = f"{sheets[0].table.name}: the column {column.name!r}"
    if reason == "empty":
        return Note("useless-covariate", f"{where} is empty; it is left out", "warning")
    if reason != "one value throughout":
        return Note("useless-covariate", f"{where} has {reason}; it is left out")
    if column.levels is not None:
        return Note(
            "useless-covariate", f"{where} holds {column.levels[0]!r} alone; it is left out"
        )
    values = np.concatenate([sheet.numbers[column.name].values for sheet in sheets])
    missing = int(np.count_nonzero(np.isnan(values)))
    text = f"{where} has one value throughout ({np.nanmin(values):g}); it is left out"
    if not missing:
        return Note("useless-covariate", text)
    cells = "the empty cell" if missing == 1 else f"the {missing} empty cells"
    advice = f"write 0 into {cells} if that is meant, or add --categorical {spell(column.name)}"
    return Note("useless-covariate", f"{text}; {advice}", "warning")


def _remark_kind(column: Column, sheets: Sequence[Sheet]) -> tuple[Note, ...]:
    """Return remarks on how the cells of a column were understood."""
    if column.levels is None:
        return remark_signs(column.name, sheets[0].numbers[column.name])
    notes = _remark_alike(column.name, column.levels)
    if NOTHING not in column.levels:
        return notes
    words = [sheet.words(column.name) for sheet in sheets]
    cells = sum(len(found.codes) for found in words)
    empty = cells - sum(found.filled for found in words)
    text = (
        f"column {column.name!r}: {empty} of {cells} cells are empty, which counts as a name of "
        "its own, not as missing"
    )
    return (*notes, Note("empty-category", text))


def _remark_alike(name: str, levels: Sequence[str]) -> tuple[Note, ...]:
    """Return a warning about names that may be meant as one."""
    families: dict[str, list[str]] = {}
    for level in levels:
        families.setdefault(fold(level), []).append(level)
    alike = [family for family in families.values() if len(family) > 1]
    if not alike:
        return ()
    more = f" and {len(alike) - 1} more such names" if len(alike) > 1 else ""
    text = (
        f"column {name!r}: {', '.join(map(repr, alike[0]))}{more} count as different; write them "
        "alike if they are the same"
    )
    return (Note("alike-categories", text, "warning"),)
