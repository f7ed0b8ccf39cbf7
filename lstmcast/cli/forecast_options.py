"""The options of a forecast alone: what to say of it, and how much memory it may take."""

from __future__ import annotations

from typing import Annotated

from lstmcast.cli.options import Texts, option

_ALERTS = "Alerts"

When = Annotated[
    Texts,
    option(
        _ALERTS,
        'Say where the forecast meets a condition: "hi-90 > 95".',
        "--when",
        metavar="CONDITION",
    ),
]
FailWhen = Annotated[
    bool | None,
    option(_ALERTS, "End with 1 where it meets one.", "--fail-when/--no-fail-when"),
]
ChunkSeries = Annotated[
    str | None,
    option(
        "Forecast",
        "Series at a time, 1000 if not given; fewer take less memory.",
        "--chunk-series",
        metavar="NUMBER",
    ),
]
