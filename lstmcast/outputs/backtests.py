"""A backtest as rows for other programs: every forecast beside what happened, cutoff by cutoff.

With the style ``nixtla`` the columns are those that the evaluators of the ecosystem read:
``unique_id, ds, cutoff, y``, then the forecasters.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstmcast.outputs.forecasts import (
    ForecastTable,
    NumberColumn,
    Style,
    TextColumn,
    tabulate,
)

if TYPE_CHECKING:
    from lstmcast.data.roles import Roles
    from lstmcast.evaluation.record import Record

#: Scores are computed from these rows again elsewhere: they keep what a figure needs.
_EXACT = "%.12g"


def tabulate_record(record: Record, roles: Roles, *, style: Style = "lstmcast") -> ForecastTable:
    """Return one row for each step of each forecast; steps that nothing is known of are empty."""
    nixtla = style == "nixtla"
    truth = "actual" if style == "lstmcast" else "y"
    rivals = [(_camel(name) if nixtla else name, values) for name, values in record.rivals.items()]
    table = tabulate(
        record.forecast,
        time=roles.time,
        ids=roles.ids,
        style=style,
        model=record.name,
        reserved=("cutoff", truth, *(name for name, _ in rivals)),
    )
    values = (
        NumberColumn(name=truth, numbers=record.actual.ravel()),
        *table.values,
        *(NumberColumn(name=name, numbers=made.ravel()) for name, made in rivals),
    )
    return replace(
        table,
        keys=(*table.keys, TextColumn(name="cutoff", texts=_cutoffs(record))),
        values=values,
        formats=[_EXACT] * len(table),
    )


def _cutoffs(record: Record) -> list[str]:
    """Return the time stamp of the last step that was known, for every row of the table."""
    last = record.data.starts[record.series] + record.cutoffs - 1
    return record.data.calendar.format(np.repeat(last, record.horizon))


def _camel(name: str) -> str:
    """Return "SeasonalNaive" of "seasonal naive": how the ecosystem calls its models."""
    return "".join(word[:1].upper() + word[1:] for word in name.split())
