"""Forecasts as rows for other programs: which columns, in which order, under which names.

How a table becomes bytes is the business of ``encoding.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from lstmcast.outputs.digits import formats_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstmcast.data.series import SeriesKey
    from lstmcast.inference.forecast import FloatArray, ForecastSet

Style = Literal["lstmcast", "nixtla", "prophet"]
STYLES: tuple[Style, ...] = get_args(Style)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextColumn:
    """One text per series, or one per row."""

    name: str
    texts: list[str]  # [S * H]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberColumn:
    """One number per row."""

    name: str
    numbers: FloatArray  # [S * H]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastTable:
    """Columns of equal length; rows by series, then time."""

    keys: tuple[TextColumn, ...]  # who and when
    values: tuple[NumberColumn, ...]
    time: str  # the name of the column among ``keys`` that holds the time
    formats: list[str]  # [S * H] how the numbers of a row are printed, see ``digits.py``

    @property
    def names(self) -> list[str]:
        """Return the header."""
        return [column.name for column in self.keys] + [column.name for column in self.values]

    def __len__(self) -> int:
        return len(self.values[0].numbers)


def tabulate(
    forecast: ForecastSet,
    *,
    time: tuple[str, ...],
    ids: tuple[str, ...],
    style: Style = "lstmcast",
    model: str = "LSTM",
    reserved: tuple[str, ...] = (),
    makers: tuple[str, ...] = (),
    among: tuple[SeriesKey, ...] | None = None,
) -> ForecastTable:
    """Return the rows of a forecast in the given style.

    ``time`` and ``ids`` are the user's own column names; several time columns (year, month)
    become one column ``time``, none at all becomes ``row``. ``model`` is what the style
    ``nixtla`` calls the forecast, ``reserved`` are names that no column of the user's may have.
    Where ``makers`` says who forecast each series, a column ``model`` does so for each row.
    ``among`` has the series of the whole forecast that this is a part of: they decide which
    columns tell one series from another.
    """
    among = forecast.keys if among is None else among
    if makers:
        reserved = (*reserved, "model")
    if style == "nixtla":
        table = _nixtla(forecast, model, among)
    elif style == "prophet":
        table = _prophet(forecast, among)
    else:
        table = _own(forecast, time, ids, reserved, among)
    if not makers:
        return table
    return replace(table, keys=(*table.keys, _repeated(forecast, "model", makers)))


def _own(
    forecast: ForecastSet,
    time: tuple[str, ...],
    ids: tuple[str, ...],
    reserved: tuple[str, ...],
    among: tuple[SeriesKey, ...],
) -> ForecastTable:
    values = (_numbers("forecast", forecast.point), *_bounds(forecast, "lo-{}", "hi-{}"))
    targets = {key.target for key in among}
    taken = {column.name for column in values} | ({"target"} if len(targets) > 1 else set())
    taken |= set(reserved)
    names = []
    for name, role in [*((name, "id") for name in ids), (_time_name(time), "time")]:
        names.append(_free(name, role, taken))
        taken.add(names[-1])
    keys = [
        _repeated(forecast, name, (key.ids[place] for key in forecast.keys))
        for place, name in enumerate(names[:-1])
    ]
    keys.append(_times(forecast, names[-1]))
    if len(targets) > 1:
        keys.append(_repeated(forecast, "target", (key.target for key in forecast.keys)))
    return ForecastTable(
        keys=tuple(keys), values=values, time=names[-1], formats=_formats(forecast)
    )


def _nixtla(forecast: ForecastSet, model: str, among: tuple[SeriesKey, ...]) -> ForecastTable:
    bounds = _bounds(forecast, f"{model}-lo-{{}}", f"{model}-hi-{{}}")
    return ForecastTable(
        keys=(_unique_ids(forecast, among), _times(forecast, "ds")),
        values=(_numbers(model, forecast.point), *bounds),
        time="ds",
        formats=_formats(forecast),
    )


def _prophet(forecast: ForecastSet, among: tuple[SeriesKey, ...]) -> ForecastTable:
    """Prophet has one interval, 80 % unless told otherwise: the narrowest asked for."""
    bounds = _bounds(forecast, "yhat_lower", "yhat_upper")[:2]
    times = _times(forecast, "ds")
    return ForecastTable(
        keys=(times,) if len(among) == 1 else (_unique_ids(forecast, among), times),
        values=(_numbers("yhat", forecast.point), *bounds),
        time="ds",
        formats=_formats(forecast),
    )


def _bounds(forecast: ForecastSet, lower: str, upper: str) -> tuple[NumberColumn, ...]:
    """Return lower and upper bound of each level, level by level."""
    columns: list[NumberColumn] = []
    for place, level in enumerate(forecast.levels):
        columns.append(_numbers(lower.format(f"{level:g}"), forecast.lower[place]))
        columns.append(_numbers(upper.format(f"{level:g}"), forecast.upper[place]))
    return tuple(columns)


def _numbers(name: str, values: FloatArray) -> NumberColumn:
    return NumberColumn(name=name, numbers=values.ravel())


def _formats(forecast: ForecastSet) -> list[str]:
    horizon = forecast.point.shape[1]
    return [form for form in formats_of(forecast) for _ in range(horizon)]


def _times(forecast: ForecastSet, name: str) -> TextColumn:
    return TextColumn(name=name, texts=forecast.calendar.format(forecast.ordinals.ravel()))


def _repeated(forecast: ForecastSet, name: str, texts: Iterable[str]) -> TextColumn:
    horizon = forecast.point.shape[1]
    return TextColumn(name=name, texts=[text for text in texts for _ in range(horizon)])


def _unique_ids(forecast: ForecastSet, among: tuple[SeriesKey, ...]) -> TextColumn:
    several = len({key.target for key in among}) > 1
    return _repeated(forecast, "unique_id", (_unique_id(key, several) for key in forecast.keys))


def _unique_id(key: SeriesKey, several_targets: bool) -> str:
    parts = (*key.ids, key.target) if several_targets or not key.ids else key.ids
    return "/".join(parts)


def _time_name(time: tuple[str, ...]) -> str:
    return (time[0] or "time") if len(time) == 1 else "time" if time else "row"


def _free(name: str, role: str, taken: set[str]) -> str:
    """Return the user's column name, with its role added where lstmcast needs that name."""
    free = f"{name}_{role}" if name in taken else name
    while free in taken:
        free += "_"
    return free
