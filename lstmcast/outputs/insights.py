"""From an explanation to the look inside that a report draws: the newest layer of one network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lstmcast.evaluation.activity import OPEN
from lstmcast.inference.tracing import GATES
from lstmcast.outputs.figures import count
from lstmcast.outputs.report.content import Importance, Insight, Trace

if TYPE_CHECKING:
    from lstmcast.evaluation.explanation import Explanation

_PARTS = 12  # shown at most, those that matter most
_SIZES = {
    "candidate": "size of the candidate",
    "memory": "size of the cell state",
    "hidden": "size of the hidden state",
}


def insight_of(made: Explanation, name: str) -> Insight:
    """Return what one network did over its window, and what hiding parts of the past changes.

    Of several networks it is the first, of several layers the uppermost forward one.
    """
    network = made.networks[0]
    layer = [each for each in network.layers if not each.backward][-1]
    gates = GATES[network.spec.cell]
    traces = [
        Trace(name=f"{signal} gate" if signal in gates else _SIZES[signal],
              values=tuple(activity.mean.tolist()))
        for signal, activity in layer.signals.items()
    ]  # fmt: skip
    return Insight(
        series=name,
        stamps=tuple(made.calendar.format(network.last)),
        gates=tuple(trace for trace in traces if trace.name.endswith(" gate")),
        states=tuple(trace for trace in traces if not trace.name.endswith(" gate")),
        importances=_importances(made),
        remarks=_remarks(made, len(network.layers)),
    )


def _importances(made: Explanation) -> tuple[Importance, ...]:
    """Return how much the held-out error grows without each part, the newest part first."""
    importance = made.importance
    if not importance.windows or not importance.error > 0:
        return ()
    begins = made.calendar.format(made.parts[0])
    growth, spread = importance.rise.mean / importance.error, importance.rise.uncertainty
    telling = np.flatnonzero(np.isfinite(growth))
    telling = telling[np.argsort(-np.abs(growth[telling]), kind="stable")][:_PARTS]
    shown = []
    for part in np.sort(telling)[::-1].tolist():
        around = spread[part] / importance.error
        known = bool(np.isfinite(around))
        shown.append(
            Importance(
                name=f"from {begins[part]}",
                growth=float(growth[part]),
                low=float(growth[part] - around) if known else None,
                high=float(growth[part] + around) if known else None,
            )
        )
    return tuple(shown)


def _remarks(made: Explanation, layers: int) -> tuple[str, ...]:
    remarks = []
    if len(made.networks) > 1:
        remarks.append(f"The first of {len(made.networks)} networks is shown.")
    if layers > 1:
        remarks.append("Of its layers the uppermost one is shown.")
    width = made.networks[0].patch_steps
    remarks.append(
        f"The network reads {count(round(width), 'step')} at a time; a gate above {OPEN:g} is as"
        " good as open."
    )
    return tuple(remarks)
