"""What a forecast rests on, for programs: rows with one figure each, and a JSON document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lstmcast.evaluation.activity import UNITS
from lstmcast.inference.tracing import GATES
from lstmcast.outputs.digits import UNKNOWN
from lstmcast.outputs.documents import encode_document
from lstmcast.outputs.encoding import Format, encode
from lstmcast.outputs.forecasts import ForecastTable, NumberColumn, TextColumn

if TYPE_CHECKING:
    from lstmcast.evaluation.activity import FloatArray, LayerActivity, NetworkActivity
    from lstmcast.evaluation.explanation import Explanation

#: The columns that say what a figure is about; ``value`` follows.
COLUMNS = ("series", "about", "network", "layer", "direction", "from", "to", "signal", "figure")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One figure; what does not apply to it is empty."""

    about: str  # "past" or "cells"
    network: str = ""
    layer: str = ""
    direction: str = ""
    start: str = ""
    end: str = ""
    signal: str = ""
    figure: str = ""
    value: float = 0.0


def encode_explanation(made: Explanation, *, name: str, form: Format) -> bytes:
    """Return an explanation in the given format: rows, or for JSON its document.

    Raises MissingDependencyError when Parquet is asked for and pyarrow is not installed.
    """
    if form == "json":
        return encode_document({"schema": 1, **explanation_document(made)})
    return encode(explanation_table(made, name=name), form)


def explanation_table(made: Explanation, *, name: str) -> ForecastTable:
    """Return one row per figure: first of the past, then network by network.

    A figure that is not known has no row. ``name`` is what the series is called.
    """
    rows = [row for row in (*_past(made), *_networks(made)) if np.isfinite(row.value)]
    texts = [
        (
            name, row.about, row.network, row.layer, row.direction, row.start, row.end,
            row.signal, row.figure,
        )
        for row in rows
    ]  # fmt: skip
    columns = zip(*texts, strict=True) if texts else ((),) * len(COLUMNS)
    return ForecastTable(
        keys=tuple(
            TextColumn(name=column, texts=list(values))
            for column, values in zip(COLUMNS, columns, strict=True)
        ),
        values=(NumberColumn(name="value", numbers=np.array([row.value for row in rows])),),
        time="from",
        formats=[UNKNOWN] * len(rows),
    )


def explanation_document(made: Explanation) -> dict[str, Any]:
    """Return an explanation as plain data; what is not known is null."""
    importance, rise = made.importance, made.importance.rise
    first, last = (made.calendar.format(steps) for steps in made.parts)
    steps = np.arange(made.end, made.end + made.horizon)
    return {
        "series": {"ids": made.key.ids, "target": made.key.target},
        "season": made.season,
        "horizon": made.horizon,
        "forecast": {"time": made.calendar.format(steps), "median": importance.forecast.tolist()},
        "past": {
            "unit": importance.unit,
            "windows": importance.windows,
            "error": importance.error,
            "parts": [
                {
                    "from": first[part],
                    "to": last[part],
                    "moved": float(importance.moved[part]),
                    "windows": int(rise.windows[part]),
                    "rise": float(rise.mean[part]),
                    "standard_error": float(rise.uncertainty[part]),
                    "lower_quartile": float(rise.low[part]),
                    "upper_quartile": float(rise.high[part]),
                }
                for part in range(len(first))
            ],
        },
        "networks": [_network(each, made) for each in made.networks],
    }


def _network(each: NetworkActivity, made: Explanation) -> dict[str, Any]:
    return {
        "cell": each.spec.cell,
        "units": each.spec.hidden,
        "bidirectional": each.spec.bidirectional,
        "folded": each.folded,
        "patches": {
            "from": made.calendar.format(each.first),
            "to": made.calendar.format(each.last),
            "observed": each.observed.tolist(),
        },
        "layers": [
            {
                "layer": layer.layer + 1,
                "direction": _direction(layer),
                "signals": {
                    signal: {
                        figure: None if values is None else values.tolist()
                        for figure, values in _figures(layer, signal)
                    }
                    for signal in layer.signals
                },
                "holds_steps": _holds(layer, each),
            }
            for layer in each.layers
        ],
    }


def _past(made: Explanation) -> Iterator[_Row]:
    importance, rise = made.importance, made.importance.rise
    first, last = (made.calendar.format(steps) for steps in made.parts)
    for part, (start, end) in enumerate(zip(first, last, strict=True)):
        for figure, values in (
            ("moved", importance.moved),
            ("rise", rise.mean),
            ("standard-error", rise.uncertainty),
            ("lower-quartile", rise.low),
            ("upper-quartile", rise.high),
        ):
            yield _Row(about="past", start=start, end=end, figure=figure, value=float(values[part]))


def _networks(made: Explanation) -> Iterator[_Row]:
    for number, each in enumerate(made.networks, start=1):
        spans = [made.calendar.format(each.first), made.calendar.format(each.last)]
        for layer in each.layers:
            of_layer = _Row(
                about="cells",
                network=str(number),
                layer=str(layer.layer + 1),
                direction=_direction(layer),
            )
            yield from _signals(of_layer, layer, spans)
            whole = replace(of_layer, start=spans[0][0], end=spans[1][-1])
            for share, steps in (_holds(layer, each) or {}).items():
                keeping = GATES[each.spec.cell][0]
                yield replace(whole, signal=keeping, figure=f"holds-{share}", value=steps)


def _signals(of_layer: _Row, layer: LayerActivity, spans: list[list[str]]) -> Iterator[_Row]:
    for signal in layer.signals:
        for figure, values in _figures(layer, signal):
            if values is not None:
                for start, end, value in zip(*spans, values.tolist(), strict=True):
                    yield replace(
                        of_layer, start=start, end=end, signal=signal, figure=figure, value=value
                    )


def _figures(layer: LayerActivity, signal: str) -> tuple[tuple[str, FloatArray | None], ...]:
    activity = layer.signals[signal]
    return (("mean", activity.mean), ("open", activity.open), ("shut", activity.shut))


def _holds(layer: LayerActivity, each: NetworkActivity) -> dict[str, float] | None:
    """Return for how many grid steps units hold on, by percent of the units that do no longer."""
    if layer.holds is None:
        return None
    steps = (layer.holds * each.patch_steps).tolist()
    return {f"{100 * share:g}": value for share, value in zip(UNITS, steps, strict=True)}


def _direction(layer: LayerActivity) -> str:
    return "backward" if layer.backward else "forward"
