"""Rows on days that are not worked on, once the week is settled: left out, and said so.

A shop that opens on one Sunday in December is not to stop the forecasts of the night. Many such
rows are another week, and are left for ``regularity.py`` to refuse.
"""

from __future__ import annotations

import numpy as np

from lstmcast.data.civil import weekdays_of
from lstmcast.data.frequency import Frequency
from lstmcast.data.notes import Note
from lstmcast.data.placing.rhythm import RARE
from lstmcast.data.placing.timeline import Timeline


def leave_out_days_off(
    timeline: Timeline, frequency: Frequency, *, all_days: bool
) -> tuple[Timeline, tuple[Note, ...]]:
    """Return the rows on days worked on, and a remark on the others if there are any.

    ``all_days`` says that the rows may well be of all days, as weather forecasts are; else
    nothing is left out where too many rows would be, nor ever all rows of a series.
    """
    if frequency.unit != "business-day":
        return timeline, ()
    worked = np.isin(weekdays_of(timeline.days), frequency.week)
    off = int(np.count_nonzero(~worked))
    too_many = not all_days and off > RARE * len(worked)
    if not off or too_many or len(np.setdiff1d(timeline.series, timeline.series[worked])):
        return timeline, ()
    first = timeline.places.place(int(timeline.order[timeline.first_in_file(~worked)]))
    rows = "1 row on a day that is" if off == 1 else f"{off} rows on days that are"
    were = "was" if off == 1 else "were"
    text = f"{rows} not worked on ({frequency}) {were} left out; first: {first}"
    note = Note("days-off", text, "info" if all_days else "warning")
    return timeline.select(np.flatnonzero(worked)), (note,)
