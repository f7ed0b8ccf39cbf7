"""The options that say what else is known besides the values to forecast; see ``options``."""

from __future__ import annotations

from typing import Annotated

from lstmcast.cli.options import Texts, option

_COVARIATES = "Covariates"

Known = Annotated[
    Texts,
    option(_COVARIATES, "Columns known ahead, such as price.", "--known", metavar="COLUMNS"),
]
Past = Annotated[
    Texts,
    option(_COVARIATES, "Columns known only once it has happened.", "--past", metavar="COLUMNS"),
]
Static = Annotated[
    Texts,
    option(
        _COVARIATES, "Columns that never change within a series.", "--static", metavar="COLUMNS"
    ),
]
StaticFile = Annotated[
    str | None,
    option(
        _COVARIATES,
        "A CSV file with a row for each series.",
        "--static-file",
        metavar="FILE",
    ),
]
Categorical = Annotated[
    Texts,
    option(
        _COVARIATES,
        "Those of the columns whose numbers are names.",
        "--categorical",
        metavar="COLUMNS",
    ),
]
Future = Annotated[
    str | None,
    option(
        _COVARIATES,
        "A CSV file of rows to come (see future-template).",
        "--future",
        metavar="FILE",
    ),
]
FutureFill = Annotated[
    str | None,
    option(
        _COVARIATES,
        "Known values that are missing: error, last, season, mask.",
        "--future-fill",
        metavar="RULE",
    ),
]
Calendar = Annotated[
    Texts,
    option(
        _COVARIATES,
        "Of the time stamps: auto, hour, weekday, month, ...",
        "--calendar",
        metavar="PARTS",
    ),
]
Holidays = Annotated[
    Texts,
    option(_COVARIATES, "Countries, such as DE or US-CA.", "--holidays", metavar="COUNTRIES"),
]
Events = Annotated[
    str | None,
    option(_COVARIATES, "A CSV file of dates and names.", "--events", metavar="FILE"),
]
