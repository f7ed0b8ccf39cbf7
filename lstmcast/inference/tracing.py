"""What every cell of a network decides and remembers, step by step, in plain numpy.

This is for reading: one equation a line, and everything is kept. ``recurrence`` computes the
same states faster and forgets the rest; tests hold the two equal.

Legend: T steps of the encoder, which are patches of the window; B windows, F features of a
patch, D units, G gates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.inference.forecaster import Forecaster
from lstmcast.inference.forward import encoder_inputs
from lstmcast.inference.history import newest_pasts
from lstmcast.inference.weights import Weights
from lstmcast.model.spec import Cell, ModelSpec
from lstmcast.windows.covariates import gather_covariates
from lstmcast.windows.sampling import Inputs, prepare

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Gates, candidate and states of a cell by name: [B, D] at one step, [T, B, D] over a window.
Signals: TypeAlias = Mapping[str, FloatArray]

#: The signals between 0 and 1 of each cell; the first says how much of the memory is kept.
GATES: Mapping[Cell, tuple[str, ...]] = {
    "lstm": ("forget", "input", "output"),
    "gru": ("update", "reset"),
    "rnn": (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerTrace:
    """All that one layer did in one direction."""

    layer: int  # 0 sees the patches
    backward: bool  # it walked from the newest patch to the oldest
    signals: Signals  # [T, B, D], the oldest patch first in either direction


class CellWeights(NamedTuple):
    """The stacked weights of one cell, in the order of gates that ``model.gates`` has."""

    weight_ih: FloatArray  # [G * D, F]
    weight_hh: FloatArray  # [G * D, D]
    bias_ih: FloatArray  # [G * D]
    bias_hh: FloatArray  # [G * D]


def trace_member(
    forecaster: Forecaster, data: SeriesSet, series: IntArray, cutoffs: IntArray
) -> tuple[LayerTrace, ...]:
    """Trace a network on the windows that it forecasts from; ``series``, ``cutoffs`` [B] name them.

    Raises ValueError when there is no value before a cutoff.
    """
    shape = forecaster.shape
    history, ends = newest_pasts(data, series, cutoffs, shape)
    covariates = gather_covariates(data, series, cutoffs, shape, ends=ends)
    inputs = prepare(shape.fold_past(history), shape, covariates=covariates)
    return trace(forecaster.spec, forecaster.weights, inputs)


def patch_edges(forecaster: Forecaster) -> IntArray:
    """Return where each patch begins [T + 1], in steps from the cutoff, which ends the last one.

    Where a season is folded, a patch holds whole bins, and patches may differ by a step.
    """
    shape, patch = forecaster.shape, forecaster.spec.patch
    if shape.fold is None:
        return np.arange(-shape.lookback, 1, patch, dtype=np.int64)
    return shape.fold.edges(-shape.lookback, 0)[::patch]


def trace(spec: ModelSpec, weights: Weights, inputs: Inputs) -> tuple[LayerTrace, ...]:
    """Return what each layer did with normalised windows, forward before backward."""
    seen = encoder_inputs(spec, weights, inputs).astype(np.float64)  # [T, B, F]
    traces: list[LayerTrace] = []
    for layer in range(spec.layers):
        made = [_trace_layer(spec, weights, seen, layer, backward=False)]
        if spec.bidirectional:
            made.append(_trace_layer(spec, weights, seen, layer, backward=True))
        seen = np.concatenate([each.signals["hidden"] for each in made], axis=2)
        traces += made
    return tuple(traces)


def lstm_step(x_t: FloatArray, before: Signals, weights: CellWeights) -> Signals:
    """Return the signals of an LSTM at x_t [B, F], given those of the step before.

        f_t = sigmoid(W_f x_t + b_f + U_f h_{t-1} + d_f)    how much of the memory to keep
        i_t = sigmoid(W_i x_t + b_i + U_i h_{t-1} + d_i)    how much of the candidate to write
        o_t = sigmoid(W_o x_t + b_o + U_o h_{t-1} + d_o)    how much of the memory to show
        g_t =    tanh(W_g x_t + b_g + U_g h_{t-1} + d_g)    the candidate
        c_t = f_t * c_{t-1} + i_t * g_t                     the memory
        h_t = o_t * tanh(c_t)                               what others see of it

    Sources: as in ``model.gates``.
    """
    i, f, g, o = np.split(_from_input(x_t, weights) + _from_hidden(before, weights), 4, axis=1)
    forget, write, show = sigmoid(f), sigmoid(i), sigmoid(o)
    candidate = np.tanh(g)
    memory = forget * before["memory"] + write * candidate
    return {
        "forget": forget,
        "input": write,
        "output": show,
        "candidate": candidate,
        "memory": memory,
        "hidden": show * np.tanh(memory),
    }


def gru_step(x_t: FloatArray, before: Signals, weights: CellWeights) -> Signals:
    """Return the signals of a GRU at x_t [B, F], given those of the step before.

        z_t = sigmoid(W_z x_t + b_z + U_z h_{t-1} + d_z)    how much of the state to keep
        r_t = sigmoid(W_r x_t + b_r + U_r h_{t-1} + d_r)    how much of it the candidate sees
        n_t = tanh(W_n x_t + b_n + r_t * (U_n h_{t-1} + d_n))
        h_t = (1 - z_t) * n_t + z_t * h_{t-1}

    Sources: as in ``model.gates``.
    """
    input_r, input_z, input_n = np.split(_from_input(x_t, weights), 3, axis=1)
    hidden_r, hidden_z, hidden_n = np.split(_from_hidden(before, weights), 3, axis=1)
    update = sigmoid(input_z + hidden_z)
    reset = sigmoid(input_r + hidden_r)
    candidate = np.tanh(input_n + reset * hidden_n)
    return {
        "update": update,
        "reset": reset,
        "candidate": candidate,
        "hidden": (1 - update) * candidate + update * before["hidden"],
    }


def rnn_step(x_t: FloatArray, before: Signals, weights: CellWeights) -> Signals:
    """Return the state of a plain RNN at x_t [B, F]: h_t = tanh(W x_t + b + U h_{t-1} + d)."""
    return {"hidden": np.tanh(_from_input(x_t, weights) + _from_hidden(before, weights))}


def sigmoid(values: FloatArray) -> FloatArray:
    """Return 1 / (1 + exp(-values)), written so that it cannot overflow."""
    return 0.5 * (1 + np.tanh(0.5 * values))


_STEPS: Mapping[Cell, Callable[[FloatArray, Signals, CellWeights], Signals]] = {
    "lstm": lstm_step,
    "gru": gru_step,
    "rnn": rnn_step,
}


def _from_input(x_t: FloatArray, weights: CellWeights) -> FloatArray:
    return np.asarray(x_t @ weights.weight_ih.T + weights.bias_ih)  # [B, G * D]


def _from_hidden(before: Signals, weights: CellWeights) -> FloatArray:
    return np.asarray(before["hidden"] @ weights.weight_hh.T + weights.bias_hh)  # [B, G * D]


def _trace_layer(
    spec: ModelSpec, weights: Weights, seen: FloatArray, layer: int, *, backward: bool
) -> LayerTrace:
    """Walk over what a layer sees [T, B, F], from a state of zeros."""
    suffix = f"l{layer}_reverse" if backward else f"l{layer}"
    cell = CellWeights(
        *(weights[f"encoder.{name}_{suffix}"].astype(np.float64) for name in CellWeights._fields)
    )
    nothing = np.zeros((seen.shape[1], spec.hidden))
    now: Signals = {"hidden": nothing, "memory": nothing}
    walked = []
    for x_t in seen[::-1] if backward else seen:
        now = _STEPS[spec.cell](x_t, now, cell)
        walked.append(now)
    in_time = walked[::-1] if backward else walked
    signals = {name: np.stack([step[name] for step in in_time]) for name in now}
    return LayerTrace(layer=layer, backward=backward, signals=signals)
