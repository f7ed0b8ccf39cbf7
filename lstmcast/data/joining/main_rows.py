"""The rows of the data themselves, each with its place; the files beside them come to these."""

from __future__ import annotations

from dataclasses import dataclass

from lstmcast.data.columns.index import SeriesIndex
from lstmcast.data.columns.sheets import Sheet
from lstmcast.data.placing.rows import Placement
from lstmcast.data.roles import Roles
from lstmcast.data.text.numbers import Numbers
from lstmcast.data.text.table import Table


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MainRows:
    """The data: cells, columns by role, and where each row belongs."""

    table: Table
    numbers: Numbers
    roles: Roles
    index: SeriesIndex
    placement: Placement

    @property
    def sheet(self) -> Sheet:
        """Return the table with its numbers."""
        return Sheet(table=self.table, numbers=self.numbers.columns, decimal=self.numbers.decimal)
