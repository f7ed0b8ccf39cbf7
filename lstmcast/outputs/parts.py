"""A forecast as tables of a few series each, which together are the table of all of them.

As text a row takes ten times the memory that its numbers do; so what is written row by row is
made so, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lstmcast.outputs.encoding import encode, encode_csv, records
from lstmcast.outputs.forecasts import tabulate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from lstmcast.inference.forecast import ForecastSet
    from lstmcast.outputs.encoding import Format
    from lstmcast.outputs.forecasts import ForecastTable, Style


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRows:
    """The rows of a forecast in one style; ``tabulate`` says what the names are."""

    forecast: ForecastSet
    time: tuple[str, ...]
    ids: tuple[str, ...]
    style: Style
    model: str
    makers: tuple[str, ...] = ()
    at_once: int  # series

    def __len__(self) -> int:
        return int(self.forecast.point.size)

    @property
    def names(self) -> list[str]:
        """Return the header."""
        return self._table(slice(0, 1)).names

    def records(self) -> list[dict[str, Any]]:
        """Return one dictionary per row, for JSON."""
        return [record for table in self._tables() for record in records(table)]

    def encode(self, form: Format) -> Iterable[bytes]:
        """Return the rows in the given format; of CSV in parts, which are made as they are taken.

        Raises MissingDependencyError when Parquet is asked for and pyarrow is not installed.
        """
        if form == "csv":
            return encode_csv(self._tables())
        return (encode(self._table(slice(None)), form),)

    def _tables(self) -> Iterator[ForecastTable]:
        for first in range(0, len(self.forecast.keys), self.at_once):
            yield self._table(slice(first, first + self.at_once))

    def _table(self, part: slice) -> ForecastTable:
        keys = self.forecast.keys
        series = np.arange(len(keys))[part]
        return tabulate(
            self.forecast if len(series) == len(keys) else self.forecast.select(series),
            time=self.time,
            ids=self.ids,
            style=self.style,
            model=self.model,
            makers=self.makers[part],
            among=keys,
        )
