"""Draw the trials and the gradients into one picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from tests.benchmarks.memory.learning import LEARNT
from tests.benchmarks.memory.trials import GRADIENT_STEPS, LAGS, TRAINED_AT, Gradients, Trial

_SMALLEST = 1e-12  # share of the last step's gradient, far below what moves a weight
_LOOKS = {  # colours of Okabe and Ito (2008), which colour-blind readers can tell apart
    "rnn": ("#D55E00", "-", "s"),
    "rnn, uniform recurrent": ("#D55E00", "--", "s"),
    "gru": ("#009E73", "-", "^"),
    "lstm": ("#0072B2", "-", "o"),
    "lstm, uniform recurrent": ("#0072B2", "--", "o"),
    "lstm, forget bias 0": ("#56B4E9", "-.", "v"),
    "lstm, chrono bias": ("#CC79A7", ":", "D"),
}


def draw(trials: Sequence[Trial], gradients: Sequence[Gradients], path: Path) -> None:
    """Write a PNG: what is left of the guess's loss by lag, and gradients over time."""
    figure = Figure(figsize=(12, 9), layout="constrained")
    FigureCanvasAgg(figure)
    upper_left, upper_right, lower_left, lower_right = figure.subplots(2, 2).flatten()
    for axes, task in ((upper_left, "adding"), (upper_right, "copy")):
        _draw_losses(axes, [trial for trial in trials if trial.task == task])
        axes.set_title(f"{task}: loss left, by lag")
    for axes, trained in ((lower_left, False), (lower_right, True)):
        _draw_gradients(axes, [each for each in gradients if each.trained == trained])
        state = f"after training at lag {TRAINED_AT}" if trained else "untrained"
        axes.set_title(f"adding: gradient that comes back, {state}")
    handles, labels = upper_left.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
    figure.savefig(path, dpi=110)


def _draw_losses(axes: Axes, trials: Sequence[Trial]) -> None:
    for place, (cell, (colour, line, marker)) in enumerate(_LOOKS.items()):
        own = [trial for trial in trials if trial.cell == cell]
        beside = 1.03 ** (place - len(_LOOKS) // 2)  # equal curves would hide each other
        axes.plot(
            [trial.lag * beside for trial in own], [trial.share for trial in own],
            color=colour, linestyle=line, marker=marker, markersize=5, label=cell,
        )  # fmt: skip
    axes.axhline(1.0, color="grey", linewidth=1)
    axes.axhline(LEARNT, color="grey", linewidth=1, linestyle=":")
    axes.annotate("guess without memory", (LAGS[-1], 1.0), va="bottom", ha="right", color="grey")
    axes.annotate("learnt, stopped", (LAGS[-1], LEARNT), va="bottom", ha="right", color="grey")
    axes.set(xscale="log", xlim=(LAGS[0] / 1.3, LAGS[-1] * 1.3), ylim=(0, 1.2))
    axes.set_xticks(LAGS, [str(lag) for lag in LAGS])
    axes.minorticks_off()
    axes.set(xlabel="lag in steps", ylabel="share of the guess's loss that is left")


def _draw_gradients(axes: Axes, gradients: Sequence[Gradients]) -> None:
    ago = range(GRADIENT_STEPS - 1, -1, -1)
    for each in gradients:
        colour, line, _ = _LOOKS[each.cell]
        axes.plot(ago, each.shares, color=colour, linestyle=line)
    axes.set(yscale="log", ylim=(_SMALLEST, 10), xlim=(0, GRADIENT_STEPS))
    axes.set(xlabel="steps before the answer", ylabel="|d loss / d state|, over the last step's")
