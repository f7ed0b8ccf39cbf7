"""The style of stamps that keeps what the cells of a column show."""

from __future__ import annotations

from lstmcast.data.moments.cells import LaidOut
from lstmcast.data.styles import DATE_STYLE


def find_style(layouts: list[LaidOut]) -> str:
    """Return the ISO style that keeps the precision of the cells."""
    kind = layouts[0].kind
    if kind == "month":
        return "YYYY-MM"
    clocks = [cells for cells in layouts if cells.has("hour")]
    if kind != "time" or not clocks:
        return DATE_STYLE
    separator = "T" if all(cells.match["separator"] == "T" for cells in clocks) else " "
    seconds = ":ss" if any(cells.has("second_of_minute") for cells in clocks) else ""
    return f"YYYY-MM-DD{separator}hh:mm{seconds}{_offset_style(clocks)}"


def _offset_style(clocks: list[LaidOut]) -> str:
    """Return how the cells write their UTC offset."""
    if all(cells.has("zulu") for cells in clocks):
        return "Z"
    if all(cells.has("sign") and not cells.has("colon") for cells in clocks):
        minutes = any(cells.has("offset_minutes") for cells in clocks)
        return "±hhmm" if minutes else "±hh"
    return (
        "±hh:mm"
        if any(cells.has("sign") or cells.has("zone_name") or cells.has("zulu") for cells in clocks)
        else ""
    )
