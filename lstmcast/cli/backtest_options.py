"""The options of commands that test on the past; see ``options``."""

from __future__ import annotations

from typing import Annotated

from lstmcast.cli.options import OUTPUT, Texts, option

_BACKTEST = "Backtest"

Windows = Annotated[
    str | None,
    option(_BACKTEST, "Cutoffs to forecast from; 5 if not given.", "--windows", metavar="NUMBER"),
]
Step = Annotated[
    str | None,
    option(
        _BACKTEST,
        "Steps from one cutoff to the next; the horizon if not given.",
        "--step",
        metavar="STEPS",
    ),
]
Refit = Annotated[
    str | None,
    option(
        _BACKTEST,
        "Train for each window (the default), never again after the first, or every so many.",
        "--refit",
        metavar="each|never|N",
    ),
]
History = Annotated[
    str | None,
    option(_BACKTEST, "Know only so many steps before a cutoff.", "--history", metavar="STEPS"),
]
Rivals = Annotated[
    Texts,
    option(
        _BACKTEST,
        "naive, drift, seasonal-average, boosting, theta, ets, arima; all; none.",
        "--rivals",
        metavar="NAMES",
    ),
]
Jobs = Annotated[
    str | None,
    option(_BACKTEST, "Windows at the same time; 1 if not given.", "--jobs", metavar="NUMBER"),
]
TimeLimit = Annotated[
    str | None,
    option(
        _BACKTEST,
        "Stop after 90s, 10m, 1h30m and score the windows that are done.",
        "--time-limit",
        metavar="TIME",
    ),
]
Resume = Annotated[bool, option(_BACKTEST, "Go on where an unfinished run stopped.", "--resume")]
Output = Annotated[
    str | None,
    option(
        OUTPUT,
        "backtest.csv if not given; - for standard output.",
        "--output",
        "-o",
        metavar="FILE",
    ),
]
