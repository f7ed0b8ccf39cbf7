"""What a forecast rests on, for people: a table of past seasons, and the gates of each network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.table import Table
from rich.text import Text

from lstmcast.evaluation.activity import OPEN, SHUT
from lstmcast.inference.tracing import GATES
from lstmcast.outputs.columns import bare_table
from lstmcast.outputs.figures import UNICODE, Glyphs, align, count, percent, sparkline
from lstmcast.outputs.labels import visible
from lstmcast.outputs.outcomes import network

if TYPE_CHECKING:
    from lstmcast.evaluation.activity import (
        Activity,
        FloatArray,
        IntArray,
        LayerActivity,
        NetworkActivity,
    )
    from lstmcast.evaluation.explanation import Explanation
    from lstmcast.evaluation.importance import Importance

_PARTS = 12  # shown at most; files and --json have all of them
_BAR = 24  # columns at most
_SPARK = 32

#: What people call a signal; the bars say that sizes are shown.
_SIGNALS = {
    "forget": "forget gate",
    "input": "input gate",
    "output": "output gate",
    "update": "update gate",
    "reset": "reset gate",
    "candidate": "|candidate|",
    "memory": "|memory| c",
    "hidden": "|state| h",
}


def explanation(
    made: Explanation, *, name: str, width: int = 80, glyphs: Glyphs = UNICODE
) -> list[Text | Table]:
    """Return everything to show of one series: the past it rests on, then network by network."""
    begin, end = made.calendar.format(np.array([made.end, made.end + made.horizon - 1]))
    heading = Text.assemble(
        (visible(name), "bold"), f": what the forecast of {begin} {glyphs.dash} {end} rests on"
    )
    shown = [heading, *past_table(made, width=width, glyphs=glyphs)]
    for number, each in enumerate(made.networks, start=1):
        which = f"Network {number} of {len(made.networks)}: " if len(made.networks) > 1 else ""
        shown += [Text(), _introduce(each, which, made)]
        for layer in each.layers:
            if len(each.layers) > 1:
                shown.append(Text(f"  {_place(layer, each)}", style="dim"))
            shown.append(gate_table(layer, width=width, glyphs=glyphs))
            if layer.holds is not None:
                shown.append(_holding(layer.holds, each))
    return shown


def past_table(
    made: Explanation, *, width: int = 80, glyphs: Glyphs = UNICODE
) -> list[Text | Table]:
    """Return how much hiding each part of the past changes, the newest part first.

    Nothing where there is no unit to measure it in.
    """
    importance = made.importance
    rows = np.flatnonzero(np.isfinite(importance.moved))[::-1]
    if not len(rows):
        return []
    telling = rows[np.argsort(-importance.moved[rows], kind="stable")][:_PARTS]
    shown = np.sort(telling)[::-1]
    steps = int(importance.edges[-2])
    what = "season" if steps == made.season else "part"
    rises = _rises(importance, shown, glyphs)
    headings = (f"{what} from", "forecast moves", "", *(["error rises"] if rises else []))
    table = _grid(*headings, left={0, 2})
    begins = made.calendar.format(made.parts[0])
    room = width - max(map(len, [*begins, headings[0]])) - sum(map(len, headings[1:])) - 12
    largest = float(importance.moved[shown].max()) or 1.0
    for place, part in enumerate(shown.tolist()):
        moved = float(importance.moved[part])
        bar = Text(glyphs.sparks[-1] * round(moved / largest * min(room, _BAR)), style="cyan")
        table.add_row(begins[part], f"{moved:.2f}", bar, *rises[place : place + 1])
    heading = Text(f"Where one {what} of {count(steps, 'step')} is hidden")
    others = np.setdiff1d(rows, shown)
    return [Text(), heading, table, _beside(made, others, what, glyphs)]


def gate_table(layer: LayerActivity, *, width: int = 80, glyphs: Glyphs = UNICODE) -> Table:
    """Return the signals of one layer over the window, one to a row, oldest patch first."""
    table = _grid("", "window", "low", "high", "mean", f"> {OPEN:g}", f"< {SHUT:g}", left={0, 1})
    room = max(1, min(_SPARK, width - 48))  # what the other columns leave
    for name, activity in layer.signals.items():
        line = sparkline(activity.mean.tolist(), glyphs=glyphs, width=room)
        low, high, mean = activity.mean.min(), activity.mean.max(), activity.mean.mean()
        figures = (f"{figure:.2f}" for figure in (low, high, mean))
        table.add_row(_SIGNALS[name], Text(line, style="cyan"), *figures, *_shares(activity))
    return table


def _shares(activity: Activity) -> list[str]:
    return [
        "" if share is None else percent(float(share.mean()))
        for share in (activity.open, activity.shut)
    ]


def _rises(importance: Importance, shown: IntArray, glyphs: Glyphs) -> list[str]:
    """Return mean and standard error of the rise of the error; nothing without windows."""
    if not importance.windows:
        return []
    rise, texts = importance.rise, []
    for mean, error in zip(rise.mean[shown], rise.uncertainty[shown], strict=True):
        size = f"{abs(mean):.2f}"
        sign = "" if float(size) == 0 else glyphs.minus if mean < 0 else "+"
        spread = f" {_spread(glyphs)} {error:.2f}" if np.isfinite(error) else ""
        texts.append(f"{sign}{size}{spread}" if np.isfinite(mean) else "")
    return texts


def _beside(made: Explanation, others: IntArray, what: str, glyphs: Glyphs) -> Text:
    """Return what is not in the table: the unit, the error itself, the parts left out."""
    importance = made.importance
    change = "over a season" if made.season > 1 else "from step to step"
    words = [f"In mean changes {change}, as in MASE: 1 is {align([importance.unit])[0]}."]
    if importance.windows:
        windows = count(importance.windows, "held-out window")
        spread = np.isfinite(importance.rise.uncertainty).any()
        sure = f"; {_spread(glyphs)} is one standard error" if spread else ""
        words.append(
            f"With nothing hidden the error is {importance.error:.2f}, in {windows}{sure}."
        )
    if len(others):
        most = f"{importance.moved[others].max():.2f}"
        words.append(f"The {count(len(others), f'other {what}')} move it by {most} at most.")
    return Text(" ".join(words), style="dim")


def _spread(glyphs: Glyphs) -> str:
    return "±" if glyphs.fine else "+-"


def _introduce(each: NetworkActivity, which: str, made: Explanation) -> Text:
    """Return which network it is, and what it walks over."""
    steps = round(each.patch_steps)
    about = "about " if steps != each.patch_steps else ""
    first = made.calendar.format(each.first[:1])[0]
    known = int((each.observed > 0).sum())
    empty = f" ({known} with values)" if known < len(each.first) else ""
    return Text.assemble(
        (f"{which}{network(each.spec)}", "bold"),
        f", {count(len(each.first), 'patch', 'patches')}{empty} of {about}{count(steps, 'step')}"
        f" from {first}",
    )


def _place(layer: LayerActivity, each: NetworkActivity) -> str:
    direction = "backward" if layer.backward else "forward"
    return f"layer {layer.layer + 1}" + (f", {direction}" if each.spec.bidirectional else "")


def _holding(holds: FloatArray, each: NetworkActivity) -> Text:
    """Return for how long units hold on to what they know, as far as one gate decides."""
    window = round(len(each.first) * each.patch_steps)
    half, tenth = (_rough(float(steps * each.patch_steps), window) for steps in holds[1:])
    gate = _SIGNALS[GATES[each.spec.cell][0]]
    text = f"By its {gate}, half of the units hold on for {half}, a tenth for {tenth}."
    return Text(text, style="dim")


def _rough(steps: float, window: int) -> str:
    """Return steps to two digits: nobody knows better, and nothing longer can be seen."""
    if steps > window:
        return f"more than the window of {count(window, 'step')}"
    return f"about {count(int(float(f'{max(1.0, steps):.2g}')), 'step')} or longer"


def _grid(*names: str, left: set[int]) -> Table:
    table = bare_table()
    for place, name in enumerate(names):
        table.add_column(name, justify="left" if place in left else "right", no_wrap=True)
    return table
