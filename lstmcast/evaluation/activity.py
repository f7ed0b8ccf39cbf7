"""What gates and states of a network did over one window, as figures about all its units.

Legend: T steps of the encoder, which are patches of the window; D units of a layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.inference.forecaster import Forecaster
from lstmcast.inference.history import newest_windows
from lstmcast.inference.tracing import GATES, LayerTrace, patch_edges, trace_member
from lstmcast.model.spec import Cell, ModelSpec

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: A gate is as good as open above the second figure, as good as shut below the first.
SHUT, OPEN = 0.1, 0.9
#: Shares of units that hold on for at most as long as ``LayerActivity.holds`` says.
UNITS = (0.1, 0.5, 0.9)

_FOR_EVER = 1e6  # steps of the encoder; what a gate that never closes is given


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One signal over the window, oldest patch first."""

    mean: FloatArray  # [T] over the units; of sizes, where a signal can be negative
    open: FloatArray | None  # [T] share of units above ``OPEN``; None: the signal is no gate
    shut: FloatArray | None  # [T] share of units below ``SHUT``


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerActivity:
    """What one layer did in one direction."""

    layer: int  # 0 sees the patches
    backward: bool  # it walked from the newest patch to the oldest
    signals: Mapping[str, Activity]  # gates first, then candidate and states
    holds: FloatArray | None  # [3] steps of the encoder, at ``UNITS``; None: a cell without gates


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkActivity:
    """What one network did with the newest window of a series."""

    spec: ModelSpec
    folded: bool  # a patch holds means of several grid steps
    first: IntArray  # [T] grid ordinals of the first step of each patch
    last: IntArray  # [T] and of the last one
    observed: FloatArray  # [T] share of the steps of a patch that hold a value
    layers: tuple[LayerActivity, ...]  # forward before backward

    @property
    def patch_steps(self) -> float:
        """Return how many grid steps a patch covers, on average."""
        return float(self.last[-1] + 1 - self.first[0]) / len(self.first)


def activity_of(forecaster: Forecaster, data: SeriesSet, index: int) -> NetworkActivity:
    """Describe what a network does at the end of the series at ``index``.

    Raises ValueError for a series without any value.
    """
    series, cutoff = np.array([index]), data.lengths[[index]]
    window = newest_windows(data, series, cutoff, forecaster.shape)[0]
    edges = patch_edges(forecaster)
    widths = np.diff(edges)
    seen = np.add.reduceat((~np.isnan(window)).astype(np.int64), edges[:-1] - edges[0])
    end = int(data.starts[index] + cutoff[0])
    return NetworkActivity(
        spec=forecaster.spec,
        folded=forecaster.shape.fold is not None,
        first=end + edges[:-1],
        last=end + edges[1:] - 1,
        observed=seen / widths,
        layers=tuple(
            _describe(traced, forecaster.spec.cell)
            for traced in trace_member(forecaster, data, series, cutoff)
        ),
    )


def holding_time(kept: FloatArray) -> FloatArray:
    """Return for how many steps each unit holds on to its memory [D], given its gate [T, D].

    1 / (1 - f) with f the mean of the gate over time: in a memory of which a share f is kept at
    every step, what was written n steps ago weighs f^n, and all weights add up to that many
    steps. It speaks of the gate alone: a unit can also be told by others what it has forgotten.
    """
    mean = kept.mean(axis=0)
    return np.asarray(1 / np.maximum(1 - mean, 1 / _FOR_EVER))


def _describe(traced: LayerTrace, cell: Cell) -> LayerActivity:
    gates = GATES[cell]
    signals = {name: values[:, 0] for name, values in traced.signals.items()}  # [T, D]
    holds = np.quantile(holding_time(signals[gates[0]]), UNITS) if gates else None
    return LayerActivity(
        layer=traced.layer,
        backward=traced.backward,
        signals={name: _summarise(signals[name], gate=name in gates) for name in signals},
        holds=holds,
    )


def _summarise(values: FloatArray, *, gate: bool) -> Activity:
    return Activity(
        mean=np.abs(values).mean(axis=1),
        open=(values > OPEN).mean(axis=1) if gate else None,
        shut=(values < SHUT).mean(axis=1) if gate else None,
    )
